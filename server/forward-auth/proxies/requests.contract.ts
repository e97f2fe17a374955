/** What a proxy must do with requests of every shape. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { it } from 'node:test';
import hostile from '../../testing/hostile-proxied-requests.json' with { type: 'json' };
import { openProxyStage, REPORTS, WIKI } from '../../testing/proxy-stage.ts';
import type { RunProxy } from '../../testing/proxy-process.ts';
import { readEcho } from '../../testing/proxied-browser.ts';
import { connectRaw, sendRawRequest } from '../../testing/raw-https.ts';

const LARGE_BYTES = 50 * 1024 * 1024;
const upgrade = [
  ...['Host: wiki.example.com', 'Connection: keep-alive, Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** Addresses that are below `/static/` for one program and somewhere else for another. */
const notStatic = [
  ...['/static/../page', '/static/..%2fpage', '/static/%2e%2e/page', '/static/%2E%2e%2fpage', '/static/.%2e/page'],
  ...['/staticpage', '/static', '/page/..%2fstatic/x', '/static%2f..%2fpage', '/static/..;/page', '/static/..%5cpage'],
];

/** Runs this part of the contract. */
export function describeRequests(run: RunProxy): void {
  it('passes path and query on byte for byte', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const addresses = [
      '/',
      '/?',
      '/a%2Fb%2fc',
      '/%e6%96%87',
      '/%E6%96%87?%e6%96%87=%2B',
      "/a;b=c/~d/!$&'()*+,=:@",
      '/?a=b&a=c&&=&d',
      '/?url=https://x.example/?y=z',
      '/?percent=%25%zz%',
      '/?q=a+b%20c',
      '/x/?.foyer/',
      '/foyer/.foyer',
      '//double//slash',
    ];
    for (const address of addresses) assert.equal(readEcho(await visitor.send(WIKI + address)).url, address);
  });

  // Two programs that read one address in two ways let somebody through one of them.
  it('lets nothing odd through that would be read in another way behind it', async (t) => {
    const { newVisitor, signedIn, proxy, wiki, reports } = await openProxyStage(t, run);
    const cookie = (visitor: ReturnType<typeof newVisitor>) =>
      [...visitor.jarOf('wiki.example.com')].map((pair) => pair.join('=')).join('; ');
    const visitor = await signedIn();
    const odd = [
      '/\x00',
      '/a\tb',
      '/张'.replace('张', '\xe5\xbc\xa0'),
      '/a#b',
      '/.foyer/../page',
      '/%2e%2e/x',
      '/.foyer%2fstart',
    ];
    for (const uri of [...hostile.originalUris.map((each) => each.uri), ...odd]) {
      const before = wiki.arrived.length;
      const lines = [`GET ${uri} HTTP/1.1`, 'Host: wiki.example.com'];
      const stranger = await sendRawRequest(proxy.port, 'wiki.example.com', lines);
      assert.ok(stranger.status < 500, `${uri}: ${stranger.text}`);
      assert.equal(wiki.arrived.length, before, uri);
      const known = await sendRawRequest(proxy.port, 'wiki.example.com', [...lines, `Cookie: ${cookie(visitor)}`]);
      assert.ok(known.status < 500, `${uri}: ${known.text}`);
      assert.ok(known.status === 200 || wiki.arrived.length === before, uri);
    }
    assert.equal(reports.arrived.length, 0);
  });

  // The permission for the wiki would open the reports, if one name decided and the other was gone to.
  it('judges the very tool that it passes the request on to', async (t) => {
    const { signedIn, proxy, reports } = await openProxyStage(t, run);
    const cookie = `Cookie: __Host-foyer-tool=${(await signedIn()).jarOf('wiki.example.com').get('__Host-foyer-tool')}`;
    const ways = [
      ['reports.example.com', ['GET https://reports.example.com/ HTTP/1.1', 'Host: wiki.example.com', cookie]],
      ['wiki.example.com', ['GET https://reports.example.com/ HTTP/1.1', 'Host: wiki.example.com', cookie]],
      ['reports.example.com', ['GET / HTTP/1.1', 'Host: wiki.example.com', 'Host: reports.example.com', cookie]],
      ['reports.example.com', ['GET / HTTP/1.1', 'Host: reports.example.com', 'Host: wiki.example.com', cookie]],
      ['reports.example.com', ['GET / HTTP/1.1', 'Host: REPORTS.example.com.', cookie]],
      ['reports.example.com', ['GET / HTTP/1.0', cookie]],
    ] as const;
    for (const [host, lines] of ways) {
      const { status, text } = await sendRawRequest(proxy.port, host, lines);
      assert.ok(status !== 200 || !text.includes('"REMOTE_USER"'), `${lines.join(' | ')}: ${text}`);
    }
    assert.equal(reports.arrived.length, 0);
  });

  it('lets the tool’s own refusals and failures through as they are', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const visitor = await signedIn();
    for (const status of [401, 403, 404, 500, 503]) {
      const answer = await visitor.visit(`${WIKI}/answers/${status}`);
      assert.equal(answer.status, status);
      assert.equal(JSON.parse(answer.body).url, `/answers/${status}`);
    }
  });

  it('passes on a body of 50 MB whole, and shows Foyer none of it', async (t) => {
    const { foyer, signedIn, wiki } = await openProxyStage(t, run);
    const asked: (string | undefined)[] = [];
    foyer.app.server.on('request', ({ headers }) => {
      asked.push(headers['content-length'], headers['transfer-encoding']);
    });
    const visitor = await signedIn();
    const body = randomBytes(LARGE_BYTES);
    const answer = await visitor.send(`${WIKI}/upload`, { method: 'POST', body });
    const seen = readEcho(answer);
    assert.equal(seen.bodyBytes, LARGE_BYTES);
    assert.equal(seen.bodyHash, createHash('sha256').update(body).digest('hex'));
    assert.deepEqual([...new Set(asked.filter((value) => value !== '0'))], [undefined]);
    visitor.jarOf('wiki.example.com').clear();
    const before = wiki.arrived.length;
    await visitor.send(`${WIKI}/upload`, { method: 'POST', body: body.subarray(0, 4 * 1024 * 1024) }).catch(() => {});
    assert.equal(wiki.arrived.length, before);
  });

  it('passes on headers and cookies of many kilobytes', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const visitor = await signedIn();
    visitor.jarOf('wiki.example.com').set('large', 'c'.repeat(7_000));
    const { headers } = readEcho(await visitor.visit(`${WIKI}/`, { 'x-large': 'h'.repeat(3_000) }));
    assert.ok(headers.COOKIE?.join('; ').includes('c'.repeat(7_000)));
    assert.equal(headers.X_LARGE?.[0]?.length, 3_000);
  });

  it('opens a WebSocket for who is signed in, and for nobody else', async (t) => {
    const { signedIn, proxy, wiki } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const cookie = `Cookie: __Host-foyer-tool=${visitor.jarOf('wiki.example.com').get('__Host-foyer-tool')}`;
    const raw = await connectRaw(proxy.port, 'wiki.example.com');
    raw.write(`${['GET /socket?x=1 HTTP/1.1', ...upgrade, cookie].join('\r\n')}\r\n\r\n`);
    assert.match(await raw.until(/\r\n\r\n/), /^HTTP\/1\.1 101/);
    raw.write('first message');
    assert.match(await raw.until(/first message/), /first message/);
    raw.close();
    const { url, headers } = wiki.arrived.at(-1) ?? assert.fail();
    assert.equal(url, '/socket?x=1');
    assert.deepEqual(headers.REMOTE_USER, ['zhangwei01']);
    assert.ok(!headers.COOKIE?.join().includes('foyer'));
    const before = wiki.arrived.length;
    const stranger = await connectRaw(proxy.port, 'wiki.example.com');
    stranger.write(`${['GET /socket HTTP/1.1', ...upgrade].join('\r\n')}\r\n\r\n`);
    assert.match(await stranger.until(/\r\n\r\n/), /^HTTP\/1\.1 401/);
    stranger.close();
    assert.equal(wiki.arrived.length, before);
  });

  it('leaves a part of a tool open that is made public in the proxy, without identity and without cookies', async (t) => {
    const { newVisitor, signedIn, proxy, wiki } = await openProxyStage(t, run, 'public');
    const visitor = await signedIn();
    for (const each of [newVisitor(), visitor]) {
      const { url, headers } = readEcho(
        await each.send(`${WIKI}/static/app-1.css?v=1`, { headers: { 'Remote-User': 'admin' } }),
      );
      assert.equal(url, '/static/app-1.css?v=1');
      assert.deepEqual((headers.REMOTE_USER ?? ['']).concat(headers.COOKIE ?? ['']), ['', '']);
    }
    const before = wiki.arrived.length;
    for (const path of notStatic) {
      await sendRawRequest(proxy.port, 'wiki.example.com', [`GET ${path} HTTP/1.1`, 'Host: wiki.example.com']);
      const reached = wiki.arrived.slice(before).flatMap(({ url }) => [url, resolve(url)]);
      assert.deepEqual(
        reached.filter((each) => !each.startsWith('/static/')),
        [],
        path,
      );
    }
    assert.equal((await newVisitor().send(`${REPORTS}/page`)).status, 401);
  });
}

/** A path as a tool reads it that takes every kind of slash for one. */
function resolve(url: string): string {
  return new URL(url.replaceAll(/%2f|%5c/gi, '/'), WIKI).pathname;
}
