/**
 * `/api/me` and below: who am I, what does the company say of me, and what does DingTalk know of my account.
 *
 * Owns: these answers. Does not: ask about anybody else.
 * Called by: `build-server.ts`, inside the scope of signed-in routes.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Administrators } from '../access/rules.ts';
import type { AppKind } from '../dingtalk/app.ts';
import type { DingTalkClient } from '../dingtalk/client.ts';
import { DINGTALK_DEADLINE_MS } from '../dingtalk/deadline.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { getSignedIn } from '../sessions/signed-in.ts';
import type { UserTokens } from '../sessions/user-tokens.ts';
import { explainProfile } from './account-profile.ts';
import type { ReadContact } from './contact.ts';
import { describeMe } from './me.ts';
import { ContactResponse, MeResponse, ProfileResponse } from './schema.ts';

export type ProfileOptions = {
  dingtalk: DingTalkClient;
  tokens: UserTokens;
  readContact: ReadContact;
  administrators: Administrators;
  idleMs: number;
  appKind: AppKind;
};

const user = { access: 'user' } as const;

export const profileRoutes: FastifyPluginAsyncTypebox<ProfileOptions> = async (app, options) => {
  const { dingtalk, tokens, readContact, administrators, idleMs, appKind } = options;
  app.get('/', { config: user, schema: { querystring: NoQuery, response: { 200: MeResponse } } }, async (request) => {
    const { record } = getSignedIn(request);
    const isFoyerAdmin = administrators.has(record.content.person.userId);
    return describeMe(record, { idleMs, isFoyerAdmin, appKind });
  });

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

  app.get(
    '/contact',
    { config: user, schema: { querystring: NoQuery, response: { 200: ContactResponse } } },
    async (request) => readContact(getSignedIn(request).record.content.person),
  );
};
