/**
 * What a tool is told when a session is over: a logout token.
 *
 * Owns: its claims, and how long it is good for.
 * Does not: keep keys, or send it (`notice-post.ts`).
 * Called by: `lane.ts`.
 *
 * @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken}
 */
import { SignJWT } from 'jose';
import type { SigningKeys } from '../../keys/signing-keys.ts';
import type { LoginToTell } from './due-logins.ts';

export type LogoutTokens = {
  /** Signs one for a tool, good for this attempt alone. */
  mint(login: Pick<LoginToTell, 'clientId' | 'subject' | 'sid'>): Promise<string>;
};

type TokenOptions = { signingKeys: Pick<SigningKeys, 'current'>; issuer: string; now: () => number };

/** The specification's advice: two minutes at most. */
const VALID_SECONDS = 120;
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };

/** Creates what signs logout tokens. There is no nonce in them, so that none can pass for an ID token. */
export function createLogoutTokens({ signingKeys, issuer, now }: TokenOptions): LogoutTokens {
  return {
    async mint({ clientId, subject, sid }) {
      const { kid, privateKey } = await signingKeys.current('RS256');
      const issuedAt = Math.floor(now() / 1_000);
      const times = { iat: issuedAt, exp: issuedAt + VALID_SECONDS };
      const claims = {
        iss: issuer,
        aud: clientId,
        ...times,
        jti: crypto.randomUUID(),
        events: EVENTS,
        sub: subject,
        sid,
      };
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'logout+jwt', kid }).sign(privateKey);
    },
  };
}
