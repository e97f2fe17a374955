/**
 * Foyer as a process of its own, started the way an administrator starts it.
 *
 * Owns: starting and ending it, and speaking to it as a browser would. For what cannot be seen from inside: exit codes,
 * signals, what is printed, and what is left on disk after a crash.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type Browser, createBrowser } from './browser.ts';
import type { CookieJar } from './cookie-jar.ts';
import { PUBLIC_URL } from './live-settings.ts';

const LONGEST_START_MS = 20_000;
const main = join(import.meta.dirname, '../main.ts');

type Environment = Record<string, string>;

/** `cwd` must be a folder without a `.env`; `env` is all of the environment. */
type StartOptions = { cwd: string; env: Environment; args?: readonly string[] };

/** What a process left behind. */
type Exit = { code: number | null; signal: NodeJS.Signals | null; output: string };

export type FoyerProcess = {
  port: number;
  output(): string;
  signal(signal: NodeJS.Signals): void;
  exited: Promise<Exit>;
  /** A browser that speaks to this process; with a jar, one that goes on where another stopped. */
  newBrowser(jar?: CookieJar): Browser;
};

/** Runs Foyer until it ends by itself. */
export async function runFoyer(t: TestContext, options: StartOptions): Promise<Exit> {
  return start(t, options).exited;
}

/** Starts Foyer and waits until it listens. */
export async function startFoyer(t: TestContext, options: StartOptions): Promise<FoyerProcess> {
  const { child, exited, output } = start(t, options);
  const port = await Promise.race([
    waitForPort(child, output),
    exited.then((exit) => Promise.reject(new Error(`Foyer did not start: ${exit.output}`))),
  ]);
  return {
    port,
    output,
    exited,
    signal: (signal) => void child.kill(signal),
    newBrowser: (jar) => createBrowser(overTheWire(port), new URL(options.env.PUBLIC_URL ?? PUBLIC_URL), jar),
  };
}

function start(t: TestContext, { cwd, env, args = [] }: StartOptions) {
  const child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const keep = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const output = () => text;
  const exited = once(child, 'close').then(([code, signal]): Exit => ({ code, signal, output: text }));
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited, output };
}

async function waitForPort(child: ChildProcess, output: () => string): Promise<number> {
  const signal = AbortSignal.timeout(LONGEST_START_MS);
  for (;;) {
    const port = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1];
    if (port !== undefined) return Number(port);
    if (child.stdout === null) throw new Error('the process has no output');
    await once(child.stdout, 'data', { signal });
  }
}

/** Gives a browser a server to inject into that is really at the other end of a connection. */
export function overTheWire(port: number): FastifyInstance {
  const inject = (options: InjectOptions) => send(port, options);
  return { inject } as unknown as FastifyInstance;
}

async function send(port: number, { method = 'GET', url, headers = {}, payload }: InjectOptions) {
  const call = request({ host: '127.0.0.1', port, method, path: String(url), headers: headers as Environment });
  call.end(payload as string | undefined);
  const [answer] = await once(call, 'response');
  let body = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) body += chunk;
  return { statusCode: answer.statusCode, headers: answer.headers, body, json: () => JSON.parse(body) };
}
