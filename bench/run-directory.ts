import { readFileSync } from 'node:fs';
import type { DirectoryRunner } from '../server/directory/runner.ts';
import { type DirectoryRun, memoryMb } from './answer-questions.ts';

const SAMPLE_EVERY_MS = 50;
const PAGE_BYTES = 4096;

/** Reads the whole company once, and watches how much memory that takes at most, the process that reads names included. */
export async function runDirectory(runner: DirectoryRunner): Promise<DirectoryRun> {
  let peakMb = memoryMb();
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, memoryMb() + childrenMb());
  }, SAMPLE_EVERY_MS);
  const start = performance.now();
  runner.run({ allowRemovals: false });
  await runner.settled();
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(sampling);
  const { run } = runner.latest();
  return { seconds, peakMb, people: run?.people ?? 0, departments: run?.departments ?? 0, state: run?.state ?? 'none' };
}

/** Resident memory of the child processes, where the system tells it (Linux); a child may end while it is asked for. */
function childrenMb(): number {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    const pages = children.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
    return (pages.reduce((sum, count) => sum + count, 0) * PAGE_BYTES) / 1024 ** 2;
  } catch {
    return 0;
  }
}
