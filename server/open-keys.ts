/**
 * The keys of this install: for sealing and for signing.
 *
 * Owns: putting these parts together. Called by: `services.ts`; `main.ts`, for the command that replaces keys.
 */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from './config/load-config.ts';
import { hasInstallSecret, loadInstallSecret } from './keys/install-secret.ts';
import { createKeyRing, type KeyRing } from './keys/key-ring.ts';
import type { KeysTrouble, OpenedKeys } from './keys/rotate-command.ts';
import { createSealer, type Sealer } from './keys/seal.ts';
import { areSealedWithNewest } from './keys/signing-key-store.ts';
import { openSigningKeys, type SigningKeys } from './keys/signing-keys.ts';
import { createLogger, type Logger } from './logger.ts';
import { watchForeignWrites } from './storage/foreign-writes.ts';
import { databaseIn, NEWEST_SCHEMA, openAsItIs, openDatabase } from './storage/open-database.ts';

export type KeyServices = {
  keyRing: KeyRing;
  signingKeys: SigningKeys;
  sealers: { pending: Sealer; refusal: Sealer };
};

type KeyOptions = { config: Config; db: DatabaseSync; logger: Logger; now: () => number };

/** Opens them, and follows what other processes do with those that sign. */
export async function openKeys(options: KeyOptions): Promise<{ services: KeyServices; close(): Promise<void> }> {
  const { config, db, logger: log, now } = options;
  const keyRing = openKeyRing(config);
  const sealer = createSealer(keyRing, 'signing keys');
  const signingKeys = await openSigningKeys({ db, sealer, now, log, hintsMs: config.sessions.maxMs });
  const stopWatching = watchForeignWrites(db, signingKeys.noteForeignWrite);
  const sealers = {
    pending: createSealer(keyRing, 'pending sign-in'),
    refusal: createSealer(keyRing, 'refused sign-in'),
  };
  return {
    services: { keyRing, signingKeys, sealers },
    close() {
      stopWatching();
      return signingKeys.close();
    },
  };
}

/**
 * Opens the keys that sign beside a Foyer that may be running, or says why not.
 *
 * Nothing is made that only a start should make. Keys that were sealed with another secret than the first one here belong
 * to a Foyer with other settings, which could not open what is sealed with these.
 */
export async function openKeysBeside(config: Config): Promise<OpenedKeys | KeysTrouble> {
  const file = databaseIn(config.dataDir);
  if (!existsSync(file)) return 'nothing there';
  if (schemaIn(file) !== NEWEST_SCHEMA) return 'another version';
  if (config.sessions.secrets === null && !hasInstallSecret(config.dataDir)) return 'another secret';
  const sealer = createSealer(openKeyRing(config), 'signing keys');
  const db = openDatabase(file);
  if (!(await areSealedWithNewest(db, sealer))) {
    db.close();
    return 'another secret';
  }
  const signingKeys = await openSigningKeys({ db, sealer, now: Date.now, log: createLogger('silent') });
  return {
    signingKeys,
    async close() {
      await signingKeys.close();
      db.close();
    },
  };
}

function schemaIn(file: string): number {
  const { db, schema } = openAsItIs(file);
  db.close();
  return schema;
}

/** The keys of this install, from its settings or from the secret in its folder, which is made where it is missing. */
export function openKeyRing(config: Config): KeyRing {
  const { sessions, dataDir } = config;
  const [newest = loadInstallSecret(dataDir), ...older] = sessions.secrets ?? [];
  return createKeyRing({ secrets: [newest, ...older], environment: describeEnvironment(config) });
}

function describeEnvironment({ dingtalk }: Config): string {
  return dingtalk.mode === 'live' ? `live ${dingtalk.app.corpId}` : 'sandbox';
}
