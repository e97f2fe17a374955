/**
 * The keys of this install: for sealing and for signing.
 *
 * Owns: putting these parts together. Called by: `services.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from './config/load-config.ts';
import { loadInstallSecret } from './keys/install-secret.ts';
import { createKeyRing, type KeyRing } from './keys/key-ring.ts';
import { createSealer, type Sealer } from './keys/seal.ts';
import { openSigningKeys, type SigningKeys } from './keys/signing-keys.ts';
import type { Logger } from './logger.ts';

export type KeyServices = {
  keyRing: KeyRing;
  signingKeys: SigningKeys;
  sealers: { pending: Sealer; refusal: Sealer };
};

type KeyOptions = { config: Config; db: DatabaseSync; logger: Logger; now: () => number };

/** Opens them; what is missing is made. */
export async function openKeys({ config, db, logger: log, now }: KeyOptions): Promise<KeyServices> {
  const keyRing = openKeyRing(config);
  return {
    keyRing,
    signingKeys: await openSigningKeys({ db, sealer: createSealer(keyRing, 'signing keys'), now, log }),
    sealers: { pending: createSealer(keyRing, 'pending sign-in'), refusal: createSealer(keyRing, 'refused sign-in') },
  };
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
