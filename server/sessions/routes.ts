/** `/api/me/sessions`: the browsers in which a person is signed in, for them to see and to end. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Rules } from '../access/tool.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { AppError } from '../errors.ts';
import { NoBody, NoContent, NoQuery } from '../http/schema-parts.ts';
import { askedBy } from './audited.ts';
import { type CookieRules, SESSION_COOKIE } from './cookies.ts';
import { type OpenToolEntry, type SessionEntry, SessionsResponse } from './schema.ts';
import type { SessionKey, SessionRecord, SessionStore } from './session-store.ts';
import { getSignedIn } from './signed-in.ts';
import type { SignedIn } from './store-bridge.ts';
import type { ToolSessionStore } from './tool-session-store.ts';

export type SessionRoutesOptions = {
  store: SessionStore;
  toolSessions: ToolSessionStore;
  /** Tools that were opened in a session by signing in to them, latest first. */
  listLogins(session: SessionKey): Promise<readonly { clientId: string; openedAt: number }[]>;
  rules: { current(): Rules };
  cookies: CookieRules;
  audit: Pick<AuditLog, 'record'>;
};

const user = { access: 'user' } as const;

export const sessionRoutes: FastifyPluginAsyncTypebox<SessionRoutesOptions> = async (app, options) => {
  const { store, cookies, audit } = options;
  const recordEnd = (request: FastifyRequest, id: string) =>
    audit.record({ act: 'session_ended', outcome: 'done', ...askedBy(request), target: { kind: 'session', id } });
  app.get(
    '/',
    { config: user, schema: { querystring: NoQuery, response: { 200: SessionsResponse } } },
    async (request) => ({ sessions: await listSessions(options, getSignedIn(request)) }),
  );

  app.delete(
    '/',
    { config: user, schema: { querystring: NoQuery, body: NoBody, response: { 204: NoContent } } },
    async (request, reply) => {
      await endOthers(store, getSignedIn(request), (id) => recordEnd(request, id));
      return reply.code(204).send(undefined);
    },
  );

  const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
  app.delete(
    '/:id',
    { config: user, schema: { params, querystring: NoQuery, body: NoBody, response: { 204: NoContent } } },
    async (request, reply) => {
      const { wasCurrent } = await endOne(store, getSignedIn(request), request.params.id);
      recordEnd(request, request.params.id);
      if (wasCurrent) reply.clearCookie(cookies.name(SESSION_COOKIE));
      return reply.code(204).send(undefined);
    },
  );
};

async function listSessions(options: SessionRoutesOptions, { key, record }: SignedIn): Promise<SessionEntry[]> {
  const sessions = await options.store.listBySubject(record.content.person.subject);
  const entries = sessions.map(async (session) => toEntry(session, key, await listTools(options, session.key)));
  return Promise.all(entries);
}

/** A tool that is no longer in the file is not open any more, whatever was opened once. */
async function listTools(options: SessionRoutesOptions, key: SessionKey): Promise<OpenToolEntry[]> {
  const { toolSessions, listLogins, rules } = options;
  const [behindProxies, signedInTo] = await Promise.all([toolSessions.listOpen(key), listLogins(key)]);
  const { byOrigin, byClientId } = rules.current();
  const opened = [
    ...behindProxies.map(({ origin, openedAt }) => ({ tool: byOrigin.get(origin), openedAt })),
    ...signedInTo.map(({ clientId, openedAt }) => ({ tool: byClientId.get(clientId), openedAt })),
  ].toSorted((a, b) => b.openedAt - a.openedAt);
  const found = new Map<string, OpenToolEntry>();
  for (const { tool, openedAt } of opened) {
    // One tool may have several hosts, and sign people in besides.
    if (tool === undefined || found.has(tool.id)) continue;
    found.set(tool.id, { id: tool.id, name: tool.name, openedAt: new Date(openedAt).toISOString() });
  }
  return [...found.values()];
}

async function endOthers(
  store: SessionStore,
  { key, record }: SignedIn,
  whenEnded: (id: string) => void,
): Promise<void> {
  const sessions = await store.listBySubject(record.content.person.subject);
  for (const session of sessions) {
    if (session.key === key) continue;
    await store.end(session.key);
    whenEnded(session.record.id);
  }
}

/** Only a person's own sessions can be ended here; the id of anybody else's is unknown, and so answered. */
async function endOne(store: SessionStore, { key, record }: SignedIn, id: string): Promise<{ wasCurrent: boolean }> {
  const sessions = await store.listBySubject(record.content.person.subject);
  const session = sessions.find((candidate) => candidate.record.id === id);
  if (session === undefined) throw new AppError('not_found', 'no such session of this person');
  await store.end(session.key);
  return { wasCurrent: session.key === key };
}

function toEntry(
  { key, record }: { key: SessionKey; record: SessionRecord },
  current: SessionKey,
  tools: OpenToolEntry[],
): SessionEntry {
  return {
    id: record.id,
    current: key === current,
    device: record.content.device,
    ip: record.ip,
    startedAt: new Date(record.content.startedAt).toISOString(),
    lastSeenAt: new Date(record.lastSeenAt).toISOString(),
    tools,
  };
}
