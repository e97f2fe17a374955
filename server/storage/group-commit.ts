/**
 * Writes that are committed together.
 *
 * Owns: one transaction for all that is written in the same moment, and one wait for the disk. A transaction costs more than
 * a row in it, and waiting for the disk costs more than both.
 * Does not: keep anybody waiting for others to come: whoever is alone is committed at once, at the end of this turn of the
 * loop.
 * Called by: stores that are written to by most requests.
 */
import type { DatabaseSync } from 'node:sqlite';
import { durably } from './durably.ts';
import { inTransaction } from './in-transaction.ts';

export type GroupCommit = {
  /** Runs one statement after all that were asked for earlier; answers when it is committed. */
  write<T>(statement: () => T): Promise<T>;
  /** The same, and what was written survives a power cut before it answers. */
  writeDurably<T>(statement: () => T): Promise<T>;
};

type GroupCommitOptions = {
  db: DatabaseSync;
  /** Called when nothing of a group could be committed, before anybody hears of it. */
  onFailure(): void;
};

type Waiting = { statement: () => unknown; mustLast: boolean; settle: (outcome: Outcome) => void };
type Outcome = { value: unknown } | { error: unknown };

/** Creates it for a connection. */
export function createGroupCommit({ db, onFailure }: GroupCommitOptions): GroupCommit {
  let waiting: Waiting[] = [];
  const commit = () => {
    const group = waiting;
    waiting = [];
    const run = group.some(({ mustLast }) => mustLast) ? durably : inTransaction;
    const outcomes = runAll(group, { db, run, onFailure });
    for (const [index, { settle }] of group.entries()) settle(outcomes[index] as Outcome);
  };
  const add = <T>(statement: () => T, mustLast: boolean): Promise<T> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commit);
      const settle = (outcome: Outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value as T));
      waiting.push({ statement, mustLast, settle });
    });
  return {
    write: (statement) => add(statement, false),
    writeDurably: (statement) => add(statement, true),
  };
}

type RunOptions = GroupCommitOptions & { run: typeof inTransaction };

/** What fails as a whole fails for everybody: nothing of it is there. */
function runAll(group: readonly Waiting[], { db, run, onFailure }: RunOptions): Outcome[] {
  try {
    return run(db, () => group.map(({ statement }) => attempt(db, statement)));
  } catch (error) {
    onFailure();
    return group.map(() => ({ error }));
  }
}

/** A statement that fails leaves no trace, and the others alone, unless the whole transaction went with it. */
function attempt(db: DatabaseSync, statement: () => unknown): Outcome {
  try {
    return { value: statement() };
  } catch (error) {
    if (!db.isTransaction) throw error;
    return { error };
  }
}
