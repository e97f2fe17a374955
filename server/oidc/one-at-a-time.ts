/**
 * Codes and refresh tokens that several requests use at the same moment.
 *
 * Owns: that the first of them is served and the others are refused, whatever the store is doing meanwhile. One that comes
 * while the first is under way is not taken for a thief, who would end what the first is about to be given.
 * Called by: `adapter.ts`, `refresh-retries.ts`.
 */
import type { ServerResponse } from 'node:http';
import type { errors as providerErrors } from 'oidc-provider';

/** Reserves an id until the request under way is answered. Where no request uses it, nothing is reserved. */
export type TakeAlone = (id: string) => void;

type Options = {
  /** The answer of the token endpoint that is under way; null for any other. */
  answering(): ServerResponse | null;
  errors: typeof providerErrors;
};

/** Creates the reservations. */
export function createTakeAlone({ answering, errors }: Options): TakeAlone {
  const inUse = new Set<string>();
  return (id) => {
    const answer = answering();
    if (answer === null) return;
    if (inUse.has(id)) throw new errors.InvalidGrant('another request is using it');
    inUse.add(id);
    answer.once('close', () => inUse.delete(id));
  };
}
