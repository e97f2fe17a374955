/**
 * The keys of the table that open here, in memory.
 *
 * Owns: opening each once, and following the table.
 * Does not: decide about keys, or write but to seal one anew.
 * Called by: `signing-keys.ts`.
 */
import type { KeyTimes } from './key-phases.ts';
import type { Sealer } from './seal.ts';
import { type OpenedKey, type SigningAlgorithm, toOpenedKey } from './signing-key.ts';
import type { KeyRow, KeyTable, SigningKeyStore } from './signing-key-store.ts';

export type HeldKey = OpenedKey & KeyTimes & { kid: string };

export type HeldKeys = {
  /** Those for one algorithm, newest first. */
  of(alg: SigningAlgorithm): readonly HeldKey[];
  /** The table that they were read from; some of its rows may not open. */
  table(): KeyTable;
  /** Reads the table; true when it has changed. Keys that were just made need not be opened. One call after the other. */
  load(made?: readonly OpenedKey[]): Promise<boolean>;
};

/** Holds none until they are loaded. */
export function createHeldKeys(store: SigningKeyStore, sealer: Sealer): HeldKeys {
  let table: KeyTable = { rows: [], state: '' };
  let held: readonly HeldKey[] = [];
  const open = async (row: KeyRow, made: readonly OpenedKey[]): Promise<HeldKey | null> => {
    const { kid, alg, createdAt, usedFrom, retiredAt } = row;
    // A name stands for one key: what has been opened stays open, also when another process seals it with another secret.
    const known = [...held, ...made].find((key) => key.signing.kid === kid && key.alg === alg);
    const opened = known ?? (await openRow(row, store, sealer));
    return opened === null ? null : { ...opened, kid, createdAt, usedFrom, retiredAt };
  };
  return {
    of: (alg) => held.filter((key) => key.alg === alg),
    table: () => table,
    async load(made = []) {
      const read = store.read();
      if (read.state === table.state) return false;
      const opened = await Promise.all(read.rows.map((row) => open(row, made)));
      held = opened.filter((key) => key !== null);
      table = read;
      return true;
    },
  };
}

/**
 * Opens a key. One that an older secret sealed is sealed anew, so that this secret may go; one that does not open is left
 * as it is, for its secret may come back.
 */
async function openRow(
  { kid, alg, sealed }: KeyRow,
  store: SigningKeyStore,
  sealer: Sealer,
): Promise<OpenedKey | null> {
  const opened = await toOpenedKey(alg, kid, await sealer.open(kid, sealed));
  if (opened !== null && !sealer.isOfNewestKey(sealed)) store.reseal(kid, await sealer.seal(kid, opened.secret));
  return opened;
}
