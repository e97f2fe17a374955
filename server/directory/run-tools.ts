import type { Logger } from '../logger.ts';
import type { KeptRun, RunStore } from './run-store.ts';
import type { StepTools } from './steps.ts';

/** What a run works with. */
export type RunTools = StepTools & { runs: RunStore; now: () => number; log: Pick<Logger, 'info' | 'warn'> };

/** Changes what is known of a run. */
export function update(
  id: number,
  { runs, now }: Pick<RunTools, 'runs' | 'now'>,
  change: (run: KeptRun) => KeptRun,
): void {
  const latest = runs.latest();
  if (latest?.id === id) runs.save(id, { ...change(latest.run), lastStepAt: now() });
}
