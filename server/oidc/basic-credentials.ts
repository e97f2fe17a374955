/**
 * How tools write their id and secret into an `Authorization` header.
 *
 * Owns: understanding those who write them as they are. OAuth wants both encoded like the fields of a form before they are
 * joined, and the library takes nothing else; a good half of the clients in use never encode, which makes no difference
 * until a secret has a `+` or a `%` in it, as every second one from `openssl rand -base64` does.
 * Does not: let anybody in. What is the secret of that very tool, letter by letter, is written the way OAuth wants it, and
 * the library compares it; everything else stays as it came.
 * Called by: `provider.ts`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1}
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Gives the secret of a client; undefined where there is none. */
type FindSecret = (clientId: string) => string | undefined;

/** Writes credentials that came as they are the way OAuth wants them. */
export function encodeCredentials(headers: IncomingHttpHeaders, findSecret: FindSecret): void {
  const basic = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return;
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const at = text.indexOf(':');
  const [id, secret] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  const registered = findSecret(id);
  // Of almost every secret and id, both ways of writing are the same.
  if (registered === undefined || encodeURIComponent(`${id}${registered}`) === `${id}${registered}`) return;
  if (!isEqual(secret, registered)) return;
  const encoded = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  headers.authorization = `Basic ${Buffer.from(encoded).toString('base64')}`;
}

function isEqual(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
