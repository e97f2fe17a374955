import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBrowser } from '../testing/browser.ts';
import { overTheWire } from '../testing/foyer-process.ts';
import { listenForTest } from '../testing/raw-http.ts';
import { setCookieOf } from '../testing/set-cookies.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { createToolBrowser } from '../testing/tool-browser.ts';

const WIKI = 'https://wiki.example.com';
const HOUR = 3_600_000;

const toolAt = (id: string, url: string) => `
  - id: ${id}
    name: ${id}
    url: ${url}
    hosts: [${new URL(url).host}]
    allow: everyone
    username: userId
`;
const tools = toolAt('wiki', `${WIKI}/`);

describe('opening a tool', () => {
  it('leads whoever is signed out to DingTalk and back to the page, by redirects alone', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const { answer, address, steps } = await createToolBrowser(browser).open(`${WIKI}/page?x=1`);
    assert.deepEqual([answer.statusCode, address], [200, `${WIKI}/page?x=1`]);
    assert.deepEqual(steps, [
      `401 ${WIKI}/page`,
      `303 ${WIKI}/.foyer/start`,
      '303 https://foyer.example.com/auth/tool',
      '303 https://foyer.example.com/auth/sign-in',
      '303 https://foyer.example.com/auth/callback',
      '303 https://foyer.example.com/auth/tool',
      `303 ${WIKI}/.foyer/callback`,
      `200 ${WIKI}/page`,
    ]);
  });

  it('asks whoever is signed in at Foyer nothing', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    await signedIn(browser, 'dengkai');
    const { answer, steps } = await createToolBrowser(browser).open(`${WIKI}/`);
    assert.equal(answer.headers['remote-user'], 'dengkai');
    assert.equal(steps.length, 5);
  });

  it('works for any number of hosts and unrelated domains, each with a session of its own', async (t) => {
    const addresses = [
      'https://wiki.example.com/',
      'https://git.example.org:8443/',
      'https://example.net/',
      'http://board.localhost:8080/',
    ];
    const { browser } = await startTestServer(t, {
      tools: addresses.map((url, at) => toolAt(`tool${at}`, url)).join(''),
    });
    const tab = createToolBrowser(browser);
    for (const address of addresses) assert.equal((await tab.open(`${address}x`)).answer.statusCode, 200, address);
    const values = addresses.map((address) => {
      const name = address.startsWith('https') ? '__Host-foyer-tool' : 'foyer-tool';
      return tab.jarOf(new URL(address).host).get(name);
    });
    assert.equal(new Set(values).size, addresses.length);
    assert.equal(values.includes(undefined), false);
  });

  it('works for https tools while Foyer itself is tried out at http://localhost:3000', async (t) => {
    const env = { PUBLIC_URL: 'http://localhost:3000' };
    const { browser, dingtalk } = await startTestServer(t, { tools, env });
    assert.ok(dingtalk);
    browser.jar.clear();
    const tab = createToolBrowser(browser, { publicUrl: env.PUBLIC_URL });
    const start = await tab.hand(`${WIKI}/.foyer/start?to=%2Fx`);
    assert.match(
      String(start.headers.location),
      /^http:\/\/localhost:3000\/auth\/tool\?target=https%3A%2F%2Fwiki\.example\.com%2Fx&binding=/,
    );
    assert.ok(setCookieOf(start, '__Host-foyer-handover').attributes.includes('Secure'));
  });
});

