/**
 * `/api/admin/people/...`: one person. Behind it stands a userId, which may be any word: other lists have addresses of their
 * own.
 *
 * Owns: these answers. Called by: `routes.ts`.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Employee } from '../dingtalk/employee.ts';
import { NoQuery } from '../http/schema-parts.ts';
import type { UserId } from '../person.ts';
import { actSignal, adminAct } from './act-times.ts';
import type { DescribePerson } from './admin-person.ts';
import { type MayStillAct, readAsked, readDoer } from './doer.ts';
import type { PeopleActs } from './people-acts.ts';
import {
  AddedResponse,
  AdminPersonResponse,
  ChangePersonBody,
  InvitedResponse,
  NewPersonBody,
  RemovalBody,
  RemovedResponse,
} from './schema.ts';

export type PeopleRoutesOptions = {
  people: PeopleActs;
  describePerson: DescribePerson;
  mayStillAct: MayStillAct;
};

const Id = Type.Object({ userId: Type.String({ minLength: 1, maxLength: 128 }) });
const Mobile = Type.Object({ mobile: Type.String({ minLength: 1, maxLength: 64 }) });
const noQuery = { querystring: NoQuery };
const onePerson = { ...noQuery, response: { 200: AdminPersonResponse } };

export const peopleRoutes: FastifyPluginAsyncTypebox<PeopleRoutesOptions> = async (app, options) => {
  const { people, describePerson, mayStillAct } = options;
  const doerOf = (request: FastifyRequest) => readDoer(request, mayStillAct);
  const describe = (request: FastifyRequest, employee: Employee) => describePerson(employee, readAsked(request).actor);

  app.get('/by-mobile/:mobile', { ...adminAct, schema: { ...onePerson, params: Mobile } }, async (request) => ({
    person: await describe(request, await people.readByMobile(request.params.mobile, actSignal())),
  }));

  app.get('/:userId', { ...adminAct, schema: { ...onePerson, params: Id } }, async (request) => ({
    person: await describe(request, await people.read(request.params.userId as UserId, actSignal())),
  }));

  const added = { ...noQuery, body: NewPersonBody, response: { 201: AddedResponse, 202: InvitedResponse } };
  app.post('', { ...adminAct, schema: added }, async (request, reply) => {
    const done = await people.add(request.body, doerOf(request), actSignal());
    if (done.outcome === 'invited') return reply.code(202).send(done);
    return reply.code(201).send({ outcome: 'added', person: await describe(request, done.employee) });
  });

  const changed = { ...onePerson, params: Id, body: ChangePersonBody };
  app.patch('/:userId', { ...adminAct, schema: changed }, async (request) => {
    const { params, body } = request;
    const employee = await people.change(params.userId as UserId, body, doerOf(request), actSignal());
    return { person: await describe(request, employee) };
  });

  const removed = { ...noQuery, params: Id, body: RemovalBody, response: { 200: RemovedResponse } };
  app.delete('/:userId', { ...adminAct, schema: removed }, async (request) => {
    const { params, body } = request;
    const done = await people.remove(params.userId as UserId, body.confirm, doerOf(request), actSignal());
    return { removed: { userId: params.userId, ...done } };
  });
};
