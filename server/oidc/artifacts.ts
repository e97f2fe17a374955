/**
 * What the OpenID provider keeps, in the embedded database.
 *
 * Owns: what lies in `oidc_artifacts`. Whatever belongs to somebody belongs to one of their sessions, and is found only
 * while that lives: nothing has to be cleared away for it to be over.
 * Does not: know what the payloads mean, or keep an id: an id is often all that is needed to be somebody.
 * Called by: `adapter.ts`, `accounts.ts`.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { SessionKey, SessionRecord } from '../sessions/session-store.ts';
import type { SessionRow } from '../sessions/sqlite-session-store.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import { createGroupCommit } from '../storage/group-commit.ts';
import type { ArtifactMemory } from './artifact-memory.ts';
import { type ArtifactStatements, prepareArtifacts } from './artifact-statements.ts';

/** What an artefact is called: its model and its id. */
export type ArtifactName = { model: string; id: string };

/** By what else an artefact is found. */
export type ArtifactLinks = { grantId?: string; uid?: string; userCode?: string };

/** Whose it is. Of a grant means: of the session in which the grant was made. */
export type Owner = { kind: 'nobody' } | { kind: 'session'; key: SessionKey } | { kind: 'grant' };

/** An artefact as it was kept; times are ms since the epoch. */
export type Artifact = { payload: Record<string, unknown>; consumedAt: number | null };

export type ArtifactStore = {
  /** Keeps an artefact, or keeps it anew; false when the session it would belong to is over. */
  put(name: ArtifactName, artifact: NewArtifact): Promise<boolean>;
  find(name: ArtifactName): Promise<Artifact | null>;
  findByUid(name: ArtifactName): Promise<Artifact | null>;
  findByUserCode(name: ArtifactName): Promise<Artifact | null>;
  /** Marks it as used: true for the first who does, and for nobody else. Survives a power cut. */
  consume(name: ArtifactName): Promise<boolean>;
  destroy(name: ArtifactName): Promise<void>;
  /** Removes what is found by a uid and has not been used; true for the one who removed it. */
  withdraw(uid: ArtifactName): Promise<boolean>;
  /** Removes everything that was made from a grant. Survives a power cut. */
  revokeGrant(grantId: string): Promise<void>;
  /** The session in which a grant was made; null when it is over. */
  sessionOfGrant(grantId: string): Promise<{ key: SessionKey; record: SessionRecord } | null>;
  sweep(): Promise<void>;
};

export type NewArtifact = { payload: Record<string, unknown>; links: ArtifactLinks; owner: Owner; expiresAt: number };

type StoreOptions = {
  db: DatabaseSync;
  fromRow: (row: SessionRow) => SessionRecord | null;
  memory: ArtifactMemory;
  idleMs: number;
  now: () => number;
};

type ArtifactRow = { payload: string; grant_id: string | null; consumed_at: number | null; expires_at: number };

/** Opens the artefacts of a single process. */
export function openArtifacts(options: StoreOptions): ArtifactStore {
  const { db, memory, now, idleMs } = options;
  const sql = prepareArtifacts(db);
  // What was kept of a group that could not be committed is not there.
  const { write, writeDurably } = createGroupCommit({ db, onFailure: memory.clear });
  const live = () => [now() - idleMs, now()] as const;
  const sessionOf = createFindSession({ ...options, sql, live });
  const forget = (id: string) => {
    memory.forget(id);
    return id;
  };
  return {
    async put(name, artifact) {
      const row = toRow(name, artifact);
      return write(() => {
        const isKept = putFor(sql, artifact.owner, row, live()) > 0;
        // An access token is asked about once, if at all.
        const { grant } = row;
        if (isKept && grant !== null && name.model !== 'AccessToken') memory.keep(row.id, { ...row, grant });
        return isKept;
      });
    },
    async find(name) {
      const id = hashName(name);
      const kept = memory.recall(id);
      if (kept !== undefined && sessionOf(kept.grant) !== null) return toArtifact(kept.payload, null);
      const row = sql.find.get(id, now(), ...live()) as ArtifactRow | undefined;
      const grant = grantOf(name, id, row?.grant_id ?? null);
      if (row === undefined || grant === null || row.consumed_at !== null) return read(row);
      memory.keep(id, { payload: row.payload, grant, expiresAt: row.expires_at });
      return read(row);
    },
    findByUid: async (name) => read(sql.findByUid.get(hashName(name), now(), ...live())),
    findByUserCode: async (name) => read(sql.findByUserCode.get(hashName(name), now(), ...live())),
    consume: (name) => writeDurably(() => sql.consume.run(now(), forget(hashName(name))).changes === 1),
    destroy: (name) => write(() => void sql.destroy.run(forget(hashName(name)))),
    withdraw: (uid) =>
      writeDurably(() => sql.withdraw.all(hashName(uid)).map(({ id }) => forget(String(id))).length === 1),
    revokeGrant: (grantId) => {
      const grant = hashName({ model: 'Grant', id: grantId });
      return writeDurably(() => {
        memory.forgetGrant(grant);
        sql.destroy.run(grant);
      });
    },
    sessionOfGrant: async (grantId) => sessionOf(hashName({ model: 'Grant', id: grantId })),
    sweep: async () => void sql.sweep.run(now()),
  };
}

