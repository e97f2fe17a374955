/**
 * Who asks, read from a request that the framework has not looked at.
 *
 * Owns: nothing: `plugin.ts` says what a session cookie is worth. Only the usual case is read here, a cookie that came once
 * and was signed with the newest key; for everything else the plugin has to be asked.
 * Called by: `oidc/quick-answers.ts`.
 */
import type { IncomingMessage } from 'node:http';
import { Signer } from '@fastify/cookie';
import type { KeyRing } from '../keys/key-ring.ts';
import { type CookieRules, SESSION_COOKIE } from './cookies.ts';
import { type SessionStore, toSessionKey } from './session-store.ts';
import type { SignedIn } from './store-bridge.ts';

/** Finds the session of a request; null says nothing about it. */
export type FindQuickSession = (request: IncomingMessage) => Promise<SignedIn | null>;

type QuickSessionOptions = { store: Pick<SessionStore, 'find'>; keyRing: KeyRing; cookies: CookieRules };

/** Creates the look-up. */
export function createQuickSession({ store, keyRing, cookies }: QuickSessionOptions): FindQuickSession {
  const [{ bytes }] = keyRing('session cookie');
  const signer = new Signer(Buffer.from(bytes).toString('base64url'));
  const name = cookies.name(SESSION_COOKIE);
  return async ({ headers }) => {
    const signed = takeOnly(headers.cookie ?? '', `${name}=`);
    const { valid, value } = signed === null ? { valid: false, value: null } : signer.unsign(signed);
    if (!valid || value === null) return null;
    const key = toSessionKey(value);
    const record = await store.find(key);
    return record === null ? null : { key, record };
  };
}

/** The value of a cookie that is there exactly once and written as we write it. */
function takeOnly(header: string, start: string): string | null {
  const at = header.indexOf(start);
  if (at < 0 || header.indexOf(start, at + 1) >= 0) return null;
  if (at > 0 && header.slice(at - 2, at) !== '; ') return null;
  const [value = ''] = header.slice(at + start.length).split(';', 1);
  return /^(?:[\w.+/-]|%2[BF])+$/.test(value) ? decodeURIComponent(value) : null;
}
