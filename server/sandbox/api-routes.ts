/**
 * The HTTP side of both API hosts.
 *
 * Owns: one route per API, and the answer to paths and messages that no API takes.
 * Does not: decide what an answer says, or send it. Called by: `sandbox.ts`.
 */
import type { FastifyInstance } from 'fastify';
import { refuseAction, refuseApi } from './api-answers.ts';
import { apiEndpoints } from './api-endpoints.ts';
import { passApiGateway } from './api-gateway.ts';
import type { ApiName } from './app.ts';
import { readCall, readPath } from './call.ts';
import { refuseOapi, refuseOapiPath } from './oapi-answers.ts';
import { oapiEndpoints } from './oapi-endpoints.ts';
import { passOapiGateway } from './oapi-gateway.ts';
import type { SandboxParts } from './parts.ts';
import { answerCall, isApiPath, type Respond, sendJson } from './send-answer.ts';

/** Adds every API of the two hosts. */
export function registerApiRoutes(app: FastifyInstance, parts: SandboxParts): void {
  for (const endpoint of apiEndpoints) {
    addRoute(app, parts, endpoint.name, (call) => passApiGateway(parts, endpoint, call));
  }
  for (const endpoint of oapiEndpoints) {
    addRoute(app, parts, endpoint.name, (call) => passOapiGateway(parts, endpoint, call));
  }
  app.setNotFoundHandler((request, reply) => {
    const { path } = readCall(request);
    const answer = isApiPath(path) ? refuseAction() : refuseOapiPath(path);
    return sendJson(reply, path, answer);
  });
  // What fails inside the sandbox, or was too large to read, looks like DingTalk's own trouble.
  app.setErrorHandler((_error, request, reply) => {
    const path = readPath(request);
    const answer = isApiPath(path) ? refuseApi(500, 'unknownError', '未知错误') : refuseOapi(-1, '系统繁忙');
    return sendJson(reply, path, answer);
  });
}

function addRoute(app: FastifyInstance, parts: SandboxParts, name: ApiName, respond: Respond): void {
  const [method = '', url = ''] = name.split(' ');
  app.route({
    // Old topapi calls are also documented as a GET with everything in the query.
    method: url.startsWith('/topapi/') ? ['GET', 'POST'] : [method],
    url: url.replaceAll(/\{(\w+)\}/g, ':$1'),
    handler: async (request, reply) => {
      await answerCall(request, reply, { parts, name, respond });
      return reply;
    },
  });
}
