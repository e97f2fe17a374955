import PQueue from 'p-queue';
import type { Step } from './run-store.ts';

/** Enough steps of a kind under way that its API's lane never waits for work. */
const AT_ONCE = 4;

export type StepQueues = {
  add(kind: Step['kind'], work: () => Promise<void>): void;
  /** Forgets what has not begun. */
  clear(): void;
  onIdle(): Promise<void>;
};

/**
 * Steps that wait for their turn. Those of one kind ask one API, and wait for each other only: in one queue, the details
 * of a hundred departments would keep everybody's people waiting while the lane for people is free.
 */
export function openStepQueues(): StepQueues {
  const queues = new Map<Step['kind'], PQueue>();
  const isBusy = () => [...queues.values()].some(({ size, pending }) => size + pending > 0);
  return {
    add(kind, work) {
      const queue = queues.get(kind) ?? new PQueue({ concurrency: AT_ONCE });
      queues.set(kind, queue);
      void queue.add(work);
    },
    clear() {
      for (const queue of queues.values()) queue.clear();
    },
    async onIdle() {
      // A step that ends may have put others into a queue that was idle before.
      while (isBusy()) await Promise.all([...queues.values()].map((queue) => queue.onIdle()));
    },
  };
}
