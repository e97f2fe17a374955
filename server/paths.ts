/** Addresses on Foyer's own host that two parts must agree on. */
export const paths = {
  signIn: '/auth/sign-in',
  callback: '/auth/callback',
  signOut: '/auth/sign-out',
  tool: '/auth/tool',
  oidc: '/oidc',
  jwks: '/oidc/jwks',
  refusal: '/api/sign-in/refusal',
  signInPage: '/sign-in',
} as const;

/** The page that explains a refused sign-in; the browser has the words for each code. */
export function signInPageWithError(code: string): string {
  return `${paths.signInPage}?error=${code}`;
}
