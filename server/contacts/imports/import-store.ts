/**
 * Files with people, and how far each has come.
 *
 * Owns: the SQL for them. A row is marked before it is sent, so that nobody is added twice because of a power cut.
 * Does not: plan or carry out. Called by: `runner.ts`, `import-row.ts`, `import-routes.ts`.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../storage/in-transaction.ts';
import type { Asked } from '../one-act.ts';
import type { ImportPlanResponse, ImportProgress, ImportState, Reason } from '../schema.ts';
import type { PlannedRow } from './plan.ts';

/** Who began an import, as the audit log knows them. */
export type Beginner = Asked;
export type Stopped = NonNullable<ImportProgress['stopped']>;
export type Counts = ImportPlanResponse['import']['counts'];

/** How a row went. */
export type RowOutcome =
  | { result: 'added' | 'changed'; userId: string }
  | { result: 'invited' }
  | { result: 'failed'; field?: string; reason: Reason; dingtalk?: { code: string; requestId: string } };

/** `planned`: nothing sent yet; `sent`: under way, or cut off; `done`: it has an outcome; `none`: nothing to do. */
type RowState = 'planned' | 'sent' | 'done' | 'none';
export type StoredRow = { line: number; plan: PlannedRow; state: RowState; outcome: RowOutcome | null };
/** `since`: when it was planned, begun, or stopped. */
export type StoredImport = { id: string; state: ImportState; since: number; by: Beginner; counts: Counts };

export type ImportStore = {
  create(rows: readonly PlannedRow[], by: Beginner): { id: string; counts: Counts };
  find(id: string): StoredImport | null;
  /** Those that run, or did when the process ended, the first one first. */
  listRunning(): StoredImport[];
  /** As many as somebody looks for, the latest first. */
  listLatest(): StoredImport[];
  progressOf(id: string): ImportProgress | null;
  /** The next row with something to do. */
  nextRow(id: string): StoredRow | null;
  rows(id: string): StoredRow[];
  begin(id: string, by: Beginner): void;
  end(id: string, state: 'done' | 'stopped', why?: Stopped): void;
  markSent(id: string, line: number): void;
  /** It was not done, and may be tried again. */
  putBack(id: string, line: number): void;
  settle(id: string, line: number, outcome: RowOutcome): void;
  sweep(): Promise<void>;
};

const KEPT_MS = 30 * 86_400_000;

type ImportRecord = {
  id: string;
  state: ImportState;
  since: number;
  actor: string;
  counts: string;
  stopped: string | null;
};
type RowRecord = { line: number; plan: string; state: RowState; outcome: string | null };

/** Opens them in an open database. */
export function openImportStore(db: DatabaseSync, now: () => number): ImportStore {
  const sql = prepare(db);
  const find = (id: string) => sql.find.get(id, now()) as ImportRecord | undefined;
  return {
    create(rows, by) {
      const id = randomUUID();
      const counts = countActs(rows);
      inTransaction(db, () => {
        sql.create.run(id, now(), JSON.stringify(by), JSON.stringify(counts), now() + KEPT_MS);
        for (const row of rows) sql.createRow.run(id, row.line, JSON.stringify(row), hasWork(row) ? 'planned' : 'none');
      });
      return { id, counts };
    },
    find: (id) => toImport(find(id)),
    listRunning: () => sql.running.all().map((row) => toImport(row as ImportRecord) as StoredImport),
    listLatest: () => sql.latest.all(now()).map((row) => toImport(row as ImportRecord) as StoredImport),
    progressOf(id) {
      const found = find(id);
      const numbers = sql.progress.get(id) as Pick<ImportProgress, 'done' | 'total' | 'failed' | 'invited'>;
      if (found === undefined) return null;
      const { state, stopped } = found;
      return { id, state, ...numbers, ...(stopped !== null && { stopped: JSON.parse(stopped) as Stopped }) };
    },
    nextRow: (id) => toRow(sql.next.get(id)),
    rows: (id) => sql.rows.all(id).map((row) => toRow(row) as StoredRow),
    begin: (id, by) => void sql.begin.run(now(), JSON.stringify(by), id),
    end: (id, state, why) => void sql.end.run(state, now(), why === undefined ? null : JSON.stringify(why), id),
    markSent: (id, line) => void sql.mark.run('sent', null, id, line),
    putBack: (id, line) => void sql.mark.run('planned', null, id, line),
    settle: (id, line, outcome) => void sql.mark.run('done', JSON.stringify(outcome), id, line),
    async sweep() {
      inTransaction(db, () => {
        sql.sweepRows.run(now());
        sql.sweep.run(now());
      });
    },
  };
}

function hasWork({ act }: PlannedRow): boolean {
  return act === 'add' || act === 'change';
}

function countActs(rows: readonly PlannedRow[]): Counts {
  const counts: Counts = { add: 0, change: 0, nothing: 0, fault: 0 };
  for (const { act } of rows) counts[act] += 1;
  return counts;
}

function toImport(row: ImportRecord | undefined): StoredImport | null {
  if (row === undefined) return null;
  const { id, state, since, actor, counts } = row;
  return { id, state, since, by: JSON.parse(actor) as Beginner, counts: JSON.parse(counts) as Counts };
}

function toRow(row: unknown): StoredRow | null {
  if (row === undefined) return null;
  const { line, plan, state, outcome } = row as RowRecord;
  return {
    line,
    state,
    plan: JSON.parse(plan) as PlannedRow,
    outcome: outcome === null ? null : (JSON.parse(outcome) as RowOutcome),
  };
}

function prepare(db: DatabaseSync) {
  const select = 'SELECT id, state, since, actor, counts, stopped FROM people_imports';
  const selectRow = 'SELECT line, plan, state, outcome FROM people_import_rows WHERE import_id = ?';
  return {
    create: db.prepare(
      `INSERT INTO people_imports (id, state, since, actor, counts, expires_at) VALUES (?, 'planned', ?, ?, ?, ?)`,
    ),
    createRow: db.prepare('INSERT INTO people_import_rows (import_id, line, plan, state) VALUES (?, ?, ?, ?)'),
    find: db.prepare(`${select} WHERE id = ? AND expires_at > ?`),
    running: db.prepare(`${select} WHERE state = 'running' ORDER BY since, id`),
    latest: db.prepare(`${select} WHERE expires_at > ? ORDER BY since DESC, id LIMIT 10`),
    progress: db.prepare(
      `SELECT count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state <> 'none') AS total,
         count(*) FILTER (WHERE outcome ->> '$.result' = 'failed') AS failed,
         count(*) FILTER (WHERE outcome ->> '$.result' = 'invited') AS invited
       FROM people_import_rows WHERE import_id = ?`,
    ),
    next: db.prepare(`${selectRow} AND state IN ('planned', 'sent') ORDER BY line LIMIT 1`),
    rows: db.prepare(`${selectRow} ORDER BY line`),
    begin: db.prepare(`UPDATE people_imports SET state = 'running', since = ?, actor = ?, stopped = NULL WHERE id = ?`),
    end: db.prepare('UPDATE people_imports SET state = ?, since = ?, stopped = ? WHERE id = ?'),
    mark: db.prepare('UPDATE people_import_rows SET state = ?, outcome = ? WHERE import_id = ? AND line = ?'),
    sweepRows: db.prepare(
      `DELETE FROM people_import_rows WHERE import_id IN
         (SELECT id FROM people_imports WHERE expires_at <= ? AND state <> 'running')`,
    ),
    sweep: db.prepare(`DELETE FROM people_imports WHERE expires_at <= ? AND state <> 'running'`),
  };
}