type FindSession = (grant: string) => SignedIn | null;
type FindSessionOptions = Pick<StoreOptions, 'fromRow'> & {
  sql: ArtifactStatements;
  memory: ArtifactMemory;
  live: () => readonly [number, number];
};

function createFindSession({ sql, memory, live, fromRow }: FindSessionOptions): FindSession {
  return (grant) => {
    const known = memory.recallSession(grant);
    if (known !== undefined) return known;
    const row = sql.session.get(grant, ...live()) as SessionRow | undefined;
    const record = row === undefined ? null : fromRow(row);
    if (row === undefined || record === null) return null;
    const session = { key: row.key as SessionKey, record };
    memory.keepSession(grant, session);
    return session;
  };
}

function read(row: unknown): Artifact | null {
  if (row === undefined) return null;
  const { payload, consumed_at: consumedAt } = row as ArtifactRow;
  return toArtifact(payload, consumedAt);
}

function toArtifact(payload: string, consumedAt: number | null): Artifact {
  return { payload: JSON.parse(payload), consumedAt };
}

type NewRow = ReturnType<typeof toRow>;

function toRow(name: ArtifactName, { payload, links: { grantId, uid, userCode }, expiresAt }: NewArtifact) {
  const id = hashName(name);
  const grant = grantId === undefined ? null : hashName({ model: 'Grant', id: grantId });
  return {
    id,
    payload: JSON.stringify(payload),
    /** As it lies in the table, where a grant has none. */
    grantId: grant,
    grant: grantOf(name, id, grant),
    uid: uid === undefined ? null : hashName({ model: name.model, id: uid }),
    userCode: userCode === undefined ? null : hashName({ model: name.model, id: userCode }),
    expiresAt,
  };
}

const ofGrants: ReadonlySet<string> = new Set(['AuthorizationCode', 'AccessToken', 'RefreshToken']);

/** The grant with which something lives and ends, for what does; a grant is its own. */
function grantOf({ model }: ArtifactName, id: string, grant: string | null): string | null {
  if (model === 'Grant') return id;
  return ofGrants.has(model) ? grant : null;
}

function putFor(sql: ArtifactStatements, owner: Owner, row: NewRow, live: readonly [number, number]): number {
  const values = [row.id, row.payload, row.grantId, row.uid, row.userCode, row.expiresAt];
  switch (owner.kind) {
    case 'nobody':
      return Number(sql.putForNobody.run(...values).changes);
    case 'session':
      return Number(sql.putForSession.run(...values, owner.key, ...live).changes);
    case 'grant':
      return Number(sql.putForGrant.run(...values, row.grantId, ...live).changes);
  }
}

/** 128 bits, which nobody guesses; all of the hash would make the indexes twice as wide. */
const NAME_CHARACTERS = 22;

/** What an artefact is called in the store. The model is part of it, so that nothing is ever found as something else. */
export function hashName({ model, id }: ArtifactName): string {
  return hash('sha256', `${model}\n${id}`, 'base64url').slice(0, NAME_CHARACTERS);
}
