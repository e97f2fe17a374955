/**
 * A key that signs, in its three shapes: to sign with, to publish, and to keep.
 *
 * Owns: the two algorithms, making a key, and what is accepted as one.
 * Does not: keep keys, or know which of them signs.
 * Called by: `signing-keys.ts`.
 */
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import Type, { type Static } from 'typebox';
import { conforms } from '../conforms.ts';

/** A closed list: a verifier that accepts `none`, or a public key as a secret, is never shown a key that invites it to. */
export const signingAlgorithms = ['ES256', 'RS256'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** Less can be computed by whoever is rich enough. */
const RSA_BITS = 2_048;
/** The same, as base64url has it. */
const RSA_CHARACTERS = 342;

/** The kid is the thumbprint of RFC 7638. */
type Named<Algorithm extends SigningAlgorithm> = { use: 'sig'; alg: Algorithm; kid: string };

/** The public half, as RFC 7517 spells it. */
export type PublicJwk =
  | ({ kty: 'EC'; crv: 'P-256'; x: string; y: string } & Named<'ES256'>)
  | ({ kty: 'RSA'; n: string; e: string } & Named<'RS256'>);

/** A key to sign with; its private half cannot be taken out of it. */
export type SigningKey = { kid: string; alg: SigningAlgorithm; privateKey: CryptoKey };

/** A key in every shape. `secret` holds both halves and nothing else; it is what is sealed. */
export type OpenedKey = { alg: SigningAlgorithm; signing: SigningKey; published: PublicJwk; secret: SecretJwk };

const text = Type.String();
const ecPublic = { kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: text, y: text };
const rsaPublic = { kty: Type.Literal('RSA'), n: Type.String({ minLength: RSA_CHARACTERS }), e: text };
const secrets = {
  ES256: Type.Object({ ...ecPublic, d: text }),
  RS256: Type.Object({ ...rsaPublic, d: text, p: text, q: text, dp: text, dq: text, qi: text }),
};
type SecretJwk = Static<(typeof secrets)[SigningAlgorithm]>;

/** Makes a key. */
export async function makeSigningKey(alg: SigningAlgorithm): Promise<OpenedKey> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: RSA_BITS });
  const jwk = await exportJWK(privateKey);
  return toShapes(alg, await calculateJwkThumbprint(jwk), jwk as SecretJwk);
}

/** What was kept, ready to be used; null for whatever is no key for this algorithm. */
export async function toOpenedKey(alg: SigningAlgorithm, kid: string, jwk: unknown): Promise<OpenedKey | null> {
  return conforms(secrets[alg], jwk) ? toShapes(alg, kid, jwk) : null;
}

/**
 * What is published is made of what was sealed, never of anything beside it: whoever could write the database could
 * otherwise publish a key of their own, and sign with it.
 */
async function toShapes(alg: SigningAlgorithm, kid: string, secret: SecretJwk): Promise<OpenedKey> {
  const privateKey = (await importJWK(secret, alg)) as CryptoKey;
  return { alg, signing: { kid, alg, privateKey }, published: toPublished(secret, kid), secret };
}

function toPublished(secret: SecretJwk, kid: string): PublicJwk {
  if (secret.kty === 'RSA') {
    const { kty, n, e } = secret;
    return { kty, n, e, use: 'sig', alg: 'RS256', kid };
  }
  const { kty, crv, x, y } = secret;
  return { kty, crv, x, y, use: 'sig', alg: 'ES256', kid };
}
