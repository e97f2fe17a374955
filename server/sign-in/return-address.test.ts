import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findEscape, hostileFragments } from '../testing/hostile-addresses.ts';
import hostileInputs from '../testing/hostile-inputs.json' with { type: 'json' };
import { randomRuns } from '../testing/random-runs.ts';
import { refusalCode } from '../testing/refusal-code.ts';
import { chooseAtDingTalk, startSignIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { sealPending } from './pending.ts';
import { safeReturnAddress } from './return-address.ts';

const home = new URL('https://foyer.example.com');

type Vector = {
  id: string;
  category?: string;
  value: string | null;
  query: string | null;
  rawQueryString?: string;
  expectLocation?: string;
};

const refused: Vector[] = hostileInputs.returnTo.reject;
const accepted: Vector[] = hostileInputs.returnTo.accept;

/** More of each kind. Nothing here may be gone to after a sign-in. */
const moreRefused: Record<string, readonly string[]> = {
  absolute: [
    'https://foyer.example.com/',
    'HTTP://foyer.example.com/profile',
    'wss://evil.example/',
    'file:///etc/passwd',
  ],
  'half-absolute': ['http:/evil.example', 'https:\\\\evil.example', 'https:foyer.example.com'],
  'scheme-relative': ['//foyer.example.com/profile', '//evil.example:443/', '//user@evil.example/', '////evil.example'],
  backslash: ['/\\/evil.example', '\\\\evil.example', '/profile\\', '/?next=\\evil.example', '/\\\t/evil.example'],
  whitespace: [
    ' /profile',
    '/pro\tfile',
    '/profile\r\n',
    '/\u200b/evil.example',
    '/\ufeff/evil.example',
    '/\u202eprofile',
  ],
  encoded: ['/%2F/evil.example', '/%2f%2fevil.example', '/%252f%252fevil.example', '/%09/evil.example', '/%00', '/%'],
  'dot-segments': [
    '/.//evil.example',
    '/%2e//evil.example',
    '/.%2e/evil',
    '/a/%252e%252e/auth/sign-out',
    '/a/./b',
    '/a/..%3Fx',
    '/a/..%23x',
    '/..',
  ],
  'unicode-slash': ['/\uff0fevil.example', '/\u2044evil.example', '/a\uff3cb', '/%EF%BC%8Fevil.example', '/\u29f8evil'],
  scheme: ['JaVaScRiPt:alert(1)', 'vbscript:msgbox(1)', 'dingtalk://dingtalkclient/page/link', 'about:blank'],
  ip: ['//[::1]/', '//127.1/', '//2130706433/'],
  'header-injection': ['/x\r\nLocation: https://evil.example', '/x%0d%0aSet-Cookie:%20a=b', '/x\u2028y'],
  'no-slash': ['', 'profile', '@evil.example', '#/profile', './profile', '../profile'],
  loop: [
    '/auth/sign-in',
    '/AUTH/sign-out',
    '/auth',
    '/%61uth/sign-out',
    '/api/me',
    '/api%23x',
    '/auth%3Fx',
    '/.foyer/start?to=%2F',
    '/forward-auth/nginx',
  ],
  'near a hand-over': [
    '/auth/tool/',
    '/auth/tool/x',
    '/oidc/interaction/',
    '/oidc/interaction/a/b',
    '/oidc/interaction/a.b',
  ],
  size: [`/${'a'.repeat(2048)}`],
  bytes: ['/\ud800', '/\udfff/x'],
};

/** Neighbours that are fine, with the address that is gone to. */
const moreAccepted: readonly (readonly [string, string])[] = [
  ['/?next=//evil.example', '/?next=//evil.example'],
  ['/profile#//evil.example', '/profile#//evil.example'],
  [
    '/auth/tool?target=https%3A%2F%2Fwiki.example.com%2F&binding=abc',
    '/auth/tool?target=https%3A%2F%2Fwiki.example.com%2F&binding=abc',
  ],
  ['/oidc/interaction/aB3_-x', '/oidc/interaction/aB3_-x'],
  ['/directory?q=张三', '/directory?q=%E5%BC%A0%E4%B8%89'],
  ['/authors', '/authors'],
  ['/apiary/oidc', '/apiary/oidc'],
  ['/a..b/...', '/a..b/...'],
  ["/o'brien", "/o'brien"],
  ['/a?x="<>', '/a?x=%22%3C%3E'],
  [`/${'a'.repeat(2047)}`, `/${'a'.repeat(2047)}`],
];

const categories = [...new Set([...refused.map(({ category = '' }) => category), ...Object.keys(moreRefused)])];

function refusedIn(category: string): { name: string; query: string }[] {
  const listed = refused.filter((vector) => vector.category === category);
  const more = moreRefused[category] ?? [];
  return [
    ...listed.map((vector) => ({ name: vector.id, query: toQuery(vector) })),
    // A lone surrogate cannot be written in a query; there it arrives as the replacement character, like other bytes.
    ...more.map((value) => ({
      name: JSON.stringify(value),
      query: `return_to=${encodeURIComponent(value.toWellFormed())}`,
    })),
  ].filter(({ query }) => !query.includes('%EF%BF%BD'));
}

function toQuery({ query, rawQueryString }: Vector): string {
  if (rawQueryString !== undefined) return rawQueryString.replaceAll('returnTo', 'return_to');
  return `return_to=${(query ?? '').replaceAll('&returnTo=', '&return_to=')}`;
}

/** Where a person ends who signs in after opening `/auth/sign-in` with this query. */
async function signInFrom({ newBrowser }: TestServer, query: string): Promise<string> {
  const browser = newBrowser();
  const start = await browser.open(`/auth/sign-in?${query}`);
  assert.equal(start.statusCode, 303, `${query}: ${start.body}`);
  const page = new URL(String(start.headers.location));
  const answer = await browser.open(await chooseAtDingTalk(page, { userId: 'zhangwei01' }));
  assert.equal(answer.statusCode, 303, query);
  return String(answer.headers.location);
}

describe('safeReturnAddress', () => {
  // Without it a link to Foyer's own host would, after a real sign-in, bring people to a page that asks for passwords.
  for (const category of categories) {
    it(`leads home instead of to an address of the kind "${category}"`, () => {
      const values = [
        ...refused.filter((vector) => vector.category === category).map(({ value }) => value),
        ...(moreRefused[category] ?? []),
      ];
      for (const value of values) assert.equal(safeReturnAddress(value, home), '/', JSON.stringify(value));
    });
  }

  it('keeps every address of our own, in the form a header may carry', () => {
    for (const { value, expectLocation } of accepted) assert.equal(safeReturnAddress(value, home), expectLocation);
    for (const [value, location] of moreAccepted) assert.equal(safeReturnAddress(value, home), location);
  });

  it('leads home for what is not one text', () => {
    for (const value of [
      undefined,
      null,
      7,
      {},
      [],
      ['/profile'],
      ['/a', '/b'],
      { toString: () => '/profile' },
      true,
    ]) {
      assert.equal(safeReturnAddress(value, home), '/');
    }
  });

  // An address is judged when the sign-in starts and again when it ends; the two must agree, or people end elsewhere.
  it('judges a long address in Chinese the same way twice', () => {
    for (const length of [10, 200, 300, 2000]) {
      const once = safeReturnAddress(`/directory?q=${'张'.repeat(length)}`, home);
      assert.ok(safeReturnAddress(once, home) === once, `${length} characters`);
    }
  });

  // One address that gets through is enough for everybody who follows a link.
  it('never leads away from our own host, whatever is asked for', (t) => {
    const fragments = fc.array(
      fc.oneof(fc.constantFrom(...hostileFragments), fc.string({ unit: 'binary', maxLength: 4 })),
      {
        maxLength: 12,
      },
    );
    const address = fc
      .tuple(fc.constantFrom('/', '', '/profile', '/?'), fragments)
      .map(([start, rest]) => start + rest.join(''));
    fc.assert(
      fc.property(address, (value) => {
        assert.equal(findEscape(safeReturnAddress(value, home), home), null);
      }),
      randomRuns(t, 500),
    );
  });
});

describe('GET /auth/sign-in?return_to=', () => {
  // The same list once more through HTTP: parsing a query decodes, repeats and nests what a function never sees.
  for (const category of categories) {
    it(`brings the employee home instead of to an address of the kind "${category}"`, async (t) => {
      const server = await startTestServer(t);
      for (const { name, query } of refusedIn(category)) {
        assert.equal(await signInFrom(server, query), '/', `${name}: ${query.slice(0, 200)}`);
      }
    });
  }

  it('brings the employee to any page of our own', async (t) => {
    const server = await startTestServer(t);
    for (const vector of accepted) assert.equal(await signInFrom(server, toQuery(vector)), vector.expectLocation);
    for (const [value, location] of moreAccepted) {
      assert.equal(await signInFrom(server, `return_to=${encodeURIComponent(value)}`), location);
    }
  });

  it('brings the employee home when the address is repeated, nested, nameless or absent', async (t) => {
    const server = await startTestServer(t);
    const queries = [
      'return_to=/profile&return_to=/profile',
      'return_to[]=/profile',
      'return_to[a]=/profile',
      'return_to',
      '',
    ];
    for (const query of [...queries, 'RETURN_TO=/profile', 'returnTo=/profile', 'rd=/profile', 'return_to=/profile%']) {
      assert.equal(await signInFrom(server, query), '/', query);
    }
  });

  it('brings the employee to a page named with a long Chinese search', async (t) => {
    const server = await startTestServer(t);
    const path = `/directory?q=${encodeURIComponent('张'.repeat(200))}`;
    assert.equal(await signInFrom(server, `return_to=${encodeURIComponent(path)}`), path);
  });
});

describe('GET /auth/callback with a return address that was sealed before', () => {
  // A seal only proves that we wrote it once: an older, laxer version or a leaked key must not decide where people go.
  it('judges the address again and brings the employee home', async (t) => {
    const { browser, services, clock } = await startTestServer(t);
    for (const returnTo of ['//evil.example', 'https://evil.example/', '/auth/sign-out']) {
      const page = await startSignIn(browser);
      const state = page.searchParams.get('state') ?? '';
      const sealed = await sealPending(services.sealers.pending, { state, returnTo, startedAt: clock.now() });
      browser.jar.set(`__Host-foyer-sign-in-${state.slice(0, 8)}`, sealed);
      const answer = await browser.open(await chooseAtDingTalk(page, { userId: 'zhangwei01' }));
      assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/']);
    }
  });

  // The sign-in page offers "try again" with the address of the refused attempt.
  it('judges the address again before the sign-in page gets it', async (t) => {
    const { browser, services, clock } = await startTestServer(t);
    const page = await startSignIn(browser);
    const state = page.searchParams.get('state') ?? '';
    const pending = { state, returnTo: '//evil.example', startedAt: clock.now() };
    browser.jar.set(`__Host-foyer-sign-in-${state.slice(0, 8)}`, await sealPending(services.sealers.pending, pending));
    const answer = await browser.open(await chooseAtDingTalk(page, { userId: null }));
    assert.equal(refusalCode(answer), 'sign_in_cancelled');
    assert.equal((await browser.get('/api/sign-in/refusal')).json().refusal.returnTo, '/');
  });
});
