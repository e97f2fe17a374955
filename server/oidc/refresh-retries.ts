/**
 * Refresh tokens that come again.
 *
 * Owns: telling a tool that did not hear the answer from a thief. Right after a refresh token was used it may be used once
 * more, as long as nobody has used the one that was given for it: that one is withdrawn, and another one given. At any
 * later time, or beside another refresh with the same token, it is not; and a token that comes after its successor was
 * used ends everything that was made from its grant, as the library does.
 * Called by: `adapter.ts`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2}
 */
import type { AdapterPayload, errors as providerErrors } from 'oidc-provider';
import type { ArtifactName, ArtifactStore } from './artifacts.ts';
import type { TakeAlone } from './one-at-a-time.ts';

/** A tool that heard nothing asks again within this time. */
const GRACE_MS = 30_000;
const MODEL = 'RefreshToken';

export type RefreshRetries = {
  find(id: string): Promise<AdapterPayload | undefined>;
  consume(id: string): Promise<void>;
  /** By what a refresh token that is made now is found as the successor of another. */
  successorOf(model: string): string | undefined;
};

type RetryOptions = {
  artifacts: ArtifactStore;
  takeAlone: TakeAlone;
  /** The refresh token that the request under way has used to make another one, as soon as it has. */
  rotated(): string | undefined;
  errors: typeof providerErrors;
  now: () => number;
};

/** Creates the judge of refresh tokens. */
export function createRefreshRetries({ artifacts, takeAlone, rotated, errors, now }: RetryOptions): RefreshRetries {
  const successorName = (id: string): ArtifactName => ({ model: MODEL, id: `after ${id}` });
  const mayComeAgain = async (id: string, consumedAt: number) => {
    if (now() - consumedAt >= GRACE_MS) return false;
    const successor = await artifacts.findByUid(successorName(id));
    return successor !== null && successor.consumedAt === null;
  };

  return {
    async find(id) {
      takeAlone(id);
      const found = await artifacts.find({ model: MODEL, id });
      if (found === null) return undefined;
      const { payload, consumedAt } = found;
      if (consumedAt === null || (await mayComeAgain(id, consumedAt))) return { ...payload, jti: id };
      return { ...payload, jti: id, consumed: Math.floor(consumedAt / 1_000) };
    },
    async consume(id) {
      if (await artifacts.consume({ model: MODEL, id })) return;
      if (!(await artifacts.withdraw(successorName(id)))) throw new errors.InvalidGrant('used before');
    },
    successorOf(model) {
      const used = model === MODEL ? rotated() : undefined;
      return used === undefined ? undefined : successorName(used).id;
    },
  };
}
