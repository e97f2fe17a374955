/** Flask with Authlib, as Debian has them; the site itself is `flask-client.py`. */
import { join } from 'node:path';
import type { ForeignClient } from './foreign-client.ts';
import { runProxyProcess } from './proxy-process.ts';

/** Flask as a client. It shows the claims of the ID token and of the userinfo endpoint together. */
export const flask: ForeignClient = {
  redirectPath: '/oauth/callback',
  signOutPath: () => '/sign-out',
  run: async (t, { folder, port, origin, issuer, clientId, clientSecret }) => {
    const settings = JSON.stringify({ port, origin, issuer, clientId, clientSecret });
    const args = ['-I', join(import.meta.dirname, 'flask-client.py'), settings];
    await runProxyProcess(t, { command: '/usr/bin/python3', args, port, folder });
  },
  read: (body) => {
    const { sub, name, preferred_username: username, email, groups } = JSON.parse(body);
    return { sub, name, username, email, groups };
  },
};
