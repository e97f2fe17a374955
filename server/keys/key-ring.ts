/**
 * The keys of this install, one for each purpose.
 *
 * Owns: derivation from the install's secrets. A key for one purpose says nothing about the key for another, and keys of
 * the sandbox, or of another company, are not those of this one, even with the same secret.
 * Does not: know what the keys are used for.
 * Called by: `seal.ts`, `sessions`.
 */
import { hkdfSync } from 'node:crypto';
import type { Secret } from '../secret.ts';

/** A closed list: two purposes that share a name would share a key. */
export type KeyPurpose =
  | 'session cookie'
  | 'pending sign-in'
  | 'refused sign-in'
  | 'user tokens'
  | 'tool session'
  | 'signing keys'
  | 'oidc cookies'
  | 'oidc device codes';

/** A key with a short public name, so that what it sealed says which key opens it. */
export type Key = { id: string; bytes: Uint8Array };

/** Gives the keys for a purpose, newest first: the first seals, all of them open. */
export type KeyRing = (purpose: KeyPurpose) => readonly [Key, ...Key[]];

type KeyRingOptions = {
  /** Newest first. */
  secrets: readonly [Secret, ...Secret[]];
  /** Whose keys these are: what was made for one company, or in the sandbox, is worth nothing elsewhere. */
  environment: string;
};

/** Derives keys with HKDF-SHA-256 (RFC 5869). */
export function createKeyRing({ secrets, environment }: KeyRingOptions): KeyRing {
  const derive = (secret: Secret, label: string, length: number) =>
    new Uint8Array(hkdfSync('sha256', secret.reveal(), '', `foyer ${environment} ${label}`, length));
  return (purpose) => {
    const toKey = (secret: Secret): Key => ({
      id: Buffer.from(derive(secret, `${purpose} key id`, 6)).toString('base64url'),
      bytes: derive(secret, purpose, 32),
    });
    const [newest, ...older] = secrets;
    return [toKey(newest), ...older.map(toKey)];
  };
}
