import { randomBytes, randomUUID } from 'node:crypto';
import { fastifyCookie } from '@fastify/cookie';
import type { Config } from '../server/config/load-config.ts';
import type { KeyRing } from '../server/keys/key-ring.ts';
import { type CorpId, type Person, toSubject, type UnionId, type UserId } from '../server/person.ts';
import type { Services } from '../server/services.ts';
import { createCookieRules, SESSION_COOKIE } from '../server/sessions/cookies.ts';
import { toSessionKey } from '../server/sessions/session-store.ts';

/** So many people have signed in: a large company before anybody has gone home. */
export const SESSIONS = 10_000;
/** Activity is noted once a minute; sessions that began at one moment would all be written at one moment. */
const SPREAD_MS = 60_000;

/** Signs invented people in without asking anybody, and gives their cookies as a browser would send them. */
export async function createSessions(services: Services, config: Config): Promise<string[]> {
  const toCookie = cookieMaker(services.keyRing, config.publicUrl);
  const cookies: string[] = [];
  for (let index = 0; index < SESSIONS; index += 1) {
    const cookieId = randomBytes(18).toString('base64url');
    await createSession(services, { cookieId, index, maxMs: config.sessions.maxMs });
    cookies.push(toCookie(cookieId));
  }
  return cookies;
}

/** Gives a function that makes of a session's id the cookie that its browser sends. */
export function cookieMaker(keyRing: KeyRing, publicUrl: URL): (cookieId: string) => string {
  const [{ bytes }] = keyRing('session cookie');
  const secret = Buffer.from(bytes).toString('base64url');
  const name = createCookieRules(publicUrl).name(SESSION_COOKIE);
  return (cookieId) => `${name}=${encodeURIComponent(fastifyCookie.sign(cookieId, secret))}`;
}

type NewSession = { cookieId: string; index: number; maxMs: number };

async function createSession({ store, tokens, dingtalkApp, now }: Services, { cookieId, index, maxMs }: NewSession) {
  const key = toSessionKey(cookieId);
  const startedAt = now() - Math.floor((index / SESSIONS) * SPREAD_MS);
  const expiresAt = startedAt + maxMs;
  const grant = {
    accessToken: randomBytes(16).toString('hex'),
    refreshToken: randomBytes(16).toString('hex'),
    accessTokenExpiresAt: startedAt + 7_200_000,
  };
  await tokens.keep(key, grant, expiresAt);
  const content = {
    version: 2 as const,
    person: inventPerson(dingtalkApp.corpId as CorpId, index),
    device: 'Chrome 156 · Windows',
    startedAt,
  };
  await store.save(key, { id: randomUUID(), content, ip: '203.0.113.7', lastSeenAt: startedAt, expiresAt });
}

function inventPerson(corpId: CorpId, index: number): Person {
  const unionId = `${index}iSkiSQliSiSbfN7iSSabEiE` as UnionId;
  return {
    subject: toSubject(corpId, unionId),
    corpId,
    unionId,
    userId: `employee${index}` as UserId,
    name: `员工${index}`,
    title: '高级软件工程师',
    avatarUrl: `https://static-legacy.dingtalk.com/media/lADPDgQ9q8sGYkPNAvDNAvA_${index}.jpg`,
    isAdmin: false,
    departments: [{ id: 1, path: ['示例公司', '研发部'] }],
    roles: [],
  };
}