// Cut, decoded once too often or once too seldom, the address in a mail leads to the wrong page or to none.
describe('the page that was asked for', () => {
  const long = `/${'部门/'.repeat(150)}?q=${'值'.repeat(150)}`;
  const pages = [
    ['with a query', '/page?a=1&b=2&a=3'],
    ['with nothing but a query', '/?'],
    ['with an encoded query in its query', '/jump?to=https%3A%2F%2Fother.example.com%2F%3Fa%3D1%26b%3D2'],
    ['in Chinese', '/%E9%83%A8%E9%97%A8/%E9%A1%B5?q=%E5%80%BC'],
    ['with encoded slashes and backslashes', '/a%2Fb%2fc%5Cd'],
    ['with quotes and brackets', `/a"b'c<d>[e]{f}|g^h\`i?j="k'`],
    ['with + and %2B, which mean different things', '/a+b%2Bc?d=e+f%2Bg'],
    ['with % twice over', '/a%2520b?c=%2525'],
    ['with dots and empty names', '/a/../b/./c//d'],
    ['with a semicolon and an at', '/a;v=1/@b:c'],
    ['with a backslash in its query, which browsers send as it is', '/files?path=\\\\server\\share'],
    ['that looks like another host', '//evil.example.com/x'],
    ['with the name of a parameter of ours', '/?target=x&binding=y&ticket=z&to=w&parked=v'],
    ['of 4 KB', encodeURI(long).slice(0, 4_096).replace(/%.?$/, '')],
  ] as const;

  for (const dialect of ['nginx', 'caddy', 'envoy'] as const) {
    it(`arrives as it was, byte for byte, through ${dialect}`, async (t) => {
      const { app, config } = await startTestServer(t, { tools });
      const overWire = overTheWire(await listenForTest(app));
      for (const [what, page] of pages) {
        const { answer, address } = await createToolBrowser(createBrowser(overWire, config.publicUrl), {
          dialect,
        }).open(`${WIKI}${page}`);
        assert.equal(answer.statusCode, 200, `${what}: ${answer.body}`);
        assert.equal(address, `${WIKI}${page}`, what);
      }
    });
  }

  it('arrives escaped where a program sent bytes beyond ASCII, as a browser would have sent it', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const bytes = Buffer.from('/部门?q=值').toString('latin1');
    const { answer, address } = await createToolBrowser(browser).open(`${WIKI}${bytes}`);
    assert.deepEqual([answer.statusCode, address], [200, `${WIKI}${encodeURI('/部门?q=值')}`]);
  });

  it('is the first page of the tool where the start is told nothing, or something that is no page', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    for (const to of [
      '',
      '?to=',
      '?to=x',
      '?to=https://evil.example.com/',
      '?to=%2F%23x',
      '?to=%5Cx',
      '?to=%2F%0d%0ax',
      '?to=%2F.foyer%2Fstart',
      '?to=%2F.FOYER',
    ]) {
      const answer = await tab.hand(`${WIKI}/.foyer/start${to}`);
      const location = new URL(String(answer.headers.location));
      assert.equal(location.searchParams.get('target'), `${WIKI}/`, to);
    }
    assert.equal((await tab.hand(`${WIKI}/.foyer/start?to=/&to=/x`)).statusCode, 400);
    assert.equal((await tab.hand(`${WIKI}/.foyer/start?to=/&next=/x`)).statusCode, 400);
  });

  it('waits in the store while somebody signs in where it is too long for a cookie, and not for ever', async (t) => {
    const { browser, stored, clock } = await startStoredServer(t, { tools });
    const tab = createToolBrowser(browser);
    const page = `/${'a'.repeat(1_000)}`;
    const short = await tab.openUntil(`${WIKI}/short`, '/auth/sign-in');
    assert.doesNotMatch(short, /parked/);
    assert.equal(stored.rows('SELECT id FROM parked_addresses').length, 0);
    const signIn = await tab.openUntil(`${WIKI}${page}`, '/auth/sign-in');
    assert.ok(signIn.length < 200, signIn);
    const back = new URL(signIn).searchParams.get('return_to') ?? '';
    await signedIn(browser);
    const { answer, address } = await tab.open(`https://foyer.example.com${back}`);
    assert.deepEqual([answer.statusCode, address], [200, `${WIKI}${page}`]);
    clock.advance(10 * 60_000);
    const late = await browser.open(back);
    assert.equal(late.statusCode, 400);
    assert.match(late.body, /<meta name="foyer-error" content="sign_in_expired"/);
  });

  // Visitors write these rows: without a limit, anybody could fill the disk.
  it('waits among ten thousand others at most', async (t) => {
    const { services, stored, clock } = await startStoredServer(t, { tools });
    const first = await services.parked.park('first');
    clock.advance(1);
    for (let count = 1; count < 10_000; count += 1) await services.parked.park('x');
    assert.equal(await services.parked.find(first), 'first');
    await services.parked.park('one more');
    assert.equal(await services.parked.find(first), null);
    assert.equal(stored.rows('SELECT id FROM parked_addresses').length, 10_000);
  });
});

