import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cookieHeader } from '../testing/cookie-jar.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { randomRuns } from '../testing/random-runs.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const texts = [
  ...hostile.returnTo.reject.flatMap(({ value, query }) => [value, query]),
  ...hostile.returnTo.accept.flatMap(({ value, query }) => [value, query]),
  ...hostile.profileStrings.map(({ nick }) => nick),
  ...hostile.callback.map(({ request }) => request.target),
];
const addresses = [
  '/',
  '/sign-in',
  '/profile',
  '/sessions',
  '/healthz',
  '/readyz',
  '/auth/sign-in',
  '/auth/callback',
  '/auth/sign-out',
  '/api/me',
  '/api/me/profile',
  '/api/me/sessions',
  '/api/me/sessions/',
  '/api/sign-in/refusal',
  '/assets/',
];
const headerNames = [
  'cookie',
  'origin',
  'referer',
  'accept',
  'accept-encoding',
  'content-type',
  'range',
  'if-none-match',
  'if-modified-since',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-dest',
  'sec-purpose',
  'x-foyer-csrf',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'user-agent',
  'expect',
];

const piece = fc.oneof(
  fc.constantFrom(...texts),
  fc.constantFrom('%00', '%', '%ZZ', '..', '//', ';', '?', '&', '=', '#', '__proto__', 'state', 'code', '\\', '🙂'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
/** What node:http lets through in a header. */
const headerValue = text.map((value) => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim());

const request = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'DELETE', 'HEAD', 'PUT', 'OPTIONS'),
  address: fc.tuple(
    fc.constantFrom(...addresses),
    fc.constantFrom('', '?', '/', '?return_to=', '?code=a&state='),
    text,
  ),
  headers: fc.dictionary(fc.constantFrom(...headerNames), headerValue, { maxKeys: 4 }),
  payload: fc.option(fc.oneof(text, fc.json()), { nil: undefined }),
  isOurs: fc.boolean(),
  isSignedIn: fc.boolean(),
});

describe('any request at all', () => {
  // One request that throws where nobody catches stops the sign-in of a whole company.
  it('is answered, never with a failure of ours, and the next one is answered as well', async (t) => {
    const { app, config, browser } = await startTestServer(t);
    await signedIn(browser);
    const good = cookieHeader(browser.jar);
    const property = fc.asyncProperty(request, async ({ method, address, headers, payload, isOurs, isSignedIn }) => {
      const answer = await app.inject({
        method: method as 'GET',
        url: toTarget(address.join('')),
        headers: {
          host: config.publicUrl.host,
          ...(isSignedIn && { cookie: good }),
          ...(isOurs && { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin' }),
          ...headers,
        },
        ...(payload !== undefined && method !== 'GET' && method !== 'HEAD' && { payload }),
      });
      assert.ok(answer.statusCode >= 200 && answer.statusCode < 500, `${answer.statusCode} ${answer.body}`);
      const location = answer.headers.location;
      if (location !== undefined)
        assertOurs(String(location), config.dingtalk.mode === 'live' ? config.dingtalk.app.hosts.login : null);
    });
    await fc.assert(property, randomRuns(t, 500));
    assert.equal((await app.inject({ url: '/healthz' })).statusCode, 200);
  });
});

/** A target as it could stand in a request line: printable ASCII without blanks. */
function toTarget(address: string): string {
  const ascii = address.replace(/[^\x21-\x7e]/gu, (character) => encodeLoosely(character));
  // The injector itself cannot read an address that starts like one of another host; sockets are tested elsewhere.
  return ascii.replace(/^\/[/\\]+/, '/%5C');
}

function encodeLoosely(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Whatever was asked for, people are sent to a page of ours or to DingTalk. */
function assertOurs(location: string, login: URL | null): void {
  const url = new URL(location, 'https://foyer.example.com');
  assert.ok(['https://foyer.example.com', login?.origin].includes(url.origin), location);
}
