import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { NoQuery } from '../http/schema-parts.ts';
import { paths } from '../paths.ts';
import type { SignInOptions } from './options.ts';
import { openRefusal, REFUSAL_COOKIE } from './refusal.ts';
import { RefusalResponse } from './schema.ts';

/** `GET /api/sign-in/refusal`: what the sign-in page may tell of the last refused sign-in in this browser. */
export const refusalRoute: FastifyPluginAsyncTypebox<SignInOptions> = async (app, { cookies, sealers }) => {
  app.get(
    paths.refusal,
    { config: { access: 'public' }, schema: { querystring: NoQuery, response: { 200: RefusalResponse } } },
    async (request) => ({
      refusal: await openRefusal(sealers.refusal, request.cookies[cookies.name(REFUSAL_COOKIE)]),
    }),
  );
};
