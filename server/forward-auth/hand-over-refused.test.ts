import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cookieHeader } from '../testing/cookie-jar.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { createToolBrowser, navigation, script } from '../testing/tool-browser.ts';

const WIKI = 'https://wiki.example.com';
const REPORTS = 'https://reports.example.com';
const TOOL = '__Host-foyer-tool';
const HALF = '__Host-foyer-handover';

const toolAt = (id: string, url: string, more = '    allow: everyone') => `
  - id: ${id}
    name: ${id}
    url: ${url}
    hosts: [${new URL(url).host}]
    username: userId
${more}
`;
const tools = `${toolAt('wiki', `${WIKI}/`)}${toolAt('reports', `${REPORTS}/`)}`;

// A ticket travels in an address, and addresses end in logs, histories and mails. It must be worthless there.
describe('a ticket', () => {
  it('works once', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/page?x=1`, '/.foyer/callback');
    assert.equal((await tab.hand(callback)).headers.location, `${WIKI}/page?x=1`);
    const again = await tab.hand(callback);
    assert.deepEqual([again.statusCode, again.headers['set-cookie']], [403, undefined]);
    assert.match(again.body, /请重新打开.*href="https:\/\/wiki\.example\.com\/\.foyer\/start\?to=%2Fpage%3Fx%3D1"/s);
    assert.doesNotMatch(again.body, /http-equiv="refresh"/, 'the person goes on, not the browser by itself');
    const program = await tab.hand(callback, { accept: 'application/json' });
    assert.deepEqual([program.statusCode, program.json().error.code], [403, 'hand_over_refused']);
  });

  it('works once also when two come with it at the same moment', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/`, '/.foyer/callback');
    const answers = await Promise.all(Array.from({ length: 10 }, () => tab.hand(callback)));
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [303, ...Array(9).fill(403)]);
  });

  it('works for half a minute', async (t) => {
    const { browser, clock } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const early = await tab.openUntil(`${WIKI}/a`, '/.foyer/callback');
    const late = await tab.openUntil(`${WIKI}/b`, '/.foyer/callback');
    clock.advance(29_000);
    assert.equal((await tab.hand(early)).statusCode, 303);
    clock.advance(2_000);
    assert.equal((await tab.hand(late)).statusCode, 403);
  });

  it('works at the host it was given for alone', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/salaries`, '/.foyer/callback');
    tab.jarOf('reports.example.com').set(HALF, tab.jarOf('wiki.example.com').get(HALF) ?? '');
    const answer = await tab.hand(callback.replace(WIKI, REPORTS));
    assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [403, undefined]);
    assert.doesNotMatch(answer.body, /salaries/, 'nor does it tell there what it is for');
    assert.equal((await tab.hand(callback)).statusCode, 303, 'and is not used up by the attempt');
  });

  // Somebody could otherwise send a colleague a link that signs them in as themselves, and read what they write there.
  it('works in the browser alone that began, and leads another to begin for itself', async (t) => {
    const { browser, newBrowser } = await startTestServer(t, { tools });
    const attacker = createToolBrowser(await signedIn(browser, 'dengkai'));
    const callback = await attacker.openUntil(`${WIKI}/page`, '/.foyer/callback');
    const victim = createToolBrowser(await signedIn(newBrowser(), 'zhangwei01'));
    const fresh = await victim.hand(callback);
    assert.deepEqual([fresh.statusCode, fresh.headers['set-cookie']], [403, undefined]);
    assert.match(fresh.body, /浏览器没有保存 Cookie/);
    await victim.open(`${WIKI}/`);
    const token = victim.jarOf('wiki.example.com').get(TOOL);
    const other = await victim.hand(callback);
    assert.equal(other.statusCode, 403);
    assert.match(
      other.body,
      /http-equiv="refresh" content="0; url=https:\/\/wiki\.example\.com\/\.foyer\/start\?to=%2Fpage"/,
    );
    assert.equal(victim.jarOf('wiki.example.com').get(TOOL), token);
    assert.equal((await victim.ask(`${WIKI}/`)).headers['remote-user'], 'zhangwei01');
    assert.equal((await attacker.hand(callback)).statusCode, 303, 'the attempt has not used it up');
  });

  it('is of no use once the session it came from has ended', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/`, '/.foyer/callback');
    await browser.post('/auth/sign-out');
    const answer = await tab.hand(callback);
    assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [403, undefined]);
  });

  it('is nothing when nobody made it', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.hand(`${WIKI}/.foyer/start`);
    for (const ticket of ['', 'x', 'a'.repeat(43), '%00', "'", 'a'.repeat(128)]) {
      assert.equal((await tab.hand(`${WIKI}/.foyer/callback?ticket=${ticket}`)).statusCode, 403, ticket);
    }
    for (const query of ['', '?ticket=a&ticket=b', '?ticket=a&to=/x', `?ticket=${'a'.repeat(129)}`]) {
      assert.equal((await tab.hand(`${WIKI}/.foyer/callback${query}`)).statusCode, 400, query);
    }
  });

  it('stands in no log, no database and no Referer', async (t) => {
    const { browser, stored, log } = await startStoredServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/`, '/.foyer/callback');
    const answers = [await tab.hand(callback), await tab.hand(callback), await tab.hand(`${callback}&x=1`)];
    answers.push(
      await tab.hand(callback.replace(WIKI, REPORTS)),
      await tab.hand(callback, { 'sec-purpose': 'prefetch' }),
    );
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [303, 403, 400, 403, 400],
    );
    for (const { headers } of answers) assert.equal(headers['referrer-policy'], 'no-referrer');
    const jar = tab.jarOf('wiki.example.com');
    const secrets = [new URL(callback).searchParams.get('ticket'), jar.get(TOOL), jar.get(HALF)];
    await tab.ask(`${WIKI}/`);
    await tab.ask(`${WIKI}/`, { cookie: `${TOOL}=${jar.get(TOOL)}; ${TOOL}=x` });
    for (const secret of secrets) {
      assert.equal(secret?.length, 43);
      assert.equal(`${log()}${stored.dump()}`.includes(secret ?? ''), false);
    }
  });
});

describe('GET /auth/tool', () => {
  const wanted = (target: string, binding = 'b'.repeat(43)) => `/auth/tool?${new URLSearchParams({ target, binding })}`;
  const hosts = ['https://tool.example.com/', 'https://wiki.example.com:8443/'];

  // Whatever else could be put here would be a page that Foyer itself sends people to.
  it('leads to addresses of tools alone, exactly as they are written in the file', async (t) => {
    const { browser } = await startTestServer(t, { tools: hosts.map((url, at) => toolAt(`tool${at}`, url)).join('') });
    const refused = [
      ...hostile.forwardAuthReturn.reject.map(({ value }) => value),
      ...[
        '',
        '/',
        '//tool.example.com/',
        'https:/tool.example.com/',
        'https://foyer.example.com/',
        'https://tool.example.com',
      ],
      ...[
        'https://tool.example.com?x',
        'https://tool.example.com/%zz',
        'https://tool.example.com/\t',
        'https://tool.example.com/é',
      ],
      ...['https://tool.example.com/.foyer/start', 'https://tool.example.com/.FOYER', 'HTTPS://tool.example.com/'],
    ];
    for (const person of [browser, await signedIn(browser.clone())]) {
      for (const target of refused) {
        const answer = await person.open(wanted(target));
        assert.deepEqual([answer.statusCode, answer.headers.location], [400, undefined], target);
        assert.match(answer.body, /<meta name="foyer-error" content="return_address_refused"/);
      }
    }
    const tab = createToolBrowser(await signedIn(browser));
    for (const { value } of hostile.forwardAuthReturn.accept) {
      const { address, answer } = await tab.open(value);
      assert.deepEqual([answer.statusCode, address], [200, value]);
    }
  });

  it('sends whoever brings no half of a hand-over to the tool, to begin there', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    for (const person of [browser, await signedIn(browser.clone())]) {
      const answer = await person.open(`/auth/tool?${new URLSearchParams({ target: `${WIKI}/x` })}`);
      assert.deepEqual([answer.statusCode, answer.headers.location], [303, `${WIKI}/x`]);
    }
  });

  it('takes one target and one half of the right form, and nothing else', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const good = wanted(`${WIKI}/`);
    for (const query of [
      `${good}&binding=${'b'.repeat(43)}`,
      `${good}&target=x`,
      `${good}&next=x`,
      wanted(`${WIKI}/`, 'short'),
      wanted(`${WIKI}/`, '='.repeat(43)),
    ]) {
      assert.equal((await browser.open(query)).statusCode, 400, query);
    }
    assert.equal((await browser.open('/auth/tool?parked=unknown')).statusCode, 400);
    assert.equal((await browser.open(`/auth/tool?parked=${'x'.repeat(65)}`)).statusCode, 400);
  });

  it('tells whoever may not open the tool so, with 403 and the page that says why', async (t) => {
    const closed = `${toolAt('wiki', `${WIKI}/`, '    allow: [{ department: 财务部 }]')}${toolAt('reports', `${REPORTS}/`, '')}`;
    const { browser, log } = await startTestServer(t, { tools: closed });
    const tab = createToolBrowser(await signedIn(browser));
    for (const address of [`${WIKI}/`, `${REPORTS}/`]) {
      const { answer, steps } = await tab.open(address);
      assert.equal(answer.statusCode, 403);
      assert.match(answer.body, /<meta name="foyer-error" content="access_denied"/);
      assert.deepEqual(steps.slice(1), [`303 ${address}.foyer/start`, '403 https://foyer.example.com/auth/tool']);
    }
    assert.match(log(), /"tool":"wiki"[^\n]*"reason":"not_allowed"/);
    assert.match(log(), /"tool":"reports"[^\n]*"reason":"closed"/);
  });
});

// A browser fetches what it guesses will be opened next; an attempt that nobody made would use up a ticket. A frame on
// another site would open a tool that nobody sees.
describe('the addresses of a hand-over', () => {
  it('are for pages that a person opens: not for prefetching, frames, images or scripts', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/`, '/.foyer/callback');
    const { pathname, search } = new URL(await tab.openUntil(`${WIKI}/`, '/auth/tool'));
    for (const [headers, status] of [
      [{ ...navigation, 'sec-purpose': 'prefetch;prerender' }, 400],
      [{ ...navigation, purpose: 'prefetch' }, 400],
      [{ ...navigation, 'sec-fetch-dest': 'iframe' }, 403],
      [{ ...navigation, 'sec-fetch-dest': 'frame' }, 403],
      [{ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 400],
      [script, 400],
    ] as const) {
      const answers = [
        await tab.hand(`${WIKI}/.foyer/start`, headers),
        await tab.hand(callback, headers),
        await browser.request({ url: `${pathname}${search}`, headers }),
      ];
      for (const answer of answers) {
        const found = [answer.statusCode, answer.headers['set-cookie'], answer.headers.location];
        assert.deepEqual(found, [status, undefined, undefined], JSON.stringify(headers));
      }
    }
    assert.equal((await tab.hand(callback)).statusCode, 303, 'none of them has used the ticket up');
    for (const path of ['/.foyer/start', '/.foyer/callback?ticket=x']) {
      const headers = { 'x-forwarded-host': 'wiki.example.com', 'x-forwarded-proto': 'https' };
      for (const method of ['POST', 'HEAD', 'DELETE'] as const) {
        assert.equal((await browser.request({ method, url: path, headers })).statusCode, 405, `${method} ${path}`);
      }
    }
  });

  it('are there under the hosts of tools alone', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    for (const path of ['start', 'callback?ticket=x', 'signed-out', 'refused', 'page.css']) {
      for (const [proto, host] of [
        ['https', 'foyer.example.com'],
        ['https', 'unknown.example.com'],
        ['http', 'wiki.example.com'],
        ['https', 'wiki.example.com:8443'],
        ['https', 'wiki.example.com, reports.example.com'],
        ['https, http', 'wiki.example.com'],
      ] as const) {
        const headers = { ...navigation, 'x-forwarded-proto': proto, 'x-forwarded-host': host };
        const answer = await browser.request({ url: `/.foyer/${path}`, headers });
        assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [404, undefined], `${host} ${path}`);
      }
      assert.equal((await browser.open(`/.foyer/${path}`)).statusCode, 404, path);
    }
  });

  // Whoever reaches Foyer past the proxy could otherwise say which host they are at.
  it('believe what is said about the host from a trusted proxy alone', async (t) => {
    const env = { TRUSTED_PROXIES: '10.0.0.0/8' };
    const board = toolAt('board', 'http://board.localhost/');
    const { browser, app } = await startTestServer(t, { tools: `${tools}${board}`, env });
    const headers = { ...navigation, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'wiki.example.com' };
    const ask = (remoteAddress: string) => browser.request({ url: '/.foyer/start', headers, remoteAddress });
    assert.equal((await ask('10.1.2.3')).statusCode, 303);
    for (const stranger of ['127.0.0.1', '203.0.113.7', '::1']) assert.equal((await ask(stranger)).statusCode, 404);
    for (const lie of [
      { 'x-forwarded-host': 'board.localhost' },
      { 'x-forwarded-proto': 'https', host: 'wiki.example.com' },
    ]) {
      const answer = await browser.request({ url: '/.foyer/start', headers: { ...navigation, ...lie } });
      assert.equal(answer.statusCode, 404, 'nor half of what a stranger says');
    }
    const plain = await browser.request({ url: '/.foyer/start', headers: { ...navigation, host: 'board.localhost' } });
    assert.equal(plain.statusCode, 303, 'without a proxy, a request says by itself where it is');
    const twoHosts = 'GET /.foyer/start HTTP/1.1\r\nHost: board.localhost\r\nHost: evil.example.com\r\n\r\n';
    assert.equal((await sendRaw(await listenForTest(app), twoHosts)).status, 404);
  });
});

