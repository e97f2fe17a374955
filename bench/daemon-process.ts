/**
 * Servers that are not Node, in the foreground and with configurations of the benchmark's own.
 *
 * Owns: starting and ending them, and what all their processes use together (as Linux tells it).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { onCore } from './cores.ts';

export type DaemonProcess = AsyncDisposable & { origin: string; cpuMs(): Promise<number> };

const POLL_MS = 20;
const GIVE_UP_MS = 10_000;
/** Linux counts processor time in hundredths of a second, on every machine that Node runs on. */
const TICK_MS = 10;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  // Not SIGKILL: it would leave their workers behind.
  for (const child of running) child.kill('SIGTERM');
});

/** Starts one on the measured core; it answers when this resolves. */
export async function startDaemon(command: readonly [string, ...string[]], origin: string): Promise<DaemonProcess> {
  const [program, ...args] = onCore('measured', command);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command[0]} cannot be started`);
  await waitForAnswer(origin, child);
  return {
    origin,
    cpuMs: async () => cpuMsOf(pid),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function waitForAnswer(origin: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (!(await answers(origin))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended instead of serving`);
    if (performance.now() > deadline) throw new Error(`${child.spawnfile} does not answer`);
    await sleep(POLL_MS);
  }
}

async function answers(origin: string): Promise<boolean> {
  try {
    await (await request(origin)).body.dump();
    return true;
  } catch {
    // Not listening yet.
    return false;
  }
}

/** Processor time of a process and all below it, in user and system mode together. */
function cpuMsOf(pid: number): number {
  // The name of the program, which may hold spaces, ends with the last bracket; field 3 comes after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const own = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + cpuMsOf(Number(child)), own);
}
