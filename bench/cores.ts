/**
 * Which core does what: the measured server on one, everything else on another.
 *
 * Owns: the use of `taskset`. Where there is none, or only one core, the system decides, and figures are noisier.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export type Role = 'measured' | 'load';

const cores: Record<Role, string> = { measured: '0', load: '1' };
const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** The command that runs a program on the core of a role. */
export function onCore(role: Role, command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return isPinned ? ['taskset', '-c', cores[role], ...command] : command;
}

/** Moves this process, which asks and measures, away from the measured servers. */
export function leaveMeasuredCore(): void {
  if (isPinned) spawnSync('taskset', ['-a', '-p', '-c', cores.load, String(process.pid)]);
}
