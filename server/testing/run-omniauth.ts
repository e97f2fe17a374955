/** Rack with OmniAuth's OpenID Connect strategy in GitLab's edition, as Debian has it; the site is `omniauth-client.rb`. */
import { join } from 'node:path';
import type { ForeignClient } from './foreign-client.ts';
import { runProxyProcess } from './proxy-process.ts';

/** OmniAuth as a client of the kind that has never heard of PKCE. It shows what GitLab makes an account of. */
export const omniAuth: ForeignClient = {
  redirectPath: '/auth/openid_connect/callback',
  isWithoutPkce: true,
  run: async (t, { folder, port, origin, issuer, clientId, clientSecret }) => {
    const settings = JSON.stringify({ port, origin, issuer, clientId, clientSecret });
    const args = [join(import.meta.dirname, 'omniauth-client.rb'), settings];
    await runProxyProcess(t, { command: '/usr/bin/ruby', args, port, folder });
  },
  read: (body) => {
    const { uid: sub, info, raw } = JSON.parse(body);
    return { sub, name: info.name, username: info.nickname, email: info.email, groups: raw.groups };
  },
};
