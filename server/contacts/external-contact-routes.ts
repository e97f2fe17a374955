/** `/api/admin/external-contacts`: people outside the company. Called by: `routes.ts`. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { NoQuery } from '../http/schema-parts.ts';
import { actSignal, adminAct } from './act-times.ts';
import { type MayStillAct, readDoer } from './doer.ts';
import type { ExternalContactActs } from './external-contact-acts.ts';
import { ExternalContactResponse, ExternalContactsResponse, NewExternalContactBody } from './schema.ts';

export type ExternalContactRoutesOptions = { externalContacts: ExternalContactActs; mayStillAct: MayStillAct };

const Offset = Type.Object(
  { offset: Type.Optional(Type.String({ pattern: '^\\d{1,7}$' })) },
  { additionalProperties: false },
);

export const externalContactRoutes: FastifyPluginAsyncTypebox<ExternalContactRoutesOptions> = async (app, options) => {
  const { externalContacts, mayStillAct } = options;

  const listed = { querystring: Offset, response: { 200: ExternalContactsResponse } };
  app.get('', { ...adminAct, schema: listed }, async ({ query }) =>
    externalContacts.list(Number(query.offset ?? 0), actSignal()),
  );

  const added = { querystring: NoQuery, body: NewExternalContactBody, response: { 201: ExternalContactResponse } };
  app.post('', { ...adminAct, schema: added }, async (request, reply) => {
    const contact = await externalContacts.add(request.body, readDoer(request, mayStillAct), actSignal());
    return reply.code(201).send({ contact });
  });
};