// Browsers give up after some twenty redirects, with a message that helps nobody.
describe('a hand-over that leads to nothing', () => {
  it('ends with a page after three rounds, when the tool never sees the session it is given', async (t) => {
    const { browser, clock } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    for (let round = 1; round <= 3; round += 1) {
      const callback = await tab.openUntil(`${WIKI}/page`, '/.foyer/callback');
      assert.equal((await tab.hand(callback)).statusCode, 303, `round ${round}`);
      tab.jarOf('wiki.example.com').delete(TOOL);
    }
    const { answer, steps } = await tab.open(`${WIKI}/page`);
    assert.equal(answer.statusCode, 403);
    assert.equal(steps.at(-1), '403 https://foyer.example.com/auth/tool');
    assert.match(answer.body, /<meta name="foyer-error" content="hand_over_loop"/);
    assert.equal((await tab.open(`${WIKI}/other`)).answer.statusCode, 200, 'another page is another matter');
    clock.advance(61_000);
    assert.equal((await tab.open(`${WIKI}/page`)).answer.statusCode, 200, 'and after a minute it may be tried again');
  });

  it('is none however often a tool is opened, as long as each time it is then used', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    for (let time = 1; time <= 10; time += 1) {
      assert.equal((await tab.open(`${WIKI}/page`)).answer.statusCode, 200, `time ${time}`);
      tab.jarOf('wiki.example.com').delete(TOOL);
    }
  });

  it('is told as such at once where the browser keeps no cookie at all', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const callback = await tab.openUntil(`${WIKI}/`, '/.foyer/callback');
    tab.jarOf('wiki.example.com').clear();
    const answer = await tab.hand(callback, { ...navigation, 'accept-language': 'en' });
    assert.equal(answer.statusCode, 403);
    assert.match(answer.body, /The browser has not kept a cookie/);
    assert.doesNotMatch(answer.body, /http-equiv="refresh"/);
  });
});

