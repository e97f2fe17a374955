/** A browser's way through an OpenID provider: redirects and cookies, nothing else. */
import assert from 'node:assert/strict';
import { request } from 'undici';
import { type CookieJar, cookieHeader, keepCookies } from '../server/testing/cookie-jar.ts';
import { browserHeaders } from './questions.ts';

const MOST_REDIRECTS = 20;

/** Signs in at a guard through its provider, and gives the cookie that the guard knows the person by afterwards. */
export async function logIn(start: string): Promise<string> {
  const jars = new Map<string, CookieJar>();
  let url = new URL(start);
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
    const jar = jars.get(url.origin) ?? new Map();
    jars.set(url.origin, jar);
    const answer = await request(url, { headers: { ...browserHeaders, cookie: cookieHeader(jar, url.pathname) } });
    await answer.body.dump();
    keepCookies(jar, answer);
    const { location } = answer.headers;
    if (location === undefined) break;
    url = new URL(String(location), url);
  }
  const cookie = cookieHeader(jars.get(new URL(start).origin) ?? new Map());
  assert.ok(cookie, 'signing in left no cookie');
  return cookie;
}
