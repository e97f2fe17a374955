/**
 * `/api/me` and `/api/me/profile`: who am I, and what does DingTalk know of me.
 *
 * Owns: these two answers. Does not: ask about anybody else.
 * Called by: `build-server.ts`, inside the scope of signed-in routes.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { DingTalkClient } from '../dingtalk/client.ts';
import { DINGTALK_DEADLINE_MS } from '../dingtalk/deadline.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { getSignedIn } from '../sessions/signed-in.ts';
import type { UserTokens } from '../sessions/user-tokens.ts';
import { explainProfile } from './account-profile.ts';
import { describeMe } from './me.ts';
import { MeResponse, ProfileResponse } from './schema.ts';

export type ProfileOptions = { dingtalk: DingTalkClient; tokens: UserTokens; idleMs: number };

const user = { access: 'user' } as const;

export const profileRoutes: FastifyPluginAsyncTypebox<ProfileOptions> = async (app, { dingtalk, tokens, idleMs }) => {
  app.get('/', { config: user, schema: { querystring: NoQuery, response: { 200: MeResponse } } }, async (request) =>
    describeMe(getSignedIn(request).record, idleMs),
  );

  app.get(
    '/profile',
    { config: user, schema: { querystring: NoQuery, response: { 200: ProfileResponse } } },
    async (request) => {
      const signal = AbortSignal.timeout(DINGTALK_DEADLINE_MS);
      const { key, record } = getSignedIn(request);
      const profile = await tokens.withUserToken(key, signal, (token) => dingtalk.getAccountProfile(token, signal));
      return explainProfile(profile, record.content.person);
    },
  );
};
