/** Apache with mod_auth_openidc, in front of a tool that knows nothing of signing in. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Arrived, startEchoTool } from './echo-tool.ts';
import type { ClientPlan, ForeignClient } from './foreign-client.ts';
import { runProxyProcess } from './proxy-process.ts';

const MODULES = '/usr/lib/apache2/modules';
const loaded = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'proxy', 'proxy_http', 'auth_openidc'];

/** Apache as a client. What it knows of a person it tells the tool in headers. */
export const apache: ForeignClient = {
  redirectPath: '/login/callback',
  backchannelPath: '/login/callback?logout=backchannel',
  signOutPath: (origin) => `/login/callback?logout=${encodeURIComponent(`${origin}/goodbye`)}`,
  // Beside an error, Debian's version takes "iss" for a sign-in that begins elsewhere, and says that it cannot begin.
  refusal: /Invalid Request|access_denied/,
  run: async (t, plan) => runApache(t, plan),
  read: (body) => {
    const { headers }: Arrived = JSON.parse(body);
    const claim = (name: string) => fromBytes(headers[`OIDC_CLAIM_${name}`]?.[0] ?? '');
    return {
      sub: claim('SUB'),
      name: claim('NAME'),
      username: claim('PREFERRED_USERNAME'),
      email: claim('EMAIL'),
      groups: claim('GROUPS').split(','),
    };
  },
};

/** Node reads headers as Latin-1. */
function fromBytes(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

async function runApache(t: TestContext, plan: ClientPlan): Promise<void> {
  const tool = await startEchoTool(t);
  const file = join(plan.folder, 'apache.conf');
  writeFileSync(file, configure(plan, tool.port));
  // As one process, so that ending it leaves nothing behind.
  await runProxyProcess(t, { command: 'apache2', args: ['-X', '-f', file], port: plan.port, folder: plan.folder });
}

function configure({ folder, port, origin, issuer, clientId, clientSecret }: ClientPlan, toolPort: number): string {
  return `
ServerRoot "${folder}"
ServerName tool.localhost
Listen 127.0.0.1:${port}
PidFile "${folder}/apache.pid"
Mutex file:${folder} default
ErrorLog "||/bin/cat"
LogLevel warn
${loaded.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
ServerLimit 1
StartServers 1
ThreadsPerChild 8
MinSpareThreads 1
MaxSpareThreads 8
MaxRequestWorkers 8
AllowEncodedSlashes NoDecode

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCRedirectURI ${origin}/login/callback
OIDCCryptoPassphrase a-passphrase-for-tests
OIDCPKCEMethod S256
OIDCScope "openid profile email groups"
OIDCRemoteUserClaim preferred_username
OIDCProviderMetadataRefreshInterval 1

ProxyPass /login/callback !
ProxyPass / http://127.0.0.1:${toolPort}/ nocanon
<Location />
  AuthType openid-connect
  Require valid-user
</Location>
<Location /backend>
  Require claim "groups~^青禾科技/研发部/.*后端组$"
</Location>
<Location /goodbye>
  AuthType None
  Require all granted
</Location>
`;
}
