/**
 * New keys in the place of old ones.
 *
 * Owns: when there is one, how it is made, and what becomes of those that it replaces.
 * Does not: take care that one change begins after the other has ended; `signing-keys.ts` does, which calls it.
 */
import type { Logger } from '../logger.ts';
import type { HeldKeys } from './held-keys.ts';
import { findSigning, isNextDue, isPublished, NOTICE_MS, retireAfter } from './key-phases.ts';
import type { Sealer } from './seal.ts';
import { makeSigningKey, type OpenedKey, type SigningAlgorithm, signingAlgorithms } from './signing-key.ts';
import type { KeyChange, SigningKeyStore } from './signing-key-store.ts';

/** New keys that sign after a while, or keys that sign at once because the others are in wrong hands. */
export type Rotation = { signsAfterMs: number } | { isLeaked: true };

export type KeyChanges = {
  /** Makes keys for algorithms that have none to sign with. */
  makeMissing(algorithms: readonly SigningAlgorithm[]): Promise<void>;
  /** Replaces the keys there are, whatever their age. */
  rotate(rotation: Rotation): Promise<void>;
  /** Publishes the next key where one has signed for almost long enough, and forgets keys that are of no use any more. */
  sweep(): Promise<void>;
  /** Follows what another process has changed. */
  follow(): Promise<void>;
};

export type KeyChangesOptions = {
  store: SigningKeyStore;
  held: HeldKeys;
  sealer: Sealer;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn'>;
  /** How long keys are kept that are not published any more. */
  hintsMs: number;
};

/** What shall be done; nothing, if it is for no algorithm. */
type Plan = { algorithms: readonly SigningAlgorithm[]; rotation: Rotation };

/** Creates what changes the keys that are held, together with the table that they lie in. */
export function createKeyChanges(options: KeyChangesOptions): KeyChanges {
  const { store, held, now, log, hintsMs } = options;
  const carryOut = createCarryOut(options);
  const which = (isMeant: (alg: SigningAlgorithm) => boolean) => signingAlgorithms.filter(isMeant);
  const follow = async () => {
    if (await held.load()) log.info({ keys: describeKeys(held) }, 'the keys that sign were changed by another process');
  };
  return {
    follow,
    async makeMissing(algorithms) {
      const missing = () => algorithms.filter((alg) => findSigning(held.of(alg), now()) === undefined);
      const sealedElsewhere = kidsThatDoNotOpen(held, missing());
      const isDone = await carryOut(() => ({ algorithms: missing(), rotation: { signsAfterMs: 0 } }));
      if (isDone && sealedElsewhere.length > 0)
        log.warn(
          { kids: sealedElsewhere },
          'the signing keys here were sealed with another SESSION_SECRET: a new one is used',
        );
    },
    async rotate(rotation) {
      const inUse = (alg: SigningAlgorithm) => held.of(alg).some((key) => isPublished(key, now()));
      await held.load();
      await carryOut(() => ({ algorithms: which(inUse), rotation }));
    },
    async sweep() {
      await follow();
      const isDue = (alg: SigningAlgorithm) => isNextDue(held.of(alg), now());
      const isDone = await carryOut(() => ({ algorithms: which(isDue), rotation: { signsAfterMs: NOTICE_MS } }));
      if (isDone) log.info({ keys: describeKeys(held) }, 'new keys are published, and will sign');
      const before = now() - hintsMs;
      if (!held.table().rows.some(({ retiredAt }) => retiredAt !== null && retiredAt <= before)) return;
      store.removeRetired(before);
      await held.load();
    },
  };
}

/**
 * Creates what carries a plan out; true when it has, false when there was nothing to do.
 *
 * Making a key takes a while. When the keys have changed meanwhile, by another process that had the same plan, they are
 * looked at again, and the plan is made anew.
 */
function createCarryOut(options: KeyChangesOptions): (plan: () => Plan) => Promise<boolean> {
  const { store, held, sealer } = options;
  const seal = async ({ published, secret }: OpenedKey) => ({
    published,
    sealed: await sealer.seal(published.kid, secret),
  });
  return async (plan) => {
    for (let planned = plan(); planned.algorithms.length > 0; planned = plan()) {
      const made = await Promise.all(planned.algorithms.map(makeSigningKey));
      const added = await Promise.all(made.map(seal));
      const isDone = store.change(held.table().state, toChange(planned, added, options));
      await held.load(made);
      if (isDone) return true;
    }
    return false;
  };
}

function toChange(
  { algorithms, rotation }: Plan,
  added: KeyChange['added'],
  { held, now }: KeyChangesOptions,
): KeyChange {
  const isLeaked = 'isLeaked' in rotation;
  const usedFrom = now() + (isLeaked ? 0 : rotation.signsAfterMs);
  const replaced = algorithms
    .flatMap((alg) => held.of(alg))
    .map((key) => ({ kid: key.kid, retiredAt: isLeaked ? null : retireAfter(key, usedFrom) }));
  // The newest must be the newest, also when the clock was set back.
  const createdAt = Math.max(now(), ...held.table().rows.map((row) => row.createdAt + 1));
  return { added, createdAt, usedFrom, replaced };
}

function kidsThatDoNotOpen(held: HeldKeys, algorithms: readonly SigningAlgorithm[]): string[] {
  const opened = new Set(algorithms.flatMap((alg) => held.of(alg).map(({ kid }) => kid)));
  return held
    .table()
    .rows.filter(({ kid, alg }) => algorithms.includes(alg) && !opened.has(kid))
    .map(({ kid }) => kid);
}

function describeKeys(held: HeldKeys): object[] {
  return signingAlgorithms
    .flatMap((alg) => held.of(alg))
    .map(({ kid, alg, usedFrom, retiredAt }) => ({
      kid,
      alg,
      signsFrom: new Date(usedFrom).toISOString(),
      ...(retiredAt !== null && { publishedUntil: new Date(retiredAt).toISOString() }),
    }));
}
