/** A Foyer session, as oidc-provider sees sessions. */
import { hash } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import type { SignedIn } from '../sessions/store-bridge.ts';

/** How somebody signed in: with DingTalk, as an employee of the company. */
export const ACR = 'urn:foyer:acr:dingtalk';

/** The name of a session towards the library; it signs nobody in. */
export function sessionUid({ record }: Pick<SignedIn, 'record'>): string {
  return hash('sha256', `oidc session\n${record.id}`, 'base64url');
}

/** What of it follows from the Foyer session. */
export function sessionPayload(signedIn: SignedIn, now: number): AdapterPayload {
  const { content, expiresAt } = signedIn.record;
  return {
    kind: 'Session',
    uid: sessionUid(signedIn),
    accountId: content.person.subject,
    loginTs: toSeconds(content.startedAt),
    acr: ACR,
    iat: toSeconds(now),
    exp: toSeconds(expiresAt),
  };
}

const followed: ReadonlySet<string> = new Set(['jti', 'kind', 'uid', 'accountId', 'loginTs', 'acr', 'iat', 'exp']);

/** What of it does not. */
export function besidesView(payload: AdapterPayload): AdapterPayload {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !followed.has(name)));
}

/** Seconds since the epoch, as tokens count time. */
export function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
