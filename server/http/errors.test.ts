import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCatalogue } from '../errors.ts';
import type { Answer, Browser } from '../testing/browser.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { chooseAtDingTalk, signedIn, startSignIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';

/** What must never stand in an answer: stacks, paths, the names of libraries and engines, secrets, DingTalk's words. */
const UNSPEAKABLE =
  /\bat .+:\d+:\d+|node:|file:\/\/|\/(work|home|usr|srv|tmp|node_modules|server)\/|\.ts\b|SQLITE|sqlite|fastify|FST_|undici|UND_ERR|ECONN|ENOENT|TypeError|SyntaxError|Unexpected token|canary|系统繁忙|system\.busy|sandbox-secret|a secret for tests|errmsg|sub_msg/;

const hostileTexts = [
  "'",
  '"',
  '\\',
  '%00',
  '%ZZ',
  '{{7*7}}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '🙂',
  'x'.repeat(3_000),
];

describe('no answer to broken input', () => {
  for (const signedInOrNot of ['a visitor', 'a signed-in person'] as const) {
    it(`tells ${signedInOrNot} anything but a code and a number`, async (t) => {
      const { app, browser } = await startTestServer(t);
      for (const { method, url } of routesOf(app)) {
        if (signedInOrNot === 'a signed-in person') await signedIn(browser);
        for (const answer of await breakIt(browser.clone(), method, url)) assertSilent(answer, `${method} ${url}`);
      }
    });
  }

  // A store that fails says where it is and what it is; that is a map for the next attempt.
  it('tells anything while the store fails', async (t) => {
    const store = createFragileStore();
    const { app, browser } = await startTestServer(t, { adapt: store.adapt });
    await signedIn(browser);
    store.before = () => {
      throw Object.assign(new Error('canary SQLITE_FULL /srv/foyer/foyer.sqlite'), { code: 'ERR_SQLITE_ERROR' });
    };
    for (const { method, url } of routesOf(app)) {
      for (const answer of await breakIt(browser.clone(), method, url)) assertSilent(answer, `${method} ${url}`);
    }
  });
});

describe('no answer while DingTalk fails', () => {
  for (const fault of [
    'busy',
    'reset',
    'html-200',
    'truncated-json',
    'error-500',
    'x5-block-html',
    'ip-refused',
    'wrong-client-secret',
    'no-contact-user-read',
    'no-qyapi-get-member',
    'app-throttled',
    'json-null',
  ] as const) {
    it(`tells more than DingTalk's code and number: ${fault}`, async (t) => {
      const { browser, newBrowser, dingtalk } = await startTestServer(t);
      await signedIn(browser);
      const other = newBrowser();
      const callback = await chooseAtDingTalk(await startSignIn(other), { userId: 'dengkai' });
      dingtalk.faults.on(fault);
      const refusal = await other.open(callback);
      assert.match(String(refusal.headers.location), /^(\/|\/sign-in\?error=[a-z_]+)$/);
      assertSilent(refusal, callback);
      const profile = await browser.get('/api/me/profile');
      if (profile.statusCode === 200) return;
      const { error } = profile.json();
      assert.ok(error.code in errorCatalogue);
      const { code, requestId, dingtalk: told, ...rest } = error;
      assert.deepEqual([rest, typeof code, typeof requestId], [{}, 'string', 'string']);
      for (const key of Object.keys(told ?? {})) assert.ok(['code', 'requestId', 'permissions'].includes(key), key);
      const { headers, body } = profile;
      assert.doesNotMatch(`${JSON.stringify(headers)}${body.replace(/"dingtalk":\{.*?\}/, '')}`, UNSPEAKABLE);
    });
  }
});

function routesOf(app: TestServer['app']) {
  return app.routeTable.flatMap(({ url, methods }) => methods.map((method) => ({ method: method as 'GET', url })));
}

/** Calls one route with everything that could be wrong about a request. */
async function breakIt(browser: Browser, method: 'GET' | 'POST', url: string): Promise<Answer[]> {
  const own = { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin' };
  const json = { ...own, 'content-type': 'application/json' };
  const plain = url.replace(/:\w+/, 'x');
  const answers: Answer[] = [await browser.clone().request({ method, url: plain })];
  for (const text of hostileTexts) {
    const encoded = encodeURIComponent(text);
    for (const target of [
      url.replace(/:\w+/, encoded),
      `${plain}?x=${encoded}`,
      `${plain}?code=${encoded}&state=${encoded}`,
      `${plain}?return_to=${encoded}&return_to=2`,
      `${plain}/${encoded}`,
    ]) {
      answers.push(await browser.clone().request({ method, url: target, headers: own }));
      answers.push(await browser.clone().request({ method, url: target, headers: { ...own, accept: 'text/html' } }));
    }
    answers.push(await browser.clone().request({ method, url: plain, headers: { cookie: `__Host-foyer=${encoded}` } }));
    if (method !== 'GET' && method !== ('HEAD' as string)) {
      answers.push(await browser.clone().request({ method, url: plain, headers: json, payload: text }));
    }
  }
  return answers;
}

function assertSilent({ statusCode, headers, body }: Answer, what: string): void {
  assert.notEqual(statusCode, 500, `${what}: ${body}`);
  const { location, ...rest } = headers;
  const heard = `${JSON.stringify(rest)}\n${String(headers['content-type']).includes('javascript') ? '' : body}`;
  assert.doesNotMatch(heard, UNSPEAKABLE, what);
  if (statusCode >= 400 && String(headers['content-type']).startsWith('application/json') && body !== '') {
    const { error, ...more } = JSON.parse(body);
    // Tools hear what OAuth has for them: RFC 6749, section 5.2.
    if (typeof error === 'string') assert.deepEqual(Object.keys(more), ['error_description'], what);
    else assert.deepEqual(Object.keys(error), ['code', 'requestId'], what);
  }
}
