/**
 * The keys that are held, as others see them at a moment.
 *
 * Owns: their order, and who is told of which half. Called by: `signing-keys.ts`.
 */
import type { JWK } from 'jose';
import type { HeldKey, HeldKeys } from './held-keys.ts';
import { findSigning, isPublished, type KeyTimes, type Phase, phaseOf } from './key-phases.ts';
import { type PublicJwk, type SigningAlgorithm, signingAlgorithms } from './signing-key.ts';

/** A key, and the part of its life that it is in. */
export type KeyState = KeyTimes & { kid: string; alg: SigningAlgorithm; phase: Phase };

export type KeyViews = {
  /** The key that signs; undefined where one must be made first. */
  signing(alg: SigningAlgorithm): HeldKey | undefined;
  jwks(): { keys: PublicJwk[] };
  privateJwks(): JWK[];
  version(): number;
  states(): KeyState[];
};

/** Creates views that follow the clock and what is held. */
export function createKeyViews(held: HeldKeys, now: () => number): KeyViews {
  const signing = (alg: SigningAlgorithm) => findSigning(held.of(alg), now());
  const all = (): HeldKey[] => {
    const first = signingAlgorithms.map(signing).filter((key) => key !== undefined);
    return [...first, ...signingAlgorithms.flatMap((alg) => held.of(alg)).filter((key) => !first.includes(key))];
  };
  let known = { kids: '', version: 0 };
  let sure = { table: held.table(), from: 0, until: 0 };
  return {
    signing,
    jwks: () => ({ keys: all().flatMap((key) => (isPublished(key, now()) ? [key.published] : [])) }),
    privateJwks: () => all().map(({ published, secret }) => ({ ...secret, ...published })),
    version() {
      const at = now();
      if (sure.table === held.table() && sure.from <= at && at < sure.until) return known.version;
      sure = { table: held.table(), from: at, until: nextChange(signingAlgorithms.flatMap(held.of), at) };
      const kids = all()
        .map(({ kid }) => kid)
        .join();
      if (kids !== known.kids) known = { kids, version: known.version + 1 };
      return known.version;
    },
    states: () =>
      signingAlgorithms.flatMap((alg) =>
        held.of(alg).map((key) => {
          const { kid, createdAt, usedFrom, retiredAt } = key;
          return { kid, alg, createdAt, usedFrom, retiredAt, phase: phaseOf(key, held.of(alg), now()) };
        }),
      ),
  };
}

/** Until when a clock that goes forward changes nothing. */
function nextChange(keys: readonly HeldKey[], at: number): number {
  const times = keys.flatMap(({ usedFrom, retiredAt }) => [usedFrom, retiredAt ?? Number.POSITIVE_INFINITY]);
  return Math.min(...times.filter((time) => time > at), Number.POSITIVE_INFINITY);
}
