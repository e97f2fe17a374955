/**
 * Keys that sign what others verify.
 *
 * Owns: having one for each algorithm, replacing them in time, and what of them is published at each moment. They are held
 * in memory: signing and publishing go on while the store is down.
 * Does not: sign, or serve the published half (`oidc/jwks-route.ts`).
 * Called by: `open-keys.ts`, which opens them; `forward-auth/assertion.ts`, `oidc/`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { JWK } from 'jose';
import PQueue from 'p-queue';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { createHeldKeys } from './held-keys.ts';
import { createKeyChanges, type Rotation } from './key-changes.ts';
import { createKeyViews, type KeyState } from './key-views.ts';
import type { Sealer } from './seal.ts';
import { type PublicJwk, type SigningAlgorithm, type SigningKey, signingAlgorithms } from './signing-key.ts';
import { openSigningKeyStore } from './signing-key-store.ts';

export type SigningKeys = {
  /**
   * The key that signs now for an algorithm; the first is made where there is none.
   *
   * @throws {AppError} store_unavailable when it cannot be kept
   */
  current(alg: SigningAlgorithm): Promise<SigningKey>;
  /** What verifiers need: the public half of every key that signs, will sign, or has signed what is still good. */
  jwks(): { keys: PublicJwk[] };
  /**
   * Both halves of every key, those that sign now first, for the provider alone. Besides those that are published there
   * are some whose tokens have ended, and still come back to say whose session is meant.
   *
   * @throws {AppError} store_unavailable while one is missing: `ready` makes them
   */
  privateJwks(): JWK[];
  /** Changes when `privateJwks` does. */
  version(): number;
  /** Makes the keys that are missing. While the store is down it makes none, and can be called again. */
  ready(): Promise<void>;
  /** Replaces the keys there are. */
  rotate(rotation: Rotation): Promise<void>;
  /** All of them, newest first for each algorithm. */
  states(): KeyState[];
  /** Replaces keys that have signed for long enough, and forgets those that are of no use any more. */
  sweep(): Promise<void>;
  /** Follows what another process may have written. */
  noteForeignWrite(): void;
  /** Waits for what is under way; nothing is written after it. */
  close(): Promise<void>;
};

type SigningKeysOptions = {
  db: DatabaseSync;
  sealer: Sealer;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn'>;
  /** How long keys are kept that are not published any more: as long as a session may last, which their tokens name. */
  hintsMs?: number;
};

const WEEK_MS = 7 * 24 * 3_600_000;

/** Opens the keys of this install, and makes the one that is made quickly; the other is made when `ready` is called. */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { db, sealer, now, log, hintsMs = WEEK_MS } = options;
  const store = openSigningKeyStore(db);
  const held = createHeldKeys(store, sealer);
  const changes = createKeyChanges({ store, held, sealer, now, log, hintsMs });
  const { signing, ...views } = createKeyViews(held, now);
  await held.load();
  await changes.makeMissing(['ES256']);
  // One after the other: each begins with the keys that the one before has left.
  const queue = new PQueue({ concurrency: 1 });
  const isComplete = () => signingAlgorithms.every((alg) => signing(alg) !== undefined);
  const ready = async () => {
    if (isComplete()) return;
    const made = queue.add(() => changes.makeMissing(signingAlgorithms));
    await made.catch((err) => log.warn({ err: storeFailure(err) }, 'a key to sign with could not be made'));
  };
  return {
    ...views,
    ready,
    async current(alg) {
      if (signing(alg) === undefined) await ready();
      return (signing(alg) ?? failWithoutKey()).signing;
    },
    privateJwks: () => (isComplete() ? views.privateJwks() : failWithoutKey()),
    rotate: (rotation) => queue.add(() => changes.rotate(rotation)),
    sweep: () => queue.add(changes.sweep),
    noteForeignWrite: () => void queue.add(changes.follow).catch(storeFailure),
    close: () => queue.onIdle(),
  };
}

function failWithoutKey(): never {
  throw new AppError('store_unavailable', 'a key to sign with is missing, and could not be kept');
}

/** A store that is down leaves everything as it is: what is held signs on. Anything else is a mistake of ours. */
function storeFailure(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR') return error;
  throw error;
}
