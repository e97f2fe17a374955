/**
 * Which DingTalk Foyer works with: the company's own, or the sandbox.
 *
 * Owns: that choice. The sandbox's code is loaded only here and by the command that runs it alone.
 * Does not: talk to either. Called by: `services.ts`.
 */
import { join } from 'node:path';
import { listenOrExplain } from './config/listen-or-explain.ts';
import type { Config } from './config/load-config.ts';
import type { DingTalkApp } from './dingtalk/app.ts';
import { paths } from './paths.ts';
import { Secret } from './secret.ts';

export type ChosenApp = { dingtalkApp: DingTalkApp; sandboxUrl: string | null; closeSandbox: () => Promise<void> };

/**
 * The DingTalk app to work with, and the sandbox behind it where no app is configured.
 *
 * @param beside a Foyer that may be running: its sandbox is used, and its port and file are left alone
 */
export async function chooseApp(config: Config, beside?: 'beside'): Promise<ChosenApp> {
  const { dingtalk } = config;
  if (dingtalk.mode === 'live') return { dingtalkApp: dingtalk.app, sandboxUrl: null, closeSandbox: async () => {} };
  const { createSandbox, sandboxApp } = await import('./sandbox/sandbox.ts');
  const start = async (port: number, stateFile?: string) => {
    const redirectUris = [new URL(paths.callback, config.publicUrl).href];
    const sandbox = createSandbox({ redirectUris, ...(stateFile !== undefined && { stateFile }) });
    const listen = () => sandbox.listen({ host: '127.0.0.1', port });
    return { origin: await listenOrExplain(listen, ['SANDBOX_PORT']), close: sandbox.close };
  };
  const { origin, close } = beside
    ? ((await findRunningSandbox(config.sandboxPort)) ?? (await start(0)))
    : await start(config.sandboxPort, join(config.dataDir, 'sandbox.json'));
  const url = new URL(origin);
  const dingtalkApp = {
    clientId: sandboxApp.clientId,
    clientSecret: new Secret(sandboxApp.clientSecret),
    corpId: sandboxApp.corpId,
    kind: dingtalk.appKind,
    hosts: { login: url, api: url, oapi: url },
  };
  return { dingtalkApp, sandboxUrl: origin, closeSandbox: close };
}

const LONGEST_LOOK_MS = 1_000;

/** The sandbox of a Foyer that is running on this machine, with whatever faults are switched on there. */
async function findRunningSandbox(port: number): Promise<{ origin: string; close: () => Promise<void> } | null> {
  const origin = `http://localhost:${port}`;
  const page = await fetch(origin, { signal: AbortSignal.timeout(LONGEST_LOOK_MS) }).then(
    (answer) => answer.text(),
    () => '',
  );
  return page.includes('Foyer sandbox') ? { origin, close: async () => {} } : null;
}
