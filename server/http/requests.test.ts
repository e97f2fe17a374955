import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { errorCatalogue } from '../errors.ts';
import type { Answer } from '../testing/browser.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { setCookiesOf } from '../testing/set-cookies.ts';
import { chooseAtDingTalk, signedIn, startSignIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { pagePaths } from '../web-assets/web-assets.ts';

const HOST = 'Host: foyer.example.com';
const act = { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin' };

describe('a body', () => {
  const types: readonly [string | undefined, string, number[]][] = [
    ['application/json', '{}', [204]],
    ['application/json; charset=utf-8', '{}', [204]],
    ['application/json', '', [204, 400]],
    ['application/json', '{"all":true}', [400]],
    ['application/json', '[]', [400]],
    ['application/json', '"x"', [400]],
    ['application/json', '{', [400]],
    ['application/json\t; x', '{"all":true}', [400, 415]],
    ['application/json garbage', '{"all":true}', [400, 415]],
    ['application/jsonx', '{}', [415]],
    ['application/problem+json', '{}', [415]],
    ['text/json', '{}', [415]],
    ['text/plain', 'x', [415]],
    ['text/plain', '{}', [415]],
    ['application/x-www-form-urlencoded', 'all=true', [415]],
    ['multipart/form-data; boundary=x', '--x--', [415]],
    ['application/xml', '<x/>', [415]],
    [' ', '{"all":true}', [400, 415]],
    [undefined, '{"all":true}', [400, 415]],
  ];
  // What a route does not expect must not reach it: parsers that disagree about a type are a way round its checks.
  for (const [type, payload, statuses] of types) {
    it(`${payload || 'nothing'} as ${type?.trim() || 'no type'} is ${statuses[0] === 204 ? 'accepted' : 'refused'}`, async (t) => {
      const { browser } = await startTestServer(t);
      await signedIn(browser);
      const copy = browser.clone();
      const headers = { ...act, ...(type !== undefined && { 'content-type': type }) };
      const answer = await copy.request({ method: 'POST', url: '/auth/sign-out', headers, payload });
      assert.ok(statuses.includes(answer.statusCode), `${answer.statusCode} ${answer.body}`);
      if (answer.statusCode !== 204) assertIsError(answer, 'invalid_request');
      const stillIn = (await browser.get('/api/me')).statusCode === 200;
      assert.equal(stillIn, answer.statusCode !== 204);
    });
  }

  // Otherwise one field in a request becomes a field of every object in the process.
  it('cannot give every object a new field', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    for (const payload of [
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"x":{"__proto__":{"polluted":1}}}',
      '{"\\u005f_proto__":{"polluted":1}}',
    ]) {
      const headers = { ...act, 'content-type': 'application/json' };
      const answer = await browser.request({ method: 'DELETE', url: '/api/me/sessions', headers, payload });
      assert.equal(answer.statusCode, 400, payload);
    }
    for (const query of ['__proto__[polluted]=1', '__proto__=1', 'constructor.prototype.polluted=1']) {
      assert.equal((await browser.open(`/auth/sign-in?${query}`)).statusCode, 303);
      assert.equal((await browser.get(`/api/me?${query}`)).statusCode, 400);
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('may be 64 KB long, and a thousand levels deep it is refused', async (t) => {
    const { browser } = await startTestServer(t);
    const send = (payload: string) =>
      browser.request({
        method: 'POST',
        url: '/auth/sign-out',
        headers: { ...act, 'content-type': 'application/json' },
        payload,
      });
    assert.equal((await send(`{}${' '.repeat(65_534)}`)).statusCode, 204);
    const tooLong = await send(`{}${' '.repeat(65_535)}`);
    assert.equal(tooLong.statusCode, 413);
    assertIsError(tooLong, 'invalid_request');
    assert.equal((await send('['.repeat(1_000) + ']'.repeat(1_000))).statusCode, 400);
    assert.equal((await send(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`)).statusCode, 400);
    assert.equal((await send('['.repeat(30_000))).statusCode, 400);
  });
});

describe('a query', () => {
  it('that an address does not know is refused with 400', async (t) => {
    const { app, browser } = await startTestServer(t);
    await signedIn(browser, 'manager4220');
    const known = new Set<string>([...pagePaths, '/auth/sign-in', '/auth/callback']);
    const urls = app.routeTable.filter(
      // OAuth has servers ignore what they do not know (RFC 6749, section 3.1).
      ({ url, methods, access }) => methods.includes('GET') && !known.has(url) && access !== 'tool',
    );
    assert.ok(urls.length >= 7);
    for (const { url } of urls) {
      for (const query of ['x=1', 'x', '=', Array.from({ length: 1_500 }, (_, index) => `k${index}`).join('&')]) {
        const answer = await browser.get(`${url.replace(/:\w+/g, 'x')}?${query}`);
        assert.equal(answer.statusCode, 400, `${url} ${query.slice(0, 10)}`);
        assertIsError(answer, 'invalid_request');
      }
    }
  });

  it('that is unknown does not stop a sign-in, half-way or whole', async (t) => {
    const { browser } = await startTestServer(t);
    const page = await startSignIn(browser);
    const callback = await chooseAtDingTalk(page, { userId: 'zhangwei01' });
    const answer = await browser.open(`${callback}&new_at_dingtalk=1`);
    assert.equal(answer.headers.location, '/');
    assert.equal((await browser.open('/auth/sign-in?x=1')).statusCode, 303);
  });

  it('is never taken for a list, and never read wrongly, at the callback', async (t) => {
    const { browser } = await startTestServer(t);
    const page = await startSignIn(browser);
    const state = page.searchParams.get('state') ?? '';
    for (const query of [
      `state=${state}&state=${state}&code=a`,
      `state=${state}&code=a&code=b`,
      `state[]=${state}&code=a`,
      `state=${state}&code=%ZZ`,
      `state=${state}&code=%E0%A4%A`,
      `state=${state}&code=a%00b`,
      `state=${state}&code=`,
    ]) {
      const answer = await browser.open(`/auth/callback?${query}`);
      assert.match(
        String(answer.headers.location),
        /^\/sign-in\?error=(invalid_request|sign_in_state_mismatch)$/,
        query,
      );
    }
    const callback = await chooseAtDingTalk(page, { userId: 'zhangwei01' });
    assert.equal((await browser.open(callback)).headers.location, '/', 'and nothing of it used the sign-in up');
  });
});

describe('another method', () => {
  it('at a known address is refused with 405 and the methods there are', async (t) => {
    const { app, browser } = await startTestServer(t);
    await signedIn(browser, 'manager4220');
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as const;
    for (const { url } of app.routeTable) {
      const path = url.replace(/:\w+/, 'x');
      const allowed = app.methodsOf(path);
      for (const method of methods.filter((name) => !allowed.includes(name))) {
        const answer = await browser.request({ method: method as 'GET', url: path, headers: act });
        assert.deepEqual([answer.statusCode, answer.headers.allow], [405, allowed.join(', ')], `${method} ${path}`);
        if (method !== 'HEAD') assertIsError(answer, 'method_not_allowed');
      }
    }
  });

  it('at an unknown address is refused with 404', async (t) => {
    const { browser } = await startTestServer(t);
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
      const answer = await browser.request({ method: method as 'GET', url: '/nowhere', headers: act });
      assert.equal(answer.statusCode, 404, method);
      assert.equal(answer.headers.allow, undefined);
      if (method !== 'HEAD') assertIsError(answer, 'not_found');
    }
  });

  // A link checker asks HEAD before a person follows the link; it must not use the person's sign-in up.
  it('HEAD does not run what GET does, at the addresses of a sign-in', async (t) => {
    const { browser } = await startTestServer(t);
    const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
    const answer = await browser.request({ method: 'HEAD', url: callback });
    assert.deepEqual([answer.statusCode, setCookiesOf(answer)], [405, []]);
    assert.equal((await browser.request({ method: 'HEAD', url: '/auth/sign-in' })).statusCode, 405);
    assert.equal((await browser.open(callback)).headers.location, '/');
  });

  it('in a header does not replace the one of the request', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      assert.equal((await browser.get('/api/me/sessions', { [name]: 'DELETE' })).statusCode, 200);
      assert.equal((await browser.post('/api/me', { [name]: 'GET' })).statusCode, 405);
    }
    assert.equal((await browser.post('/auth/sign-in?_method=GET')).statusCode, 405);
  });
});

describe('an address that only looks like one of ours', () => {
  // A cache in front would file somebody's data under a name that looks like a picture.
  it('with a file name behind it is unknown', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    for (const url of [
      '/api/me/x.css',
      '/api/me;.js',
      '/api/me%2f.png',
      '/api/me.json',
      '/api/me%00.js',
      '/api/me%3f.css',
    ]) {
      const answer = await browser.get(url);
      assert.ok([400, 404].includes(answer.statusCode), `${url} ${answer.statusCode}`);
      assert.doesNotMatch(answer.body, /zhangwei01|张伟/);
    }
    for (const url of ['/api/me', '/api/me/profile', '/api/me/sessions']) {
      const { headers } = await browser.get(url);
      assert.deepEqual([headers['cache-control'], headers.etag], ['no-store', undefined]);
    }
  });

  it('by its spelling leads neither past the guard nor to files', async (t) => {
    const { app } = await startTestServer(t);
    const port = await listenForTest(app);
    for (const target of [
      '//api//me',
      '/API/me',
      '/api/me/',
      '/api;x/me',
      '/api/./me',
      '/api/x/../me',
      '/api%2fme',
      '/%61pi/me',
      '/api/me%20',
      '/api\\me',
      '/assets/..%2f..%2fpackage.json',
      '/assets/..%5c..%5cpackage.json',
      '/assets/%2e%2e/',
      '/assets/../index.html',
      '/assets/....//package.json',
      '/.env',
      '/.git/config',
      '/package.json',
      '/server/main.ts',
      '/index.html',
      '/assets/index.js.map',
      '/assets/.htaccess',
      '/assets/',
      '/assets',
      '/data/secret',
    ]) {
      const { status, body } = await sendRaw(port, `GET ${target} HTTP/1.1\r\n${HOST}\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 401, 404].includes(status), `${status} ${target}`);
      assert.doesNotMatch(body, /dependencies|import |root:/);
    }
  });
});

describe('a request that is too large', () => {
  it('in its headers is refused with 431', async (t) => {
    const { app } = await startTestServer(t);
    const port = await listenForTest(app);
    const send = (line: string) =>
      sendRaw(port, `GET /healthz HTTP/1.1\r\n${HOST}\r\n${line}\r\nConnection: close\r\n\r\n`);
    assert.equal((await send(`X: ${'x'.repeat(4_000)}`)).status, 200);
    assert.equal((await send(`X: ${'x'.repeat(20_480)}`)).status, 431);
    assert.equal((await send('X: x\r\n'.repeat(5_000).trim())).status, 431);
  });

  it('in its address is refused', async (t) => {
    const { app } = await startTestServer(t);
    const port = await listenForTest(app);
    for (const target of [
      `/${'x'.repeat(9_216)}`,
      `/?${'x'.repeat(9_216)}`,
      `/auth/sign-in?return_to=/${'x'.repeat(9_216)}`,
    ]) {
      const { status } = await sendRaw(port, `GET ${target} HTTP/1.1\r\n${HOST}\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 404, 414, 431].includes(status), `${status} ${target.slice(0, 20)}`);
    }
  });
});

describe('bytes that no browser would send', () => {
  for (const { id, title, raw, expect } of hostile.rawHttp.filter(({ id }) => id !== 'W017')) {
    it(`are answered without harm: ${title} (${id})`, async (t) => {
      const { app } = await startTestServer(t);
      const port = await listenForTest(app);
      const bytes = raw
        .replaceAll('portal.example.com', 'foyer.example.com')
        .replace(/\{a\*(\d+)\}/, (_, count) => 'a'.repeat(Number(count)))
        .replace(/\r\n\r\n$/, '\r\nConnection: close\r\n\r\n');
      const { status } = await sendRaw(port, bytes);
      const statuses = typeof expect === 'string' ? null : [expect].flat();
      if (statuses) assert.ok(statuses.includes(status), `${status}`);
      else assert.ok(status === 0 || (status >= 400 && status < 500), `${status}`);
      const after = await sendRaw(port, `GET /healthz HTTP/1.1\r\n${HOST}\r\nConnection: close\r\n\r\n`);
      assert.equal(after.status, 200);
    });
  }

  // Two readings of where a request ends let one person's request be answered to another.
  it('cannot smuggle a second request', async (t) => {
    const { app } = await startTestServer(t);
    const port = await listenForTest(app);
    const post = ['POST /auth/sign-out HTTP/1.1', HOST, 'X-Foyer-Csrf: 1', 'Sec-Fetch-Site: same-origin'];
    for (const lines of [
      ['Content-Length: 5', 'Content-Length: 6'],
      ['Content-Length: +5'],
      ['Content-Length: 5, 5'],
      ['Transfer-Encoding: chunked', 'Content-Length: 5'],
      ['Transfer-Encoding: xchunked'],
      ['Transfer-Encoding : chunked'],
      ['Transfer-Encoding: chunked, identity'],
      ['Content-Length: 5\nX: y'],
      ['X: y', ' folded: z', 'Content-Length: 0'],
    ]) {
      const { status } = await sendRaw(port, [...post, ...lines, 'Connection: close', '', '0\r\n\r\n'].join('\r\n'));
      assert.equal(status, 400, lines.join(' | '));
    }
  });
});

describe('a failure', () => {
  it('is a page for a person, with its code and number, and JSON for a program', async (t) => {
    const { browser } = await startTestServer(t);
    for (const [url, code] of [
      ['/nowhere', 'not_found'],
      ['/healthz?x=1', 'invalid_request'],
    ] as const) {
      const page = await browser.open(url);
      assert.match(String(page.headers['content-type']), /^text\/html; charset=utf-8$/);
      const [, found, requestId] =
        /<meta name="foyer-error" content="(\w*)" data-request-id="([\w-]*)"/.exec(page.body) ?? [];
      assert.equal(found, code);
      assert.match(requestId ?? '', /^[\w-]{13}$/);
      const json = await browser.get(url);
      assert.equal(json.statusCode, page.statusCode);
      assertIsError(json, code);
    }
  });

  it('is taken for a page by Accept where a browser sends no Sec-Fetch headers, and only then', async (t) => {
    const { browser } = await startTestServer(t);
    const typeOf = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
      String((await browser.request({ method, url: '/nowhere', headers })).headers['content-type']);
    assert.match(await typeOf({ accept: 'text/html,*/*' }), /html/);
    assert.match(await typeOf({ accept: '*/*' }), /json/);
    assert.match(await typeOf({}), /json/);
    assert.match(await typeOf({ accept: 'text/html', 'sec-fetch-mode': 'cors' }), /json/);
    assert.match(await typeOf({ accept: 'text/html', 'sec-fetch-site': 'none' }), /json/);
    assert.match(await typeOf({ accept: 'text/html' }, 'POST'), /json/);
    assert.match(await typeOf({ 'sec-fetch-mode': 'navigate' }), /html/);
  });

  it('has a number that is in the log, and never one that came with the request', async (t) => {
    const { browser, log } = await startTestServer(t);
    const { requestId } = (await browser.get('/nowhere', { 'request-id': 'planted', 'x-request-id': 'planted' })).json()
      .error;
    assert.ok(log().includes(requestId));
    assert.doesNotMatch(log(), /planted/);
  });

  // What an exception says (a host, a path, a query with a person in it) is for the log.
  it('of the store, of DingTalk, of the program says its code and nothing else', async (t) => {
    const { browser, store, dingtalk } = await startFragile(t);
    await signedIn(browser);
    store.before = () => {
      throw new Error('canary connect ECONNREFUSED 10.0.0.9:6379');
    };
    for (const url of ['/api/me', '/api/me/profile', '/api/me/sessions']) {
      const answer = await browser.get(url);
      assert.equal(answer.statusCode, 503);
      assertIsError(answer, 'store_unavailable');
    }
    const page = await browser.open('/auth/sign-in');
    assert.equal(page.statusCode, 503);
    assert.match(page.body, /content="store_unavailable"/);
    assert.doesNotMatch(page.body, /canary|ECONN|10\.0\.0\.9/);
    store.before = () => {};
    dingtalk.faults.on('reset');
    const answer = await browser.get('/api/me/profile');
    assert.equal(answer.statusCode, 503);
    assertIsError(answer, 'dingtalk_unreachable');
    assert.equal((await browser.get('/api/me')).statusCode, 200, 'and who is signed in stays so');
  });

  it('that nobody foresaw is "internal", with the reason in the log alone', async (t) => {
    const { browser, log } = await startTestServer(t, {
      adapt: (services) => {
        const getAccountProfile = () => Promise.reject(new TypeError('canary /srv/foyer/secret'));
        return {
          ...services,
          dingtalk: { ...services.dingtalk, getAccountProfile },
          tokens: { ...services.tokens, withUserToken: getAccountProfile },
        };
      },
    });
    const callback = await chooseAtDingTalk(await startSignIn(browser), { userId: 'zhangwei01' });
    const answer = await browser.open(callback);
    assert.equal(answer.headers.location, '/sign-in?error=internal');
    assert.doesNotMatch(JSON.stringify(answer.headers) + answer.body, /canary/);
    assert.match(log(), /canary/);
    assert.match(log(), /"level":50/);
  });
});

describe('the limits of time of a connection', () => {
  // All of these are off unless they are set; a client that sends one byte a minute would hold a connection for ever.
  it('are set', async (t) => {
    const { app } = await startTestServer(t);
    const { headersTimeout, requestTimeout, keepAliveTimeout } = app.server;
    assert.ok(headersTimeout > 0 && headersTimeout <= 15_000);
    assert.ok(requestTimeout > 0 && requestTimeout <= 30_000);
    assert.ok(keepAliveTimeout >= 5_000 && keepAliveTimeout <= 15_000);
  });
});

/** The answer is our one kind of JSON: a code from the catalogue, and a number. */
function assertIsError(answer: Answer, code: keyof typeof errorCatalogue): void {
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  const body = answer.json();
  assert.deepEqual(body, { error: { code, requestId: body.error.requestId } });
  assert.match(body.error.requestId, /^[\w-]{13}$/);
  assert.ok(code in errorCatalogue);
}

async function startFragile(t: TestContext) {
  const store = createFragileStore();
  return { ...(await startTestServer(t, { adapt: store.adapt })), store };
}
