/**
 * A reverse proxy as a process of its own.
 *
 * Owns: starting and ending it, waiting until it listens, and showing what it logged when the test fails.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { EchoTool } from './echo-tool.ts';
import type { TestCertificate } from './test-certificate.ts';

/** What a proxy is put between. */
export type ProxyPlan = {
  /** A folder of its own, for its configuration and whatever else it writes. */
  folder: string;
  certificate: TestCertificate;
  foyerPort: number;
  /** Tools by host. */
  tools: Readonly<Record<string, EchoTool>>;
  /** Also what the page says about a public part, or only the configuration itself. */
  parts: readonly 'public'[];
};

/** A proxy that runs, with the port on which it serves the tools over https. */
export type RunningProxy = { port: number; log(): string };

/** Starts a proxy that is configured as its page says. */
export type RunProxy = (t: TestContext, plan: ProxyPlan) => Promise<RunningProxy>;

type Command = { command: string; args: readonly string[]; port: number; folder: string };

/** Where Debian has nginx and HAProxy; people's own PATH often leaves it out. */
export const SYSTEM_PROGRAMS = '/usr/sbin';

const LONGEST_START_MS = 10_000;
const BETWEEN_LOOKS_MS = 10;

/** Runs it until the test is over. */
export async function runProxyProcess(t: TestContext, { command, args, port, folder }: Command): Promise<RunningProxy> {
  // Whatever a proxy would keep at home belongs into the test's folder.
  const env = {
    PATH: `${process.env.PATH}:${SYSTEM_PROGRAMS}`,
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
  };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    if (!(t as { passed?: boolean }).passed) t.diagnostic(`${command} logged:\n${text}`);
  });
  const failed = ended.then(([code]) => Promise.reject(new Error(`${command} ended with ${code}:\n${text}`)));
  failed.catch(() => {});
  await Promise.race([listening(port), failed]);
  return { port, log: () => text };
}

async function listening(port: number): Promise<void> {
  const signal = AbortSignal.timeout(LONGEST_START_MS);
  while (!(await accepts(port))) await wait(BETWEEN_LOOKS_MS, undefined, { signal });
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Below where the system takes ports for connections and for whoever does not name one. */
const PORTS = [15_000, 32_000] as const;

/** A port that nobody listens on at this moment, and that only tests which look for one here may take in the next. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...PORTS);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
