import { type Figure, median } from './figures.ts';
import { startFoyer, startSandbox } from './foyer-process.ts';
import { createVisitor, signIn } from './visitor.ts';

const WARM_UP = 100;
const BATCHES = 7;
const BATCH = 50;
const MOST_CPU_MS = 15;

/** Whole sign-ins, one after the other: what each costs Foyer, and how long the person waits for it. */
export async function measureSignIn(folder: string): Promise<Figure[]> {
  await using sandbox = await startSandbox();
  await using foyer = await startFoyer(folder, sandbox.origin);
  const cpuMs: number[] = [];
  const waitedMs: number[] = [];
  await signInOften(foyer.origin, WARM_UP);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const before = await foyer.ask('cpuMs');
    waitedMs.push(...(await signInOften(foyer.origin, BATCH)));
    cpuMs.push(((await foyer.ask('cpuMs')) - before) / BATCH);
  }
  return [
    { name: 'sign-in, processor', value: median(cpuMs), unit: 'ms', target: { below: MOST_CPU_MS } },
    { name: '  wait for Foyer and its calls to the sandbox', value: median(waitedMs), unit: 'ms', target: null },
  ];
}

async function signInOften(origin: string, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let index = 0; index < times; index += 1) waits.push((await signIn(createVisitor(origin))).waitedMs);
  return waits;
}
