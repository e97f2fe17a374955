/**
 * Who did what, on whom, when and from where.
 *
 * Owns: writing each act down once as a row and once as a line of the log, and reading rows back. Mobile numbers are
 * masked here, whoever calls. A row is never changed; only after a year it may go. An act that a killed process left under
 * way is written down with the next start, as one of which nobody knows whether it was done.
 * Does not: know requests, or decide who may read it.
 * Called by: whatever does something that somebody may ask about later, and by `routes.ts`.
 *
 * What happens at every sign-in is written together with all else of the same moment. Acts on people wait for the disk:
 * after a power cut somebody must still be able to say who removed whom.
 */
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { type BegunAct, createActsUnderWay, type UnderWay } from './acts-under-way.ts';
import { type AuditFilter, type AuditPage, type AuditRow, createAuditReads } from './audit-reads.ts';
import { createAuditWrites } from './audit-writes.ts';
import { maskEntry, maskForLine } from './masks.ts';
import { createRepeats } from './repeats.ts';
import { type AuditAct, actsOnPeople } from './schema.ts';

export type { BegunAct, UnderWay } from './acts-under-way.ts';
export type { AuditAct } from './schema.ts';

export type Actor = { subject: string; userId: string; name: string };

export type AuditTarget = {
  kind: 'person' | 'department' | 'external_contact' | 'tool' | 'session' | 'rules' | 'import';
  id: string;
  name?: string;
};

export type AuditEntry = {
  act: AuditAct;
  /** Null is the system, or somebody of whom nothing is known. */
  actor: Actor | null;
  /** `unknown`: DingTalk did not answer, so it may have happened. */
  outcome: 'done' | 'refused' | 'unknown';
  target?: AuditTarget;
  /** Mobile numbers are masked by the log itself, here and wherever else they stand: 138****0001. */
  before?: Readonly<Record<string, unknown>>;
  after?: Readonly<Record<string, unknown>>;
  code?: string;
  dingtalkRequestId?: string;
  /** Foyer's own. */
  requestId?: string;
  /** The client's address. */
  from?: string;
};

export type AuditLog = {
  /**
   * Writes an act down. It never throws: what has happened cannot be taken back because it could not be noted. `ends` is
   * what `begin` gave, where the act was begun with it.
   */
  record(entry: AuditEntry, ends?: UnderWay): void;
  /**
   * Writes down what is about to be done, before it is: it is found even if the process ends before its outcome is known.
   *
   * @throws {AppError} store_unavailable; what cannot be written down must not be done
   */
  begin(act: BegunAct): UnderWay;
  /** Whether rows can be written now. */
  ready(): boolean;
  /** The latest first, as many as fit a page. */
  list(filter: AuditFilter & { cursor?: number; limit: number }): Promise<AuditPage>;
  /** All of them, the latest first, read in parts while somebody takes them. */
  stream(filter: AuditFilter): AsyncIterable<AuditRow>;
};

export type OpenAuditLog = AuditLog & {
  /** Removes what is older than a year; the database refuses to lose anything younger. */
  sweep(): Promise<void>;
  /** Writes down what still waits. */
  close(): void;
};

type AuditOptions = { db: DatabaseSync; log: Pick<Logger, 'info' | 'error'>; now: () => number };

/** A day longer than the triggers ask for, so that two clocks need not agree. */
const KEPT_MS = 366 * 86_400_000;
const SWEPT_AT_ONCE = 1_000;
/** The code of an act whose outcome nobody was there to write down. */
const INTERRUPTED = 'interrupted';

/** This must outlast a power cut: somebody will ask who removed whom. */
const mustLast: ReadonlySet<AuditAct> = new Set(actsOnPeople);

/** Opens the audit log of a database. */
export function openAuditLog({ db, log, now }: AuditOptions): OpenAuditLog {
  const reads = createAuditReads(db);
  const underWay = createActsUnderWay(db);
  const writes = createAuditWrites(db, { underWay, log });
  const isRepeat = createRepeats(now);
  const sweep = db.prepare(
    `DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE at < ? LIMIT ${SWEPT_AT_ONCE})`,
  );
  const write = (entry: AuditEntry, { at, ends }: { at: number; ends?: UnderWay | undefined }) => {
    try {
      if (isRepeat(entry)) return;
      const masked = maskEntry(entry);
      log.info({ audit: maskForLine(masked) }, 'audit');
      writes.add(masked, { at, mustLast: mustLast.has(entry.act), ...(ends !== undefined && { ends }) });
    } catch (err) {
      log.error({ err }, 'something could not be written to the audit log');
    }
  };
  // Where nothing can be written they stay, for the next start.
  for (const { id, at, act } of underWay.list()) {
    write({ ...act, outcome: 'unknown', code: INTERRUPTED }, { at, ends: id });
  }
  return {
    record: (entry, ends) => write(entry, { at: now(), ends }),
    begin(act) {
      const { outcome: _, ...masked } = maskEntry({ ...act, outcome: 'unknown' });
      if (!writes.ready()) throw new AppError('store_unavailable', 'the audit log cannot be written');
      try {
        return underWay.begin(masked, now());
      } catch (cause) {
        throw new AppError('store_unavailable', 'the audit log cannot be written', { cause });
      }
    },
    ready: writes.ready,
    async list(filter) {
      writes.flush();
      return reads.list(filter);
    },
    stream(filter) {
      writes.flush();
      return reads.stream(filter);
    },
    sweep: async () => void sweep.run(now() - KEPT_MS),
    close: writes.close,
  };
}
