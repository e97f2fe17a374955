/** A person's browser over real HTTP: it keeps cookies and opens pages through the proxy. */
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { request } from 'undici';
import { cookieHeader, keepCookies } from '../server/testing/cookie-jar.ts';
import { chooseAtDingTalk } from '../server/testing/sign-in.ts';
import { proxyHeaders } from './foyer-process.ts';

type Visitor = {
  /** Everything a request would carry as its cookie header. */
  cookie(): string;
  open(url: string): Promise<{ status: number; location: string; body: string }>;
};

const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' };

/** Opens a browser without any cookies. */
export function createVisitor(origin: string): Visitor {
  const jar = new Map<string, string>();
  const cookie = () => cookieHeader(jar);
  return {
    cookie,
    async open(url) {
      const headers = { ...proxyHeaders, ...navigation, cookie: cookie() };
      const answer = await request(new URL(url, origin), { headers });
      keepCookies(jar, answer);
      const location = String(answer.headers.location ?? '');
      return { status: answer.statusCode, location, body: await answer.body.text() };
    },
  };
}

/** Signs a person in, and gives how long they waited for Foyer on the way, with its calls to DingTalk. */
export async function signIn(visitor: Visitor): Promise<{ waitedMs: number }> {
  const begunAt = performance.now();
  const begun = await visitor.open('/auth/sign-in');
  const leftAt = performance.now();
  const callback = await chooseAtDingTalk(new URL(begun.location), { userId: 'zhangwei01' });
  const backAt = performance.now();
  const { location, body } = await visitor.open(callback);
  const waitedMs = leftAt - begunAt + (performance.now() - backAt);
  assert.equal(location, '/', `the sign-in was refused: ${location} ${body}`);
  return { waitedMs };
}
