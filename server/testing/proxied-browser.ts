/**
 * A browser in front of a reverse proxy, as far as HTTP can tell.
 *
 * Owns: https to the proxy whatever the host is called, cookies by host, and going where redirects lead: from a tool to
 * Foyer, to DingTalk's page, and back.
 * Does not: speak to Foyer's own host over the wire; that is `browser.ts`.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { request as sendRequest } from 'node:https';
import type { Browser } from './browser.ts';
import { type CookieJar, cookieHeader, keepCookies } from './cookie-jar.ts';
import type { Arrived } from './echo-tool.ts';
import { PUBLIC_URL } from './live-settings.ts';
import { chooseAtDingTalk } from './sign-in.ts';

type Headers = Record<string, string>;
type Sent = { method?: string; headers?: Headers; body?: Buffer };

/** An answer, with where it came from after all redirects. */
export type ProxiedAnswer = {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  address: string;
  steps: string[];
};

export type ProxiedBrowser = {
  /** Foyer's own host in the same browser. */
  foyer: Browser;
  jarOf(host: string): CookieJar;
  /** One request of a script, whose redirect is not followed. */
  send(address: string, sent?: Sent): Promise<ProxiedAnswer>;
  /** One page opened by the person, whose redirect is not followed. */
  visit(address: string, headers?: Headers): Promise<ProxiedAnswer>;
  /** A page opened by the person, who picks somebody on DingTalk's page when led there. */
  open(address: string, userId?: string): Promise<ProxiedAnswer>;
};

const navigation = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'none',
  accept: 'text/html',
};
const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };
const MOST_STEPS = 15;

/** Opens one that reaches every tool at this port. */
export function createProxiedBrowser(port: number, foyer: Browser): ProxiedBrowser {
  const jars = new Map<string, CookieJar>();
  const jarOf = (host: string): CookieJar => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  const send: ProxiedBrowser['send'] = async (address, { method = 'GET', headers = {}, body } = {}) => {
    const jar = jarOf(new URL(address).host);
    const cookie = cookieHeader(jar);
    const answer = await exchange(port, address, {
      method,
      headers: { ...script, ...(cookie && { cookie }), ...headers },
      body,
    });
    keepCookies(jar, answer as never);
    return answer;
  };
  const visit: ProxiedBrowser['visit'] = (address, headers = {}) =>
    send(address, { headers: { ...navigation, ...headers } });
  const visitFoyer = async (address: string): Promise<ProxiedAnswer> => {
    const { statusCode, headers, body } = await foyer.open(address.slice(PUBLIC_URL.length));
    return { status: statusCode, headers: headers as IncomingHttpHeaders, body, address, steps: [] };
  };
  const open: ProxiedBrowser['open'] = async (start, userId = 'zhangwei01') => {
    const steps: string[] = [];
    let address = start;
    while (steps.length < MOST_STEPS) {
      const { host, hostname, pathname } = new URL(address);
      if (hostname === 'localhost') address = PUBLIC_URL + (await chooseAtDingTalk(new URL(address), { userId }));
      const answer = await (address.startsWith(PUBLIC_URL) ? visitFoyer(address) : visit(address));
      steps.push(`${answer.status} ${host}${pathname}`);
      if (answer.headers.location === undefined) return { ...answer, steps };
      address = new URL(answer.headers.location, address).href;
    }
    assert.fail(`no end: ${steps.join(' → ')}`);
  };
  return { foyer, jarOf, send, visit, open };
}

type Exchanged = { method: string; headers: Headers; body: Buffer | undefined };

async function exchange(port: number, address: string, { method, headers, body }: Exchanged): Promise<ProxiedAnswer> {
  const { host, hostname } = new URL(address);
  // What stands after the host goes out as it is written, not as `URL` would write it.
  const path = address.slice(address.indexOf(host) + host.length);
  const call = sendRequest({
    ...{ host: '127.0.0.1', port, servername: hostname, rejectUnauthorized: false, agent: false },
    ...{ method, path, headers: { host, ...headers } },
  });
  // A proxy that refuses a large body may close before it has read all of it.
  call.on('error', () => {});
  const answered = once(call, 'response', { signal: AbortSignal.timeout(30_000) });
  call.end(body);
  const [answer] = await answered;
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode, headers: answer.headers, body: text, address, steps: [] };
}

/** What the tool says that it was told; fails when it was not the tool that answered. */
export function readEcho(answer: Pick<ProxiedAnswer, 'status' | 'body'>): Arrived {
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}
