/**
 * Values encrypted for a place: a cookie, or a row in the store.
 *
 * Owns: authenticated encryption bound to the purpose and to the record, so that a value moved elsewhere does not open.
 * Does not: choose keys, or know what it seals.
 * Called by: `sign-in` for its cookies, `sessions` for user tokens, `signing-keys.ts`.
 */
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { Key, KeyPurpose, KeyRing } from './key-ring.ts';

export type Sealer = {
  /** The value as text that only `open` with the same record gives back. */
  seal(record: string, value: unknown): Promise<string>;
  /** The value, or null for whatever was not sealed here, for this record, with a key still in use. */
  open(record: string, sealed: string): Promise<unknown>;
  /** Whether what was sealed here says that the newest key did it; older keys are on their way out. */
  isOfNewestKey(sealed: string): boolean;
};

/** Creates the sealer for one purpose: JWE (RFC 7516) with direct encryption, A256GCM. */
export function createSealer(keyRing: KeyRing, purpose: KeyPurpose): Sealer {
  const keys = keyRing(purpose);
  return {
    async seal(record, value) {
      const [{ id, bytes }] = keys;
      return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: id, crit: ['rec'], rec: record })
        .encrypt(bytes, { crit: { rec: true } });
    },
    async open(record, sealed) {
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(sealed, ({ kid }) => findKey(keys, kid), {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          crit: { rec: true },
        });
        return protectedHeader.rec === record ? JSON.parse(new TextDecoder().decode(plaintext)) : null;
      } catch {
        // Not a JWE, another key, another record, a flipped bit: all the same to the caller, and none is an accident.
        return null;
      }
    },
    isOfNewestKey: (sealed) => decodeProtectedHeader(sealed).kid === keys[0].id,
  };
}

function findKey(keys: readonly Key[], kid: string | undefined): Uint8Array {
  const key = keys.find(({ id }) => id === kid);
  if (key === undefined) throw new Error('sealed with a key that is not in use');
  return key.bytes;
}
