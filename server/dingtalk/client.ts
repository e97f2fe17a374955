/**
 * DingTalk, in our words.
 *
 * Owns: the questions Foyer asks DingTalk, and answers without DingTalk's spelling.
 * Does not: decide who may sign in, or store anything but the shared app token.
 * Called by: `sign-in`, `profile`, and whoever else asks about people.
 */
import { AppError } from '../errors.ts';
import type { CorpId, Person, UnionId, UserId } from '../person.ts';
import type { DingTalkApp } from './app.ts';
import { type AppToken, createAppToken } from './app-token.ts';
import { invalidTokenCodes } from './error-catalogue.ts';
import { type CallbackAnswer, createOAuthAdapter, type SignInGrant } from './oauth-adapter.ts';
import { createDingTalkRequests, type DingTalkRequests } from './request.ts';
import { ContactUser, UserByUnionId, UserDetails } from './wire.ts';

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

/** The company's own record of one of its people; inactive are those who were invited and have not joined yet. */
export type Employee = Omit<Person, 'subject'> & { isActive: boolean };

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
  close(): Promise<void>;
};

type ClientOptions = { app: DingTalkApp; redirectUri: string; now: () => number };

const INTERNAL_EMPLOYEE = 0;

/** Opens a client for one DingTalk app. Every method throws {AppError} with a `dingtalk_…` code when DingTalk fails. */
export function openDingTalkClient({ app, redirectUri, now }: ClientOptions): DingTalkClient {
  const { clientId, corpId, hosts } = app;
  const clientSecret = app.clientSecret.reveal();
  const requests = createDingTalkRequests(hosts);
  const oauth = createOAuthAdapter({ hosts, clientId, clientSecret, corpId, redirectUri, requests, now });
  const appToken = createAppToken({ clientId, clientSecret, requests, now });
  return {
    buildAuthorizationUrl: oauth.buildAuthorizationUrl,
    redeemCode: oauth.redeem,
    renewTokens: oauth.refresh,
    async getAccountProfile(accessToken, signal) {
      const call = { path: '/v1.0/contact/users/me', answer: ContactUser, permission: 'Contact.User.Read' };
      return toAccountProfile(await requests.callApi('GET', { ...call, token: accessToken, repeat: 'read', signal }));
    },
    getEmployee: (unionId, signal) =>
      withAppToken(appToken, signal, (token) => getEmployee({ requests, token, signal }, corpId as CorpId, unionId)),
    close: requests.close,
  };
}

/** Whether DingTalk refused the access token itself, so that a fresh one is worth a try. */
export function isInvalidToken(error: unknown): boolean {
  return error instanceof AppError && invalidTokenCodes.has(error.dingtalk?.code ?? '');
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

type CompanyCall = { requests: DingTalkRequests; token: string; signal: AbortSignal };

async function getEmployee(call: CompanyCall, corpId: CorpId, unionId: UnionId): Promise<Employee> {
  const byUnionId = { path: '/topapi/user/getbyunionid', body: { unionid: unionId }, answer: UserByUnionId };
  const { contact_type: kind, userid } = await askCompany(call, byUnionId);
  if (kind !== INTERNAL_EMPLOYEE) throw new AppError('not_an_employee', 'the person is an external contact');
  const details = await askCompany(call, { path: '/topapi/v2/user/get', body: { userid }, answer: UserDetails });
  // A record of somebody else must never become this person's.
  if (details.unionid === unionId && details.userid === userid) return toEmployee(corpId, details);
  throw new AppError('not_an_employee', 'DingTalk gave the record of another person');
}

type Question<T> = { path: string; body: Record<string, string>; answer: T };

function askCompany<T extends typeof UserByUnionId | typeof UserDetails>(call: CompanyCall, question: Question<T>) {
  const { requests, token, signal } = call;
  return requests.callOapi({ ...question, permission: 'qyapi_get_member', token, signal, repeat: 'read' });
}

function toEmployee(corpId: CorpId, details: UserDetails): Employee {
  return {
    corpId,
    unionId: details.unionid as UnionId,
    userId: details.userid as UserId,
    name: details.name,
    isAdmin: details.admin ?? false,
    isActive: details.active,
    ...(details.title && { title: details.title }),
    ...(details.avatar && { avatarUrl: details.avatar }),
  };
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
