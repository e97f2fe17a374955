/**
 * The real server against the real sandbox, for a test.
 *
 * Owns: starting both and closing them with the test. Only the clock is a double; faults are the sandbox's.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { buildServer } from '../build-server.ts';
import { type Config, loadConfig } from '../config/load-config.ts';
import { createLogger } from '../logger.ts';
import type { ReplaceArtifacts } from '../open-oidc.ts';
import type { ReplaceStores } from '../open-sessions.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { openServices, type Services } from '../services.ts';
import { type Browser, createBrowser } from './browser.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { overTheWire } from './foyer-process.ts';
import { liveSettings, PUBLIC_URL } from './live-settings.ts';
import { listenForTest } from './raw-http.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type TestServer = {
  app: FastifyInstance;
  config: Config;
  services: Services;
  /** DingTalk, played by the sandbox over HTTP. */
  dingtalk: Sandbox;
  /** A first browser; `newBrowser` opens others. */
  browser: Browser;
  newBrowser(): Browser;
  clock: TestClock;
  /** Replaces what stands under `tools:`, from the next request. */
  rewriteTools(tools: string): void;
  /** Everything that was logged, as text. */
  log(): string;
};

type StartOptions = {
  env?: Record<string, string>;
  /** What stands under `tools:` in the file with the administrators, as YAML. */
  tools?: string;
  /** Keeps the database in this folder instead of in memory, so that a second server can go on with it. */
  dataDir?: string;
  dingtalk?: Sandbox;
  /** What the sandbox is like, when this starts one. */
  sandbox?: SandboxChanges;
  clock?: TestClock;
  /** Browsers speak to it over real connections, past which some questions are answered before the framework sees them. */
  isOnTheWire?: boolean;
  /** Replaces services by ones that fail. */
  adapt?: (services: Services) => Services;
  /** Puts stores that fail below all services. */
  replaceStores?: ReplaceStores;
  /** The same for what the OpenID provider keeps. */
  replaceArtifacts?: ReplaceArtifacts;
};

type SandboxChanges = Partial<Pick<SandboxOptions, 'size' | 'callsPerSecond' | 'redirectUris'>>;

const SECRET = 'a secret for tests that is long enough for any key';

/** Starts Foyer in live mode, with the sandbox in DingTalk's place. */
export async function startTestServer(t: TestContext, options: StartOptions = {}): Promise<TestServer> {
  const clock = options.clock ?? createTestClock();
  const dingtalk = options.dingtalk ?? (await startTestSandbox(t, clock, options.sandbox));
  const origin = sandboxOrigins.get(dingtalk) ?? '';
  const toolsFile = chooseToolsFile(t, options.tools);
  const config = loadConfig({
    ...liveSettings(origin),
    SESSION_SECRET: SECRET,
    TOOLS_FILE: toolsFile,
    DATA_DIR: options.dataDir ?? './data',
    LOG_LEVEL: 'debug',
    ...options.env,
  });
  const lines: string[] = [];
  const logger = createLogger(config.logLevel, { write: (line) => void lines.push(line) });
  const opened = await openServices({
    config,
    logger,
    webApp: 'built',
    now: clock.now,
    dingtalkPace: { callsPerSecond: 5_000, waitsMs: [1, 1, 1] },
    ...(options.dataDir === undefined && { database: ':memory:' }),
    ...(options.replaceStores && { replaceStores: options.replaceStores }),
    ...(options.replaceArtifacts && { replaceArtifacts: options.replaceArtifacts }),
  });
  const services = options.adapt?.(opened) ?? opened;
  const app = await buildServer(config, services);
  t.after(async () => {
    await app.close();
    await services.close();
  });
  const reached = options.isOnTheWire === true ? overTheWire(await listenForTest(app)) : app;
  const newBrowser = () => createBrowser(reached, config.publicUrl);
  const rewriteTools = (tools: string) => {
    writeTools(toolsFile, tools);
    services.rules.reload();
  };
  const log = () => lines.join('');
  return { app, config, services, dingtalk, browser: newBrowser(), newBrowser, clock, rewriteTools, log };
}

function chooseToolsFile(t: TestContext, tools: string | undefined): string {
  if (tools === undefined) return join(import.meta.dirname, 'administrators.yaml');
  const file = join(temporaryFolder(t), 'tools.yaml');
  writeTools(file, tools);
  return file;
}

function writeTools(file: string, tools: string): void {
  writeFileSync(file, `admins:\n  - user: manager4220\ntools:\n${tools}`);
}

const sandboxOrigins = new WeakMap<Sandbox, string>();

/** Starts a sandbox that several servers of one test may share. */
export async function startTestSandbox(
  t: TestContext,
  clock: TestClock,
  changes: SandboxChanges = {},
): Promise<Sandbox> {
  const redirectUris = [new URL('/auth/callback', PUBLIC_URL).href];
  const sandbox = createSandbox({ redirectUris, now: clock.now, callsPerSecond: 10_000, ...changes });
  sandboxOrigins.set(sandbox, await sandbox.listen({ host: '127.0.0.1', port: 0 }));
  t.after(sandbox.close);
  return sandbox;
}
