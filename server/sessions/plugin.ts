/**
 * @fastify/session, set up so that its known traps are closed.
 *
 * Owns: the session cookie, from reading to setting to clearing.
 * Does not: decide who is signed in; it restores what the store holds.
 * Called by: `build-server.ts`, for the scope whose routes need a session. Public pages do not depend on the store.
 */
import { randomBytes } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { KeyRing } from '../keys/key-ring.ts';
import { type CookieRules, SESSION_COOKIE } from './cookies.ts';
import type { SessionStore } from './session-store.ts';
import { bridgeSessionStore } from './store-bridge.ts';

export type SessionPluginOptions = { store: SessionStore; keyRing: KeyRing; cookies: CookieRules };

/** 144 bits: nobody guesses an id, and the signed cookie stays under 100 bytes. */
const ID_BYTES = 18;

async function registerSessions(app: FastifyInstance, { store, keyRing, cookies }: SessionPluginOptions) {
  const cookieName = cookies.name(SESSION_COOKIE);
  await app.register(fastifyCookie, { parseOptions: cookies.attributes });
  app.addHook('onRequest', async (request) => refuseDuplicates(request, cookieName));
  app.addHook('onSend', async (request) => keepSavedCookie(request, cookieName));
  await app.register(fastifySession, {
    cookieName,
    secret: keyRing('session cookie').map(({ bytes }) => Buffer.from(bytes).toString('base64url')),
    idGenerator: () => randomBytes(ID_BYTES).toString('base64url'),
    store: bridgeSessionStore(store),
    // Without these two, every visitor gets a session and every request writes one.
    saveUninitialized: false,
    rolling: false,
    // Without a lifetime of its own, a cookie takes the one of its session.
    cookie: cookies.attributes,
  });
  app.addHook('onRequest', async (request) => signWithNewestKey(request, cookieName));
}

/**
 * Treats a session cookie that came twice as none.
 *
 * A sibling host can plant a cookie of the same name for a longer path; the parser would take the first of the two, and
 * a person could be signed in as somebody else.
 */
function refuseDuplicates(request: FastifyRequest, name: string): void {
  const header = request.headers.cookie;
  if (header === undefined || header.indexOf(`${name}=`) === header.lastIndexOf(`${name}=`)) return;
  const count = header.split(';').filter((part) => part.trim().startsWith(`${name}=`)).length;
  if (count < 2) return;
  request.log.warn({ count }, 'the session cookie came more than once, and none of them counts');
  delete request.cookies[name];
}

/**
 * Tells the plugin that a session saved in this request is the one the browser knows.
 *
 * It would otherwise clear the old cookie and set the new one in the same answer, under one name.
 */
function keepSavedCookie({ session, cookies }: FastifyRequest, name: string): void {
  if (session?.isSaved?.()) cookies[name] = session.encryptedSessionId;
}

/**
 * Saves a session whose cookie was signed with an older key, which makes the plugin send the cookie anew.
 *
 * Otherwise the plugin sees an unmodified session under "another" cookie and clears it: a key rotation would sign
 * everybody out.
 */
async function signWithNewestKey(request: FastifyRequest, name: string): Promise<void> {
  const { session } = request;
  if (session.signedIn === undefined || request.cookies[name] === session.encryptedSessionId) return;
  await session.save();
}

export const sessionPlugin = fp(registerSessions, { name: 'foyer-sessions', fastify: '5.x' });