describe('the cookies of a hand-over', () => {
  it('belong to the tool’s host alone, cannot be read by its scripts, and end with the session', async (t) => {
    const { browser, clock } = await startTestServer(t, { tools });
    const started = clock.now();
    const tab = createToolBrowser(browser);
    const start = await tab.hand(`${WIKI}/.foyer/start`);
    const half = setCookieOf(start, '__Host-foyer-handover');
    assert.match(half.value, /^[\w-]{43}$/);
    assert.deepEqual(half.attributes.toSorted(), ['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure']);
    await signedIn(browser);
    clock.advance(HOUR);
    const callback = await tab.hand(await tab.openUntil(`${WIKI}/`, '/.foyer/callback'));
    const { value, attributes } = setCookieOf(callback, '__Host-foyer-tool');
    assert.match(value, /^[\w-]{43}$/);
    assert.deepEqual(attributes.filter((one) => !one.startsWith('Expires')).toSorted(), [
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    const expires = Date.parse(attributes.find((one) => one.startsWith('Expires'))?.slice(8) ?? '');
    assert.ok(
      Math.abs(expires - (started + 168 * HOUR)) < 2_000,
      'with the session at Foyer, not a week after the tool was opened',
    );
  });

  it('have plain names without Secure on http, where browsers would refuse the others', async (t) => {
    const { browser } = await startTestServer(t, { tools: toolAt('wiki', 'http://wiki.localhost/') });
    const tab = createToolBrowser(browser);
    const { answer } = await tab.open('http://wiki.localhost/x');
    assert.equal(answer.statusCode, 200);
    assert.deepEqual([...tab.jarOf('wiki.localhost').keys()], ['foyer-handover', 'foyer-tool']);
    const start = await tab.hand('http://wiki.localhost/.foyer/start');
    assert.equal(setCookieOf(start, 'foyer-handover').attributes.includes('Secure'), false);
  });

  // With it, a tool could act as the person at every other request; and so could whoever reads its logs.
  it('never reach the tool, and leave it its own as they are', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    await tab.open(`${WIKI}/`);
    const jar = tab.jarOf('wiki.example.com');
    assert.deepEqual([...jar.keys()], ['__Host-foyer-handover', '__Host-foyer-tool']);
    assert.equal((await tab.ask(`${WIKI}/`)).headers.cookie, '');
    const token = jar.get('__Host-foyer-tool');
    const cookie = [
      ...[
        'a="x, y"',
        '__Host-foyer-handover=x',
        'foyer-tool=x',
        'foyer-handover=y',
        ' wiki=1 ',
        'empty=',
        'bare',
        '',
        'wiki=2',
      ],
      ...[`__Host-foyer-tool=${token}`, '__Host-foyer-toolbox=z', '__host-foyer-tool=lower', 'café=é'],
    ].join(';');
    const answer = await tab.ask(`${WIKI}/`, { cookie, 'sec-fetch-mode': 'navigate' });
    assert.equal(answer.statusCode, 200);
    const rest = 'a="x, y"; wiki=1; empty=; bare; wiki=2; __Host-foyer-toolbox=z; __host-foyer-tool=lower; café=é';
    assert.equal(answer.headers.cookie, rest);
  });
});

describe('several tabs at once', () => {
  it('share one half of a hand-over, and all get in', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    await signedIn(browser);
    const tab = createToolBrowser(browser);
    await tab.hand(`${WIKI}/.foyer/start`);
    const pages = Array.from({ length: 8 }, (_, at) => `${WIKI}/page${at}`);
    const opened = await Promise.all(pages.map((page) => tab.open(page)));
    assert.deepEqual(
      opened.map(({ answer }) => answer.statusCode),
      pages.map(() => 200),
    );
    assert.deepEqual(
      opened.map(({ address }) => address),
      pages,
    );
  });

  // A browser that opens the tabs of yesterday asks for the same page again and again, all before the first is there.
  it('get in with one and the same page, also when most of their sessions replace one another', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    await signedIn(browser);
    const tab = createToolBrowser(browser);
    await tab.hand(`${WIKI}/.foyer/start`);
    const callbacks: string[] = [];
    for (let at = 0; at < 6; at += 1) callbacks.push(await tab.openUntil(`${WIKI}/`, '/.foyer/callback'));
    for (const callback of callbacks) assert.equal((await tab.hand(callback)).statusCode, 303);
    assert.equal((await tab.ask(`${WIKI}/`)).statusCode, 200);
    tab.jarOf('wiki.example.com').delete('__Host-foyer-tool');
    const { answer } = await tab.open(`${WIKI}/`);
    assert.equal(answer.statusCode, 200, 'a tab whose first request had still been signed out');
  });
});
