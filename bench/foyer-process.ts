/**
 * Foyer as it runs in a company: behind a proxy that speaks https, with its sessions in a file.
 *
 * Owns: its settings for the benchmark, and the headers such a proxy sends along.
 */
import { liveSettings, PUBLIC_URL } from '../server/testing/live-settings.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** What a proxy in front of Foyer says of a request. */
export const proxyHeaders = {
  host: new URL(PUBLIC_URL).host,
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
};

/** Starts a sandbox that has Foyer's address registered and does not throttle, unless it is told otherwise. */
export function startSandbox(settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const env = { REDIRECT_URI: new URL('/auth/callback', PUBLIC_URL).href, ...settings };
  return startServer({ entry: 'serve-sandbox.ts', role: 'load', env });
}

/** Starts Foyer against a sandbox, with its database in a folder. Everything else, the log level too, is as it comes. */
export function startFoyer(
  dataDir: string,
  sandboxOrigin: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const env = {
    ...liveSettings(sandboxOrigin),
    PORT: '0',
    DATA_DIR: dataDir,
    // All sign-ins come from one address here.
    SIGN_IN_STARTS_PER_MINUTE: '100000',
    ...settings,
  };
  return startServer({ entry: 'serve-foyer.ts', role: 'measured', env });
}
