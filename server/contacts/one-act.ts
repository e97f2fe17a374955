/**
 * One act on the company, from beginning to end.
 *
 * Owns: that an act nobody could write down is not begun, nor one by somebody who is no administrator any more; that there
 * is one at a time for each person; and that it is written down before it is done, and again however it ends.
 * Does not: know what the act is. Called by: the acts of this folder.
 */
import type { Actor, AuditEntry, AuditLog } from '../audit/audit-log.ts';
import { AppError } from '../errors.ts';
import { type Act, isUnknownOutcome, withField } from './refusal-fields.ts';

/** Who asks for an act, as the audit log says it. */
export type Asked = { actor: Actor; requestId?: string; from?: string };

/** Who acts, and whether they may at this very moment. */
export type Doer = {
  asked: Asked;
  mayStillAct: () => Promise<boolean>;
  /** DingTalk is asked about people among many other questions: nobody waits. */
  pace?: 'paced';
};

/** What is written down, as far as it is known before. */
export type Noted = Pick<AuditEntry, 'act' | 'target' | 'before' | 'after'>;

type OneAct<T> = {
  by: Doer;
  kind: Act;
  noted: Noted;
  /** The fields that are sent, for a refusal that is about one of them. */
  typed?: readonly string[];
  /** Tells DingTalk. */
  write: () => Promise<T>;
  /** What to write down besides, once it is done. */
  outcomeOf?: (done: T) => Partial<Noted & Pick<AuditEntry, 'code'>>;
  /** Nobody knows whether it was done: what follows all the same, and from a look at how things are now. */
  afterUnknown?: () => Promise<unknown>;
};

export type PerformAct = {
  /** Runs work while nobody else acts on the same; @throws {AppError} act_under_way */
  alone<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
  /**
   * @throws {AppError} store_unavailable when it could not be written down; access_denied when whoever acts may no more; what
   *   DingTalk said, with the field
   */
  perform<T extends { requestId: string }>(act: OneAct<T>): Promise<T>;
  /** Writes down an act that Foyer itself refused, with one word for why. */
  refuse(refused: { by: Doer; noted: Noted; code: string }): void;
};

/** Creates the way in which all acts are done. */
export function createPerformAct(audit: Pick<AuditLog, 'record' | 'begin'>): PerformAct {
  const underWay = new Set<string>();
  const refuse: PerformAct['refuse'] = ({ by, noted, code }) =>
    audit.record({ ...noted, ...by.asked, outcome: 'refused', code });
  return {
    async alone(keys, work) {
      if (keys.some((key) => underWay.has(key))) throw new AppError('act_under_way', 'an act is under way already');
      for (const key of keys) underWay.add(key);
      try {
        return await work();
      } finally {
        for (const key of keys) underWay.delete(key);
      }
    },
    async perform({ by, kind, noted, typed = [], write, outcomeOf, afterUnknown }) {
      // What was looked up before took its time; meanwhile somebody may have removed whoever acts.
      if (!(await by.mayStillAct())) {
        refuse({ by, noted, code: 'access_denied' });
        throw new AppError('access_denied', 'whoever acts is no administrator any more');
      }
      const always = { ...noted, ...by.asked };
      // What cannot be written down must not happen: nobody could say later who removed whom.
      const begun = audit.begin(always);
      const done = await write().catch(async (error: unknown) => {
        const outcome = isUnknownOutcome(error) ? 'unknown' : 'refused';
        audit.record({ ...always, ...toRefusal(error), outcome }, begun);
        if (outcome === 'refused') throw withField(error, kind, typed);
        await afterUnknown?.().catch(() => {});
        throw toUnknown(error);
      });
      audit.record({ ...always, ...outcomeOf?.(done), outcome: 'done', dingtalkRequestId: done.requestId }, begun);
      return done;
    },
    refuse,
  };
}

/** Whoever reads this must look before they try again: it may have been done, and "busy" would ask for another try. */
function toUnknown(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { message, details, dingtalk } = error;
  const about = { reason: 'unknown_outcome' };
  return new AppError('dingtalk_unreachable', message, { details, about, ...(dingtalk && { dingtalk }), cause: error });
}

function toRefusal(error: unknown): Pick<AuditEntry, 'code' | 'dingtalkRequestId'> {
  if (!(error instanceof AppError)) return { code: 'internal' };
  const { code, dingtalk } = error;
  return { code: dingtalk?.code ?? code, ...(dingtalk && { dingtalkRequestId: dingtalk.requestId }) };
}
