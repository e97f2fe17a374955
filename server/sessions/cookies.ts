/** Names and attributes of Foyer's cookies on its own host. */
import type { CookieSerializeOptions } from '@fastify/cookie';

/** Plain name of the session cookie. */
export const SESSION_COOKIE = 'foyer';

export type CookieRules = {
  /** The cookie's full name for its plain one. */
  name(plain: string): string;
  /** Attributes that every cookie has, set or cleared: a cookie cleared with others stays in the browser. */
  attributes: Required<Pick<CookieSerializeOptions, 'path' | 'httpOnly' | 'sameSite'>> & { secure: boolean };
};

/**
 * The rules for an address.
 *
 * On https the `__Host-` prefix makes browsers refuse a cookie that a sibling host or plain http tries to plant. Lax,
 * not Strict: tools link here, and DingTalk sends people back here, from other sites.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6265} and its successor draft, section 4.1.3.2 "The __Host- Prefix"
 */
export function createCookieRules(publicUrl: URL): CookieRules {
  const isHttps = publicUrl.protocol === 'https:';
  return {
    name: (plain) => (isHttps ? `__Host-${plain}` : plain),
    attributes: { path: '/', httpOnly: true, secure: isHttps, sameSite: 'lax' },
  };
}