describe('cookies that are not what they seem', () => {
  // Every kind of cookie is a random text; one that counted as another would open what it was not given for.
  it('open nothing in the place of another kind', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    const ticket = new URL(await tab.openUntil(`${WIKI}/x`, '/.foyer/callback')).searchParams.get('ticket') ?? '';
    await tab.open(`${WIKI}/`);
    const jar = tab.jarOf('wiki.example.com');
    const [token = '', half = '', session = ''] = [jar.get(TOOL), jar.get(HALF), browser.jar.get('__Host-foyer')];
    const id = decodeURIComponent(session).split('.')[0] ?? '';
    for (const value of [
      half,
      ticket,
      session,
      decodeURIComponent(session),
      id,
      `${token}.x`,
      token.toUpperCase(),
      token.slice(1),
    ]) {
      const answer = await tab.ask(`${WIKI}/`, { ...navigation, cookie: `${TOOL}=${value}` });
      assert.equal(answer.statusCode, 401, value);
    }
    for (const value of [token, half, ticket]) {
      assert.equal((await browser.clone().get('/api/me', { cookie: `__Host-foyer=${value}` })).statusCode, 401);
      const asked = { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin', cookie: `${TOOL}=${value}` };
      assert.equal((await browser.request({ url: '/api/me', headers: asked })).statusCode, 401);
    }
    jar.delete(TOOL);
    const other = await tab.openUntil(`${WIKI}/y`, '/.foyer/callback');
    assert.equal((await tab.hand(other, { ...navigation, cookie: `${HALF}=${token}` })).statusCode, 403);
  });

  // A sibling host can plant a second cookie of the same name: a person would go on as somebody else without noticing.
  it('count for nothing when they come twice', async (t) => {
    const { browser, newBrowser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.open(`${WIKI}/`);
    const attacker = createToolBrowser(await signedIn(newBrowser(), 'dengkai'));
    await attacker.open(`${WIKI}/`);
    const [good, evil] = [tab, attacker].map((each) => `${TOOL}=${each.jarOf('wiki.example.com').get(TOOL)}`);
    for (const cookie of [
      `${good}; ${evil}`,
      `${evil}; ${good}`,
      `${good};${good}`,
      `${TOOL}; ${good}`,
      `${TOOL}=; ${good}`,
    ]) {
      assert.equal((await tab.ask(`${WIKI}/`, { ...navigation, cookie })).statusCode, 401, cookie);
    }
    const { headers } = await tab.ask(`${WIKI}/`, { ...navigation, cookie: `a=1; ${good}; b=2` });
    assert.deepEqual([headers['remote-user'], headers.cookie], ['zhangwei01', 'a=1; b=2']);
  });

  it('count under their exact name alone', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.open(`${WIKI}/`);
    const token = tab.jarOf('wiki.example.com').get(TOOL);
    for (const cookie of [
      ...[
        `foyer-tool=${token}`,
        `__host-foyer-tool=${token}`,
        `__Host-Foyer-Tool=${token}`,
        `__Secure-foyer-tool=${token}`,
      ],
      ...[
        `\u00a0${TOOL}=${token}`,
        `${TOOL} =${token}`,
        `${TOOL}\u00a0=${token}`,
        `=${TOOL}=${token}`,
        `"${TOOL}"=${token}`,
      ],
      ...[
        `${TOOL}="${token}"`,
        `$Version=1, ${TOOL}=${token}`,
        `a=b, ${TOOL}=${token}`,
        `%5F%5FHost-foyer-tool=${token}`,
      ],
    ]) {
      const answer = await tab.ask(`${WIKI}/`, { ...navigation, cookie });
      assert.equal(answer.statusCode, 401, cookie);
    }
    assert.equal((await tab.ask(`${WIKI}/`, { cookie: `$Version=1;\t${TOOL}=${token}\t;x=y` })).statusCode, 200);
  });

  it('do not stand in the way when there are many', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(await signedIn(browser));
    await tab.open(`${WIKI}/`);
    for (let at = 0; at < 50; at += 1) tab.jarOf('wiki.example.com').set(`cookie${at}`, 'x'.repeat(150));
    const answer = await tab.ask(`${WIKI}/`);
    assert.equal(answer.statusCode, 200);
    const own = cookieHeader(tab.jarOf('wiki.example.com'));
    assert.equal(
      answer.headers.cookie,
      own
        .split('; ')
        .filter((pair) => pair.startsWith('cookie'))
        .join('; '),
    );
  });
});
