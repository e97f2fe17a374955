/**
 * Readings of the whole company, in the embedded database.
 *
 * Owns: the SQL for `directory_runs` and `directory_steps`. What is still to be done lies in the store, so that a run
 * goes on where it was when the process ended.
 * Does not: do any step. Times in a report are ISO 8601.
 * Called by: `runner.ts` and the steps of a run.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Run } from './schema.ts';

/** One thing to ask DingTalk. */
export type Step =
  | { kind: 'department'; id: number }
  | { kind: 'departments'; id: number }
  | { kind: 'people'; id: number; start: number }
  | { kind: 'user-ids'; id: number }
  | { kind: 'person'; userId: string }
  | { kind: 'roles' };

/** A run as it is kept: what the world may know of it, and what only the next steps and runs need. */
export type KeptRun = Omit<Run, 'id'> & {
  /** Whether an administrator lets it remove many people. */
  allowRemovals: boolean;
  /** When something was last written down, in ms. */
  lastStepAt?: number;
  /** The fields of a record that the app may read, as far as they are known. */
  readableFields?: string[];
};

export type RunStore = {
  /** Begins a run with no steps; those of an earlier one are forgotten. */
  begin(run: KeptRun): number;
  latest(): { id: number; run: KeptRun } | null;
  /** The end of the last run that read everything. */
  lastComplete(): Run | null;
  /** The fields of a record that the app could read at the last complete run. */
  readableFields(): string[];
  save(id: number, run: KeptRun): void;
  addSteps(steps: readonly Step[]): void;
  finishStep(step: Step): void;
  pendingSteps(): Step[];
};

/** Older runs are of no use to anybody. */
const KEPT_RUNS = 50;

/** Opens the store of runs. */
export function openRunStore(db: DatabaseSync): RunStore {
  const sql = {
    begin: db.prepare('INSERT INTO directory_runs (report) VALUES (?) RETURNING id'),
    // The last complete one stays, however many failed since: without it the brake on removals would be off.
    prune: db.prepare(
      `DELETE FROM directory_runs WHERE id <= ? AND id IS NOT
         (SELECT max(id) FROM directory_runs WHERE report ->> '$.state' IN ('completed', 'held_back'))`,
    ),
    latest: db.prepare('SELECT id, report FROM directory_runs ORDER BY id DESC LIMIT 1'),
    complete: db.prepare(
      `SELECT id, report FROM directory_runs WHERE report ->> '$.state' IN ('completed', 'held_back')
       ORDER BY id DESC LIMIT 1`,
    ),
    save: db.prepare('UPDATE directory_runs SET report = ? WHERE id = ?'),
    clear: db.prepare('DELETE FROM directory_steps'),
    add: db.prepare('INSERT INTO directory_steps (step) VALUES (?) ON CONFLICT DO NOTHING'),
    finish: db.prepare('DELETE FROM directory_steps WHERE step = ?'),
    pending: db.prepare('SELECT step FROM directory_steps ORDER BY id'),
  };
  const read = (row: unknown) => {
    const { id, report } = row as { id: number; report: string };
    return { id, run: JSON.parse(report) as KeptRun };
  };
  return {
    begin(run) {
      sql.clear.run();
      const { id } = sql.begin.get(JSON.stringify(run)) as { id: number };
      sql.prune.run(id - KEPT_RUNS);
      return id;
    },
    latest() {
      const row = sql.latest.get();
      return row === undefined ? null : read(row);
    },
    lastComplete() {
      const row = sql.complete.get();
      return row === undefined ? null : toRun(read(row));
    },
    readableFields() {
      const row = sql.complete.get();
      return row === undefined ? [] : (read(row).run.readableFields ?? []);
    },
    save(id, run) {
      sql.save.run(JSON.stringify(run), id);
    },
    addSteps(steps) {
      for (const step of steps) sql.add.run(JSON.stringify(step));
    },
    finishStep(step) {
      sql.finish.run(JSON.stringify(step));
    },
    pendingSteps: () => (sql.pending.all() as { step: string }[]).map(({ step }) => JSON.parse(step) as Step),
  };
}

/** A run as the world may know it. */
export function toRun({ id, run }: { id: number; run: KeptRun }): Run {
  const { allowRemovals, lastStepAt, readableFields, ...known } = run;
  return { id, ...known };
}
