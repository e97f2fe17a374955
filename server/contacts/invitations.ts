/**
 * People who were asked to join and have to agree.
 *
 * Owns: the SQL for them, and finding out who has joined meanwhile: DingTalk gives an invitation no id, so they are looked
 * for by their number.
 * Does not: invite. Called by: `add-person.ts`, `invitation-routes.ts`.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { maskMobile } from '../audit/masks.ts';
import type { CompanyWriting } from '../dingtalk/company-writing.ts';
import type { Pacing } from '../dingtalk/pacing.ts';
import { AppError } from '../errors.ts';
import type { Replica } from '../people/replica.ts';
import type { UserId } from '../person.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Follow } from './follow.ts';
import { toComparable, toSpellings } from './mobile.ts';
import type { Failure, Invitation, InvitationsResponse } from './schema.ts';
import { createFindHolder } from './taken-values.ts';

type Invited = { name: string; mobile: string };

export type Invitations = {
  /** Writes down that somebody was invited; a second invitation of the same number takes the place of the first. */
  put(invited: Invited): Invitation;
  /** Looks who has joined, and gives them all, the latest first. */
  list(signal: AbortSignal): Promise<InvitationsResponse>;
  /** Removes those that nobody waits for any more. */
  sweep(): Promise<void>;
};

type Options = {
  db: DatabaseSync;
  replica: Replica;
  writing: CompanyWriting;
  follow: Follow;
  /** Whoever opens the list again and again must not use up what DingTalk admits. */
  pacing: Pacing;
  now: () => number;
};
type Row = { id: string; name: string; mobile: string; invited_at: number; user_id: string | null };

const DAY_MS = 86_400_000;
/** An invitation that nobody accepted in a season is none any more; one that was accepted is soon no news. */
const KEPT_MS = { pending: 90 * DAY_MS, joined: 30 * DAY_MS };
/** So many are looked for at once: somebody waits for the answer. */
const LOOKED_FOR = 20;
const LISTED = 200;

/** Opens them in an open database. */
export function openInvitations({ db, replica, writing, follow, pacing, now }: Options): Invitations {
  const sql = prepare(db);
  const findHolder = createFindHolder(replica);
  const join = (id: string, userId: UserId) => void sql.join.run(userId, now() + KEPT_MS.joined, id);
  const look = async ({ id, mobile }: Row, signal: AbortSignal): Promise<void> => {
    const userId = await pacing('getbymobile', () => writing.findByMobile(mobile, signal));
    sql.looked.run(now(), id);
    if (userId === null) return;
    join(id, userId);
    await follow.person(userId, { pace: 'paced', signal });
    follow.counts();
  };
  /** They are shown as pending where DingTalk does not say, with why: the list is worth more than the news. */
  const lookForAll = async (signal: AbortSignal): Promise<Failure | null> => {
    try {
      for (const row of sql.lookedLeast.all(LOOKED_FOR) as Row[]) await look(row, signal);
      return null;
    } catch (error) {
      return toFailure(error);
    }
  };
  /** Whom a reading of the company has found already. */
  const joinKnown = (): void => {
    for (const { id, mobile } of sql.pending.all(LISTED) as Row[]) {
      const userId = findHolder('mobile', mobile);
      if (userId !== null) join(id, userId);
    }
  };
  return {
    put({ name, mobile }) {
      const id = randomUUID();
      const at = now();
      inTransaction(db, () => {
        for (const same of spellingsOf(mobile)) sql.forget.run(same);
        sql.put.run(id, name, mobile, at, at + KEPT_MS.pending);
      });
      return toInvitation({ id, name, mobile, invited_at: at, user_id: null });
    },
    async list(signal) {
      joinKnown();
      const failure = await lookForAll(signal);
      const invitations = (sql.list.all(now(), LISTED) as Row[]).map(toInvitation);
      return { invitations, ...(failure !== null && { lookFailed: failure }) };
    },
    sweep: async () => void sql.sweep.run(now()),
  };
}

/** A number at home may have been typed with its code; without it, a foreign one is another. */
function spellingsOf(mobile: string): string[] {
  return toSpellings(mobile).filter((spelling) => toComparable(spelling) === toComparable(mobile));
}

/** A failure of our own must be seen. */
function toFailure(error: unknown): Failure {
  if (!(error instanceof AppError) || !error.code.startsWith('dingtalk_')) throw error;
  const { code, dingtalk } = error;
  return { code, ...(dingtalk && { dingtalk: { code: dingtalk.code, requestId: dingtalk.requestId } }) };
}

function toInvitation({ id, name, mobile, invited_at: at, user_id: userId }: Row): Invitation {
  return {
    ...{ id, name, mobile: maskMobile(mobile), at: new Date(at).toISOString() },
    ...(userId === null ? { state: 'pending' as const } : { state: 'joined' as const, userId }),
  };
}

function prepare(db: DatabaseSync) {
  const select = 'SELECT id, name, mobile, invited_at, user_id FROM pending_invitations';
  return {
    put: db.prepare(
      'INSERT INTO pending_invitations (id, name, mobile, invited_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    ),
    forget: db.prepare('DELETE FROM pending_invitations WHERE mobile = ?'),
    pending: db.prepare(`${select} WHERE user_id IS NULL ORDER BY invited_at DESC LIMIT ?`),
    join: db.prepare('UPDATE pending_invitations SET user_id = ?, expires_at = ? WHERE id = ?'),
    lookedLeast: db.prepare(`${select} WHERE user_id IS NULL ORDER BY coalesce(looked_at, 0), invited_at DESC LIMIT ?`),
    looked: db.prepare('UPDATE pending_invitations SET looked_at = ? WHERE id = ?'),
    list: db.prepare(`${select} WHERE expires_at > ? ORDER BY invited_at DESC, id LIMIT ?`),
    sweep: db.prepare('DELETE FROM pending_invitations WHERE expires_at <= ?'),
  };
}
