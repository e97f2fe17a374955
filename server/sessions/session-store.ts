/**
 * What a store of sessions must do, whatever it is made of.
 *
 * Owns: the contract, which `session-store.contract.ts` tests. A store never knows a cookie's id, only its hash (the
 * key), and never sees a token in clear text.
 * Does not: know HTTP, cookies or DingTalk.
 * Called by: this folder. `sqlite-session-store.ts` is the store of a single process.
 */
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { CorpId, Person, PersonDepartment, UnionId, UserId } from '../person.ts';

/** What a session says, besides its times. A record of another version is nobody's session. */
export const SessionContent = Type.Object({
  version: Type.Literal(2),
  person: Type.Object({
    subject: Type.String({ minLength: 1 }),
    corpId: Type.Unsafe<CorpId>(Type.String({ minLength: 1 })),
    unionId: Type.Unsafe<UnionId>(Type.String({ minLength: 1 })),
    userId: Type.Unsafe<UserId>(Type.String({ minLength: 1 })),
    name: Type.String(),
    title: Type.Optional(Type.String()),
    avatarUrl: Type.Optional(Type.String()),
    isAdmin: Type.Boolean(),
    departments: Type.Unsafe<readonly PersonDepartment[]>(
      Type.Array(Type.Object({ id: Type.Integer(), path: Type.Array(Type.String()) })),
    ),
    roles: Type.Unsafe<readonly string[]>(Type.Array(Type.String())),
  }),
  device: Type.String(),
  startedAt: Type.Integer(),
});
export type SessionContent = Static<typeof SessionContent> & { person: Person };

/** One browser in which a person is signed in. Times are ms since the epoch. */
export type SessionRecord = {
  /** The name under which the session may be listed and ended; it signs nobody in. */
  id: string;
  content: SessionContent;
  ip: string;
  lastSeenAt: number;
  /** The absolute limit; the idle limit is counted from `lastSeenAt`. */
  expiresAt: number;
};

/** DingTalk's tokens beside a session, as they lie in the store. `version` counts the writes. */
export type SealedTokens = { sealed: string; version: number };

/** The hash of a cookie's id: what a store calls a session. */
export type SessionKey = string & { readonly brand: 'SessionKey' };

export type SessionStore = {
  /** The session, or null when it is unknown, ended, idle too long, too old, or not readable as a session. */
  find(key: SessionKey): Promise<SessionRecord | null>;
  /**
   * Writes a new session. One that was ended stays ended, whatever is still in flight; one that is there stays as it is,
   * for a request that saves it again holds what the store said earlier: a person who has been replaced since.
   */
  save(key: SessionKey, record: SessionRecord): Promise<void>;
  /** Notes activity. */
  touch(key: SessionKey, activity: { lastSeenAt: number; ip: string }): Promise<void>;
  /** Ends a session for good, and forgets its tokens. Safe to repeat; safe for a key that was never saved. */
  end(key: SessionKey): Promise<void>;
  /** Ends every live session of a person, as `end` does, before it answers; gives how many there were. */
  endAllOf(subject: string): Promise<number>;
  /** Puts the company's newer view of a person into all their sessions that have not ended. */
  replacePerson(person: Person): Promise<void>;
  /** The people with live sessions, each once. */
  subjects(): Promise<string[]>;
  /** The live sessions of one person, latest activity first. */
  listBySubject(subject: string): Promise<{ key: SessionKey; record: SessionRecord }[]>;
  /** Lays tokens beside a session: the first version of them. */
  saveTokens(key: SessionKey, sealed: string, expiresAt: number): Promise<void>;
  findTokens(key: SessionKey): Promise<SealedTokens | null>;
  /** Replaces tokens if nobody else did since they were read; false when somebody did, or the session has ended. */
  replaceTokens(key: SessionKey, expectedVersion: number, sealed: string): Promise<boolean>;
  /** Removes what has expired, a bounded number of rows at a time. */
  sweep(): Promise<void>;
};

/** The key for the id in a cookie. */
export function toSessionKey(cookieId: string): SessionKey {
  return createHash('sha256').update(cookieId).digest('base64url') as SessionKey;
}
