/**
 * `/api/admin/people`, `.../invitations`, `.../imports`, `.../departments/:id` and `.../external-contacts`: changing the
 * company.
 *
 * Owns: that only the company's own app gets there: DingTalk offers none of this to a third-party enterprise app.
 * Does not: check who asks; the scope does.
 * Called by: `build-server.ts`, inside the administrators' scope.
 */
import type { FastifyPluginAsync } from 'fastify';
import type { AppKind } from '../dingtalk/app.ts';
import { AppError } from '../errors.ts';
import { type DepartmentRoutesOptions, departmentRoutes } from './department-routes.ts';
import { type ExternalContactRoutesOptions, externalContactRoutes } from './external-contact-routes.ts';
import { type ImportRoutesOptions, importRoutes } from './imports/import-routes.ts';
import { type InvitationRoutesOptions, invitationRoutes } from './invitation-routes.ts';
import { type PeopleRoutesOptions, peopleRoutes } from './people-routes.ts';

export type ContactsOptions = { appKind: AppKind } & PeopleRoutesOptions &
  InvitationRoutesOptions &
  DepartmentRoutesOptions &
  ExternalContactRoutesOptions &
  ImportRoutesOptions;

export const contactsRoutes: FastifyPluginAsync<ContactsOptions> = async (app, options) => {
  app.addHook('onRequest', async () => {
    if (options.appKind !== 'internal') {
      throw new AppError('app_kind_unsupported', 'DingTalk does not offer this to a third-party enterprise app');
    }
  });
  await app.register(peopleRoutes, { ...options, prefix: '/people' });
  await app.register(invitationRoutes, { ...options, prefix: '/invitations' });
  await app.register(importRoutes, { ...options, prefix: '/imports' });
  await app.register(departmentRoutes, { ...options, prefix: '/departments' });
  await app.register(externalContactRoutes, { ...options, prefix: '/external-contacts' });
};
