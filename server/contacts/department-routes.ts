/** `/api/admin/departments/:id`: who manages a department. Called by: `routes.ts`. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../errors.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { actSignal, adminAct } from './act-times.ts';
import { type MayStillAct, readDoer } from './doer.ts';
import type { ManagerActs } from './manager-acts.ts';
import { ManagersBody, ManagersResponse } from './schema.ts';

export type DepartmentRoutesOptions = { managers: ManagerActs; mayStillAct: MayStillAct };

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 32 }) });
const one = { querystring: NoQuery, params, response: { 200: ManagersResponse } };

export const departmentRoutes: FastifyPluginAsyncTypebox<DepartmentRoutesOptions> = async (app, options) => {
  const { managers, mayStillAct } = options;

  app.get('/:id', { ...adminAct, schema: one }, async (request) => managers.read(toId(request.params.id), actSignal()));

  app.patch('/:id', { ...adminAct, schema: { ...one, body: ManagersBody } }, async (request) => {
    const by = readDoer(request, mayStillAct);
    return managers.change(toId(request.params.id), request.body, by, actSignal());
  });
};

/** DingTalk has departments below zero, such as the parents of a school, and says itself that they cannot be changed. */
function toId(text: string): number {
  if (/^-?[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new AppError('not_found', 'no such department');
}
