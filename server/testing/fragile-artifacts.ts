/** What the OpenID provider keeps, in a store that fails, hangs or is slow when a test says so. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ArtifactName, ArtifactStore } from '../oidc/artifacts.ts';
import type { ReplaceArtifacts } from '../open-oidc.ts';

type Method = keyof ArtifactStore;

export type FragileArtifacts = {
  /** For `startTestServer`. */
  replaceArtifacts: ReplaceArtifacts;
  /** Runs before each call; what it throws is the outcome, and a promise that never settles is a store that hangs. */
  before: (method: Method, name: ArtifactName | string | undefined) => Promise<void> | void;
  /** Every call answers so much later. */
  latencyMs: number;
};

/** Creates one that works until it is told otherwise. */
export function createFragileArtifacts(): FragileArtifacts {
  const fragile: FragileArtifacts = {
    before: () => {},
    latencyMs: 0,
    replaceArtifacts: (opened) =>
      Object.fromEntries(
        Object.entries(opened).map(([method, call]) => [
          method,
          async (...args: unknown[]) => {
            await fragile.before(method as Method, args[0] as ArtifactName | string | undefined);
            if (fragile.latencyMs > 0) await wait(fragile.latencyMs);
            return (call as (...args: unknown[]) => Promise<unknown>)(...args);
          },
        ]),
      ) as ArtifactStore,
  };
  return fragile;
}
