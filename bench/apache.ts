/**
 * Apache with mod_auth_openidc, as Debian has them.
 *
 * Owns: its configuration. It has Debian's 150 threads from the start and keeps connections for as long as they are used,
 * both kinder than the defaults; sessions lie in shared memory, the module's own choice.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DaemonProcess, startDaemon } from './daemon-process.ts';

const program = '/usr/sbin/apache2';
const modules = '/usr/lib/apache2/modules';
const loaded = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'mime', 'auth_openidc'];

/** Whether both are installed where Debian puts them. */
export const hasApache = existsSync(program) && existsSync(join(modules, 'mod_auth_openidc.so'));

type ApacheOptions = {
  folder: string;
  port: number;
  documents: string;
  issuer: string;
  client: { client_id: string; client_secret: string };
};

/** Serves a folder: under `/guarded` to whoever is signed in, under `/open` to everybody; signing in starts at `/login`. */
export function startApache(options: ApacheOptions): Promise<DaemonProcess> {
  const file = join(options.folder, 'apache.conf');
  writeFileSync(file, configure(options));
  return startDaemon([program, '-DFOREGROUND', '-f', file], `http://127.0.0.1:${options.port}`);
}

function configure({ folder, port, documents, issuer, client }: ApacheOptions): string {
  return `
ServerRoot "${folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile "${folder}/apache.pid"
Mutex file:${folder} default
ErrorLog "${folder}/apache.log"
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
StartServers 6
MinSpareThreads 25
MaxSpareThreads 150
ThreadLimit 64
ThreadsPerChild 25
MaxRequestWorkers 150
MaxKeepAliveRequests 0
TypesConfig /dev/null
DocumentRoot "${documents}"
<Directory "${documents}">
  AllowOverride None
  Require all granted
</Directory>

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${client.client_id}
OIDCClientSecret ${client.client_secret}
OIDCRedirectURI http://127.0.0.1:${port}/login/callback
OIDCCryptoPassphrase ${client.client_secret}
OIDCScope "openid profile"
OIDCRemoteUserClaim preferred_username
<Location /login>
  AuthType openid-connect
  Require valid-user
</Location>
# Without a session the load is to be refused, not sent to the provider.
<Location /guarded>
  AuthType openid-connect
  Require valid-user
  OIDCUnAuthAction 401
</Location>
`;
}
