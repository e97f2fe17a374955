/**
 * The names under which the store knows what is in the cookies of tools.
 *
 * Owns: that a name can only be made with a key of this install. The same database under another secret, for another
 * company, or first in the sandbox and then live, holds nothing that any cookie of before opens.
 * Called by: `decisions.ts` and `hand-over/`.
 */
import { hash } from 'node:crypto';
import type { KeyRing } from '../keys/key-ring.ts';
import type { ToolSessionKey } from '../sessions/tool-session-store.ts';

export type ToolTokens = {
  /** The name for a new token. */
  keyOf(token: string): ToolSessionKey;
  /** The names it may have: while secrets change, one may have been made with an older one. */
  keysOf(token: string): ToolSessionKey[];
};

/**
 * Creates them from the keys of this install.
 *
 * A hash of the key and the token together is enough where both always have the same length, and takes a tenth of the
 * time of an HMAC, which is asked for with every session that is not in memory.
 */
export function createToolTokens(keyRing: KeyRing): ToolTokens {
  const [newest, ...older] = keyRing('tool session').map(({ bytes }) => Buffer.from(bytes).toString('base64url'));
  const name = (token: string, key: string) => hash('sha256', `${key}${token}`, 'base64url') as ToolSessionKey;
  return {
    keyOf: (token) => name(token, newest as string),
    keysOf: (token) => [newest as string, ...older].map((key) => name(token, key)),
  };
}
