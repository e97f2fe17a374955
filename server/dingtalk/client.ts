/**
 * DingTalk, in our words.
 *
 * Owns: the questions Foyer asks DingTalk, and answers without DingTalk's spelling.
 * Does not: decide who may sign in, or store anything but the shared app token.
 * Called by: `sign-in`, `profile`, and whoever else asks about people.
 */
import type { CorpId, UnionId, UserId } from '../person.ts';
import type { DingTalkApp, DingTalkHosts } from './app.ts';
import { type AppToken, createAppToken } from './app-token.ts';
import {
  type AskCompany,
  type CompanyDirectory,
  findEmployee,
  openCompanyDirectory,
  readEmployee,
} from './company-directory.ts';
import { type AskToWrite, type CompanyWriting, openCompanyWriting } from './company-writing.ts';
import type { Employee } from './employee.ts';
import { type CallbackAnswer, createOAuthAdapter, type SignInGrant } from './oauth-adapter.ts';
import { createPacing, type Pacing } from './pacing.ts';
import { isInvalidToken } from './refusals.ts';
import { createDingTalkRequests } from './request.ts';
import { ContactUser } from './wire.ts';

/** A DingTalk account: what the person has under their own name, in whichever company. Never proof of membership. */
export type AccountProfile = {
  nick: string;
  unionId: UnionId;
  openId: string;
  avatarUrl?: string;
  mobile?: string;
  stateCode?: string;
  email?: string;
};

export type DingTalkClient = {
  buildAuthorizationUrl(state: string): string;
  redeemCode(answer: CallbackAnswer, expectedState: string, signal: AbortSignal): Promise<SignInGrant>;
  renewTokens(refreshToken: string, signal: AbortSignal): Promise<SignInGrant>;
  /** The account behind a user token. */
  getAccountProfile(accessToken: string, signal: AbortSignal): Promise<AccountProfile>;
  /**
   * The company's record of a person.
   *
   * @throws {AppError} not_an_employee for everybody who is not among its employees, or whom the app may not see; what
   *   DingTalk said, and the remedy, travel with it to the log
   */
  getEmployee(unionId: UnionId, signal: AbortSignal): Promise<Employee>;
  /** The same by userId, whoever has it today. */
  getEmployeeByUserId(userId: UserId, signal: AbortSignal): Promise<Employee>;
  /** Lists of departments and people, asked for at DingTalk's pace. */
  directory: CompanyDirectory;
  /** What changes the company. No such call is repeated, except with a fresh token after an invalid one. */
  writing: CompanyWriting;
  /** Fetches the app's token, and forgets the one that was there: a newly granted permission needs a new one. */
  renewAppToken(signal: AbortSignal): Promise<void>;
  /** One of DingTalk's hosts as it answers anybody, with its own time as an HTTP date. */
  probe(host: keyof DingTalkHosts, signal: AbortSignal): Promise<{ status: number; date: string | undefined }>;
  close(): Promise<void>;
};

/** `pacing` and `waitsMs` are for tests, which do not wait as long as DingTalk wants. */
type ClientOptions = {
  app: DingTalkApp;
  redirectUri: string;
  now: () => number;
  pacing?: Pacing | undefined;
  waitsMs?: readonly number[] | undefined;
};

/** Opens a client for one DingTalk app. Every method throws {AppError} with a `dingtalk_…` code when DingTalk fails. */
export function openDingTalkClient({ app, redirectUri, now, pacing, waitsMs }: ClientOptions): DingTalkClient {
  const { clientId, hosts } = app;
  const corpId = app.corpId as CorpId;
  const clientSecret = app.clientSecret.reveal();
  const requests = createDingTalkRequests(hosts, app.kind);
  const oauth = createOAuthAdapter({ hosts, clientId, clientSecret, corpId, redirectUri, requests, now });
  const appToken = createAppToken({ app, requests, now });
  const ask: AskCompany = (question, signal) =>
    withAppToken(appToken, signal, (token) => requests.callOapi({ ...question, token, signal, repeat: 'read' }));
  const write: AskToWrite = (question, signal) =>
    withAppToken(appToken, signal, (token) => requests.callOapi({ ...question, token, signal, isWhole: true }));
  return {
    buildAuthorizationUrl: oauth.buildAuthorizationUrl,
    redeemCode: oauth.redeem,
    renewTokens: oauth.refresh,
    async getAccountProfile(accessToken, signal) {
      const call = { path: '/v1.0/contact/users/me', answer: ContactUser, permission: 'Contact.User.Read' };
      return toAccountProfile(await requests.callApi('GET', { ...call, token: accessToken, repeat: 'read', signal }));
    },
    getEmployee: (unionId, signal) => findEmployee({ ask, corpId, unionId, signal }),
    getEmployeeByUserId: (userId, signal) => readEmployee({ ask, corpId, userId, signal }),
    directory: openCompanyDirectory({ ask, corpId, pacing: pacing ?? createPacing(), ...(waitsMs && { waitsMs }) }),
    writing: openCompanyWriting(write),
    renewAppToken: appToken.renew,
    probe: requests.probe,
    close: requests.close,
  };
}

type AppCall<T> = (token: string) => Promise<T>;

async function withAppToken<T>(appToken: AppToken, signal: AbortSignal, call: AppCall<T>): Promise<T> {
  const token = await appToken.get(signal);
  try {
    return await call(token);
  } catch (error) {
    if (!isInvalidToken(error)) throw error;
    appToken.forget(token);
    return call(await appToken.get(signal));
  }
}

function toAccountProfile({ nick, unionId, openId, avatarUrl, mobile, stateCode, email }: ContactUser): AccountProfile {
  return {
    nick,
    unionId: unionId as UnionId,
    openId,
    ...(avatarUrl && { avatarUrl }),
    ...(mobile && { mobile }),
    ...(stateCode && { stateCode }),
    ...(email && { email }),
  };
}
