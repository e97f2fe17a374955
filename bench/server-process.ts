/**
 * Servers in processes of their own, so that what is measured is theirs alone.
 *
 * Owns: starting, asking and ending them. None outlives the benchmark.
 * Does not: know what they serve; `answer-questions.ts` is the other end of the line.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answers, Question } from './answer-questions.ts';
import { onCore, type Role } from './cores.ts';
import { nodeFlags } from './node-flags.ts';

export type ServerProcess = AsyncDisposable & {
  origin: string;
  ask<Q extends Question>(question: Q): Promise<Answers[Q]>;
};

type StartOptions = {
  entry: `serve-${string}.ts`;
  role: Role;
  env?: Readonly<Record<string, string>>;
  /** Flags for Node; Foyer's own when absent. */
  flags?: readonly string[];
};

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts one of the entries of this folder; it serves when this resolves. */
export async function startServer({ entry, role, env = {}, flags = nodeFlags }: StartOptions): Promise<ServerProcess> {
  const child = spawnNode({ script: join(import.meta.dirname, entry), role, env, channel: 'ipc', flags });
  const origin = await receive<string>(child);
  return {
    origin,
    ask(question) {
      child.send(question);
      return receive(child);
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

type SpawnOptions = {
  script: string;
  role: Role;
  /** All of the environment: settings of whoever runs the benchmark do not reach a measured server. */
  env: Readonly<Record<string, string>>;
  cwd?: string;
  channel: 'ipc' | 'ignore';
  flags?: readonly string[];
};

/** Starts this Node with a script. */
export function spawnNode({ script, role, env, cwd, channel, flags = nodeFlags }: SpawnOptions): ChildProcess {
  const [command, ...args] = onCore(role, [process.execPath, ...flags, script]);
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit', channel],
    ...(cwd !== undefined && { cwd }),
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** The next message; a process that ends instead of answering has said why on standard error. */
async function receive<T>(child: ChildProcess): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const fail = () => reject(new Error('a measured server ended by itself'));
  child.once('exit', fail);
  child.once('message', (message) => resolve(message as T));
  return promise.finally(() => child.off('exit', fail));
}
