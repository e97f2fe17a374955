/** Puts words into DingTalk's mouth, one sign-in long, where no invented person of the sandbox has what a test needs. */
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Answer, Browser } from './browser.ts';
import { startSignIn } from './sign-in.ts';

export const goodTokens = { accessToken: 'AT', refreshToken: 'RT', expireIn: 7200 };

/** The answers of one sign-in. What is left out is answered as for an active employee called U1. */
type Script = {
  tokens?: unknown;
  account?: Record<string, unknown>;
  member?: Record<string, unknown>;
  details?: Record<string, unknown>;
};

export const account = { nick: '张三', unionId: 'U1', openId: 'O1' };
export const details = { userid: 'zhangsan', unionid: 'U1', name: '张三', active: true };

const once = { times: 1 };

/** Scripts the four answers that make a person out of a code. */
export function scriptSignIn(dingtalk: Sandbox, corpId: string, script: Script = {}): void {
  const tokens = script.tokens ?? { ...goodTokens, corpId };
  dingtalk.faults.answer('POST /v1.0/oauth2/userAccessToken', { status: 200, body: tokens }, once);
  dingtalk.faults.answer('GET /v1.0/contact/users/me', { status: 200, body: script.account ?? account }, once);
  const member = script.member ?? { errcode: 0, result: { userid: 'zhangsan', contact_type: 0 } };
  dingtalk.faults.answer('POST /topapi/user/getbyunionid', { status: 200, body: member }, once);
  const record = { errcode: 0, result: script.details ?? details };
  dingtalk.faults.answer('POST /topapi/v2/user/get', { status: 200, body: record }, once);
}

/** Comes back with a code that nobody looks at, because the answers are scripted; gives Foyer's answer. */
export async function comeBack(browser: Browser): Promise<Answer> {
  const state = (await startSignIn(browser)).searchParams.get('state');
  return browser.open(`/auth/callback?authCode=any-code&state=${state}`);
}
