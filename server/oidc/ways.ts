/** Addresses of the provider that the library does not know. */
export const ways = {
  interaction: '/oidc/interaction',
  style: '/oidc/page.css',
  submit: '/oidc/submit.js',
} as const;
