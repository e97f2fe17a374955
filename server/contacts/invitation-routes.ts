/** `/api/admin/invitations`: who was asked to join and has to agree. Called by: `routes.ts`. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { NoQuery } from '../http/schema-parts.ts';
import { actSignal, adminAct } from './act-times.ts';
import type { Invitations } from './invitations.ts';
import { InvitationsResponse } from './schema.ts';

export type InvitationRoutesOptions = { invitations: Invitations };

const listed = { querystring: NoQuery, response: { 200: InvitationsResponse } };

export const invitationRoutes: FastifyPluginAsyncTypebox<InvitationRoutesOptions> = async (app, { invitations }) => {
  app.get('', { ...adminAct, schema: listed }, async () => invitations.list(actSignal()));
};
