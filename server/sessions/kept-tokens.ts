/**
 * DingTalk's tokens of a person, sealed in the store for the one session they belong to.
 *
 * Owns: what is kept, and that it opens only beside its own session.
 * Does not: renew or use tokens (`user-tokens.ts`).
 */

import Type, { type Static } from 'typebox';
import { conforms } from '../conforms.ts';
import type { SignInGrant } from '../dingtalk/oauth-adapter.ts';
import { AppError } from '../errors.ts';
import type { Sealer } from '../keys/seal.ts';
import type { Logger } from '../logger.ts';
import type { SessionKey, SessionStore } from './session-store.ts';

const Tokens = Type.Object({
  accessToken: Type.String(),
  refreshToken: Type.Optional(Type.String()),
  accessTokenExpiresAt: Type.Number(),
});
export type KeptTokens = { tokens: Static<typeof Tokens>; version: number };

export type TokenKeeper = {
  keep(key: SessionKey, grant: SignInGrant, expiresAt: number): Promise<void>;
  /** Puts new tokens in the place of the version that was read; later writers of the same version are ignored. */
  replace(key: SessionKey, version: number, grant: SignInGrant): Promise<void>;
  /** @throws {AppError} not_signed_in when there are none that open: the session has then been ended */
  read(key: SessionKey): Promise<KeptTokens>;
};

type KeeperOptions = {
  store: SessionStore;
  sealer: Sealer;
  /** Told of tokens that do not open: somebody moved or changed them. */
  log: Pick<Logger, 'warn'>;
};

/** Creates the keeper. */
export function createTokenKeeper({ store, sealer, log }: KeeperOptions): TokenKeeper {
  const seal = (key: SessionKey, { accessToken, refreshToken, accessTokenExpiresAt }: SignInGrant) =>
    sealer.seal(key, { accessToken, accessTokenExpiresAt, ...(refreshToken !== undefined && { refreshToken }) });
  return {
    async keep(key, grant, expiresAt) {
      await store.saveTokens(key, await seal(key, grant), expiresAt);
    },
    async replace(key, version, grant) {
      const sealed = await seal(key, grant);
      const write = () => store.replaceTokens(key, version, sealed);
      // The old refresh token is used up: a store that was busy for a moment is asked once more.
      await write().catch(write);
    },
    async read(key) {
      const row = await store.findTokens(key);
      const tokens = row && (await sealer.open(key, row.sealed));
      if (row && conforms(Tokens, tokens)) return { tokens, version: row.version };
      // Gone with the session, or not sealed for it: nothing can be done in this person's name.
      if (row) log.warn({ sessionKey: key }, 'the user tokens of a session cannot be opened, and it was ended');
      await store.end(key);
      throw new AppError('not_signed_in', 'the user tokens of the session cannot be opened');
    },
  };
}
