/**
 * What the provider's library answers, as a table.
 *
 * Owns: which of its addresses are there, and with which methods. Everything else of it is not reached.
 * Called by: `provider-routes.ts`.
 */

/** An address below `/oidc`. */
export type Endpoint = {
  path: string;
  methods: readonly ('GET' | 'POST' | 'OPTIONS')[];
  /** Who asks there: people's browsers, with their session, or tools, which have none. */
  asks: 'browsers' | 'tools';
  /** There only while a tool uses the device flow. */
  isForDevices?: true;
  /** Tools show their secrets there, or people the codes of devices. */
  isGuessedAt?: true;
};

/** A tool in a browser asks first whether it may ask (OPTIONS). */
export const endpoints: readonly Endpoint[] = [
  { path: '/.well-known/openid-configuration', methods: ['GET', 'OPTIONS'], asks: 'tools' },
  { path: '/auth', methods: ['GET'], asks: 'browsers' },
  { path: '/auth/:uid', methods: ['GET'], asks: 'browsers' },
  { path: '/token', methods: ['POST', 'OPTIONS'], asks: 'tools', isGuessedAt: true },
  { path: '/token/introspection', methods: ['POST', 'OPTIONS'], asks: 'tools', isGuessedAt: true },
  { path: '/token/revocation', methods: ['POST', 'OPTIONS'], asks: 'tools', isGuessedAt: true },
  { path: '/me', methods: ['GET', 'POST', 'OPTIONS'], asks: 'tools' },
  { path: '/request', methods: ['POST', 'OPTIONS'], asks: 'tools', isGuessedAt: true },
  { path: '/session/end', methods: ['GET'], asks: 'browsers' },
  { path: '/session/end/confirm', methods: ['POST'], asks: 'browsers' },
  { path: '/session/end/success', methods: ['GET'], asks: 'browsers' },
  { path: '/device', methods: ['GET', 'POST'], asks: 'browsers', isForDevices: true, isGuessedAt: true },
  { path: '/device/:uid', methods: ['GET'], asks: 'browsers', isForDevices: true },
  { path: '/device/auth', methods: ['POST', 'OPTIONS'], asks: 'tools', isForDevices: true, isGuessedAt: true },
];

/**
 * Where a browser may also come with a form. It is sent on to the same address with the same words in the query: to a form
 * of another site it gives no cookie, and without one nobody is signed in.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest}
 * @see {@link https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout}
 */
export const formPaths = ['/auth', '/session/end'] as const;
