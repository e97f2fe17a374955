/**
 * `/api/dingtalk-errors/:code`: what a code of DingTalk's means, and what to do about it.
 *
 * Owns: which remedies come first. Anybody may ask: the same words stand in `docs/dingtalk-errors.md`.
 * Does not: hold the entries (`dingtalk/error-catalogue.ts`).
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { AppKind } from '../dingtalk/app.ts';
import type { CatalogueEntry } from '../dingtalk/error-catalogue/entry.ts';
import { findDingTalkError, remediesFor } from '../dingtalk/error-catalogue.ts';
import { AppError } from '../errors.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { DingTalkErrorResponse } from './schema.ts';

export type DingTalkErrorRoutesOptions = { appKind: AppKind };

const open = { access: 'public' } as const;
const params = Type.Object({ code: Type.String({ pattern: '^[\\w .:-]{1,128}$' }) });

export const dingTalkErrorRoutes: FastifyPluginAsyncTypebox<DingTalkErrorRoutesOptions> = async (app, { appKind }) => {
  app.get(
    '/:code',
    { config: open, schema: { params, querystring: NoQuery, response: { 200: DingTalkErrorResponse } } },
    async ({ params: { code } }) => {
      const entry = findDingTalkError(code);
      if (entry === undefined) throw new AppError('not_found', 'no such code in the catalogue');
      return toResponse(code, entry, appKind);
    },
  );
};

function toResponse(code: string, entry: CatalogueEntry, appKind: AppKind): DingTalkErrorResponse {
  const { meaning, causes, retry, actor } = entry;
  return { code, meaning, causes: [...causes], remedies: remediesFor(entry, appKind), retry, actor };
}
