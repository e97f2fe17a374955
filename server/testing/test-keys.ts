/**
 * Keys that sign, as one process has them.
 *
 * Owns: opening them with a secret and a clock of the test's, and what is signed with them. Several on one database are
 * several processes.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { SignJWT } from 'jose';
import { createKeyRing } from '../keys/key-ring.ts';
import { createSealer, type Sealer } from '../keys/seal.ts';
import { type SigningAlgorithm, signingAlgorithms } from '../keys/signing-key.ts';
import { openSigningKeys, type SigningKeys } from '../keys/signing-keys.ts';
import { createLogger } from '../logger.ts';
import { Secret } from '../secret.ts';
import { openDatabase } from '../storage/open-database.ts';

export const K1 = new Secret('the first secret of this install: long enough');
export const K2 = new Secret('the second secret of this install: long enough');

type Secrets = readonly [Secret, ...Secret[]];
type StartOptions = { secrets?: Secrets; now?: () => number; environment?: string; hintsMs?: number };
export type StartedKeys = { keys: SigningKeys; log(): string };

/** What seals keys under these secrets. */
export function sealerOf(secrets: Secrets = [K1], environment = 'live'): Sealer {
  return createSealer(createKeyRing({ secrets, environment }), 'signing keys');
}

/** Opens the keys as a start with these secrets does. */
export async function startKeys(db: DatabaseSync, options: StartOptions = {}): Promise<StartedKeys> {
  const { secrets, now = Date.now, environment, hintsMs } = options;
  const lines: string[] = [];
  const log = createLogger('debug', { write: (line) => void lines.push(line) });
  const sealer = sealerOf(secrets, environment);
  const keys = await openSigningKeys({ db, sealer, now, log, ...(hintsMs !== undefined && { hintsMs }) });
  return { keys, log: () => lines.join('') };
}

/** A database that is closed with the test. */
export function openTestDatabase(t: TestContext, file = ':memory:'): DatabaseSync {
  const db = openDatabase(file);
  t.after(() => db.close());
  return db;
}

/** The names of the keys that are published, as they are ordered. */
export function kidsOf({ keys }: Pick<StartedKeys, 'keys'>, alg?: SigningAlgorithm): string[] {
  const { keys: published } = keys.jwks();
  return published.filter((key) => alg === undefined || key.alg === alg).map(({ kid }) => kid);
}

/** A token of an hour, the longest that Foyer signs, for each algorithm. */
export function signTokens(keys: SigningKeys, now: () => number): Promise<string[]> {
  const issuedAt = Math.floor(now() / 1_000);
  return Promise.all(
    signingAlgorithms.map(async (alg) => {
      const { kid, privateKey } = await keys.current(alg);
      const token = new SignJWT({ sub: 'somebody', iat: issuedAt, exp: issuedAt + 3_600 });
      return token.setProtectedHeader({ alg, kid }).sign(privateKey);
    }),
  );
}
