/**
 * The table of keys that sign.
 *
 * Owns: its SQL, and that a change is made of what the table really holds: whoever decided on an older state of it is
 * told so, and decides anew. So two processes never make the same key twice, and a change is there as a whole or not.
 * Does not: decide, or know the clock.
 * Called by: `signing-keys.ts`; `open-keys.ts`, for the command.
 */
import type { DatabaseSync } from 'node:sqlite';
import { durably } from '../storage/durably.ts';
import type { KeyTimes } from './key-phases.ts';
import type { Sealer } from './seal.ts';
import { type PublicJwk, type SigningAlgorithm, signingAlgorithms } from './signing-key.ts';

export type KeyRow = KeyTimes & { kid: string; alg: SigningAlgorithm; sealed: string };

/** All rows, newest first, and the state of the table that they are. */
export type KeyTable = { rows: readonly KeyRow[]; state: string };

export type KeyChange = {
  added: readonly { published: PublicJwk; sealed: string }[];
  createdAt: number;
  usedFrom: number;
  /** Those that are replaced, each with the moment from which it is not published any more; null to remove it at once. */
  replaced: readonly { kid: string; retiredAt: number | null }[];
};

export type SigningKeyStore = {
  read(): KeyTable;
  /** Makes a change that was decided on in a state of the table; false, and nothing is changed, when it is another now. */
  change(state: string, change: KeyChange): boolean;
  /** Keeps a key sealed with another secret. */
  reseal(kid: string, sealed: string): void;
  /** Removes keys that were not published any more by a moment. */
  removeRetired(before: number): void;
};

type StoredRow = Record<'kid' | 'alg' | 'sealed', string> & {
  created_at: number;
  used_from: number | null;
  retired_at: number | null;
};

/** Opens the table. */
export function openSigningKeyStore(db: DatabaseSync): SigningKeyStore {
  const select = db.prepare(
    `SELECT kid, alg, sealed, created_at, used_from, retired_at FROM signing_keys
     WHERE alg IN (${signingAlgorithms.map((alg) => `'${alg}'`).join()}) ORDER BY created_at DESC, kid`,
  );
  const insert = db.prepare(
    'INSERT INTO signing_keys (kid, alg, public_jwk, sealed, created_at, used_from) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const retire = db.prepare('UPDATE signing_keys SET retired_at = ? WHERE kid = ?');
  const remove = db.prepare('DELETE FROM signing_keys WHERE kid = ?');
  const removeRetired = db.prepare('DELETE FROM signing_keys WHERE retired_at <= ?');
  const reseal = db.prepare('UPDATE signing_keys SET sealed = ? WHERE kid = ?');
  const read = () => toTable(select.all() as StoredRow[]);
  const make = ({ added, createdAt, usedFrom, replaced }: KeyChange) => {
    for (const { published, sealed } of added)
      insert.run(published.kid, published.alg, JSON.stringify(published), sealed, createdAt, usedFrom);
    for (const { kid, retiredAt } of replaced) retiredAt === null ? remove.run(kid) : retire.run(retiredAt, kid);
  };
  return {
    read,
    change: (state, change) =>
      durably(db, () => {
        if (read().state !== state) return false;
        make(change);
        return true;
      }),
    reseal: (kid, sealed) => durably(db, () => void reseal.run(sealed, kid)),
    removeRetired: (before) => void removeRetired.run(before),
  };
}

/** How a key is sealed is no part of the state: sealed anew, it is the same key. */
function toTable(stored: readonly StoredRow[]): KeyTable {
  const rows = stored.map(
    ({ kid, alg, sealed, created_at: createdAt, used_from: usedFrom, retired_at: retiredAt }): KeyRow => ({
      ...{ kid, alg: alg as SigningAlgorithm, sealed, createdAt, usedFrom: usedFrom ?? createdAt, retiredAt },
    }),
  );
  return { rows, state: JSON.stringify(rows.map(({ sealed: _, ...row }) => row)) };
}

/** Whether the keys were sealed with the newest secret: only then does a Foyer that has them open what is sealed here. */
export async function areSealedWithNewest(db: DatabaseSync, sealer: Sealer): Promise<boolean> {
  const { rows } = openSigningKeyStore(db).read();
  const opened = await Promise.all(rows.map(async ({ kid, sealed }) => (await sealer.open(kid, sealed)) !== null));
  const ours = rows.filter((_, at) => opened[at]);
  return ours.length > 0 && ours.every(({ sealed }) => sealer.isOfNewestKey(sealed));
}
