/**
 * Keys that sign what others verify.
 *
 * Owns: making them, keeping their private halves sealed, and what of them is published.
 * Does not: sign, or serve the published half (`oidc/jwks-route.ts`).
 * Called by: `services.ts`, which opens them; `forward-auth/assertion.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import Type, { type Static } from 'typebox';
import { conforms } from '../conforms.ts';
import type { Logger } from '../logger.ts';
import type { Sealer } from './seal.ts';

export type SigningAlgorithm = 'ES256';

/** The public half, as RFC 7517 spells it. */
export type PublicJwk = {
  kty: string;
  crv: string;
  x: string;
  y: string;
  use: 'sig';
  alg: SigningAlgorithm;
  /** The thumbprint of RFC 7638. */
  kid: string;
};

/** A key to sign with; its private half cannot be taken out of it. */
export type SigningKey = { kid: string; alg: SigningAlgorithm; privateKey: CryptoKey };

export type SigningKeys = {
  /** The newest key for an algorithm. */
  current(alg: SigningAlgorithm): Promise<SigningKey>;
  /** What verifiers need: the public half of every key in use. */
  jwks(): { keys: PublicJwk[] };
};

type SigningKeysOptions = { db: DatabaseSync; sealer: Sealer; now: () => number; log: Pick<Logger, 'warn'> };
type OpenedKey = { signing: SigningKey; published: PublicJwk };
type Row = { kid: string; sealed: string };

const PrivateJwk = Type.Object({
  kty: Type.String(),
  crv: Type.String(),
  x: Type.String(),
  y: Type.String(),
  d: Type.String(),
});
type PrivateJwk = Static<typeof PrivateJwk>;

/** Opens the keys of this install, and makes the first one. From then on the store is not asked again. */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const [newest, ...older] = await openOrMake('ES256', options);
  return {
    current: async () => newest.signing,
    jwks: () => ({ keys: [newest, ...older].map(({ published }) => published) }),
  };
}

/** The keys for one algorithm, newest first. */
async function openOrMake(alg: SigningAlgorithm, options: SigningKeysOptions): Promise<[OpenedKey, ...OpenedKey[]]> {
  const rows = options.db
    .prepare('SELECT kid, sealed FROM signing_keys WHERE alg = ? ORDER BY created_at DESC, kid')
    .all(alg) as Row[];
  const found = await Promise.all(rows.map((row) => open(row, alg, options)));
  const [newest, ...older] = found.filter((key) => key !== null);
  if (newest !== undefined) return [newest, ...older];
  const made = await make(alg, rows.length, options);
  // Another first start was quicker: its key is the one.
  if (made === null) return openOrMake(alg, options);
  if (rows.length > 0) {
    const kids = rows.map(({ kid }) => kid);
    options.log.warn({ kids }, 'the signing keys here were sealed with another SESSION_SECRET: a new one is used');
  }
  return [made];
}

/**
 * Opens a key. One that an older secret sealed is sealed anew, so that this secret may go; one that does not open is left
 * as it is, for its secret may come back.
 */
async function open(row: Row, alg: SigningAlgorithm, { db, sealer }: SigningKeysOptions): Promise<OpenedKey | null> {
  const { kid, sealed } = row;
  const jwk = await sealer.open(kid, sealed);
  if (!conforms(PrivateJwk, jwk)) return null;
  if (!sealer.isOfNewestKey(sealed)) {
    db.prepare('UPDATE signing_keys SET sealed = ? WHERE kid = ?').run(await sealer.seal(kid, jwk), kid);
  }
  return toOpenedKey(jwk, { kid, alg });
}

/** Makes a key and keeps it, or gives null when there are more keys by now than there were. */
async function make(
  alg: SigningAlgorithm,
  known: number,
  { db, sealer, now }: SigningKeysOptions,
): Promise<OpenedKey | null> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = (await exportJWK(privateKey)) as PrivateJwk;
  const kid = await calculateJwkThumbprint(jwk);
  const [key, sealed] = [await toOpenedKey(jwk, { kid, alg }), await sealer.seal(kid, jwk)];
  const { changes } = db
    .prepare(
      `INSERT INTO signing_keys (kid, alg, public_jwk, sealed, created_at)
       SELECT ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM signing_keys WHERE alg = ?) = ?`,
    )
    .run(kid, alg, JSON.stringify(key.published), sealed, now(), alg, known);
  return changes === 1 ? key : null;
}

/**
 * What is published is made of what was sealed, never of the column beside it: whoever could write the database could
 * otherwise publish a key of their own, and sign with it.
 */
async function toOpenedKey(jwk: PrivateJwk, { kid, alg }: { kid: string; alg: SigningAlgorithm }): Promise<OpenedKey> {
  const { kty, crv, x, y } = jwk;
  const privateKey = (await importJWK(jwk, alg)) as CryptoKey;
  return { signing: { kid, alg, privateKey }, published: { kty, crv, x, y, use: 'sig', alg, kid } };
}
