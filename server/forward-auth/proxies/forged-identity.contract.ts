/** What nobody but the proxy may tell a tool, whatever they send. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { foldName } from '../../testing/echo-tool.ts';
import hostile from '../../testing/hostile-proxied-requests.json' with { type: 'json' };
import { getOnly, identityHeaderNames as told } from '../../testing/identity-headers.ts';
import { readEcho } from '../../testing/proxied-browser.ts';
import type { RunProxy } from '../../testing/proxy-process.ts';
import { openProxyStage, REPORTS, WIKI } from '../../testing/proxy-stage.ts';
import { connectRaw } from '../../testing/raw-https.ts';

/** Names that say who somebody is in other products. */
const foreign = [
  ...['X-Auth-User', 'X-Auth-Email', 'X-Auth-Groups', 'X-Auth-Assertion'],
  ...['X-Forwarded-User', 'X-Forwarded-Email', 'X-Forwarded-Groups', 'X-Forwarded-Preferred-Username'],
];
/** What a header name may hold beside letters and digits (RFC 9110, section 5.6.2): CGI makes an underscore of each. */
const separators = [..."-_.!#$%&'*+^`|~"];
const LIE = 'admin';

/** Every spelling of every name, and those of the list of known attacks. */
const spellings = new Set([
  ...hostile.spoofed.map(({ header }) => header),
  ...[...told, ...foreign].flatMap((name) => separators.map((separator) => name.replaceAll('-', separator))),
  ...told.flatMap((name) => [name.replace('-', '_'), name.toLowerCase(), name.toUpperCase()]),
]);

/** Runs this part of the contract. */
export function describeForgedIdentity(run: RunProxy): void {
  // Whoever can write one of these names into a request is whoever they like to be.
  it('removes what a signed-in browser says about who it is, in every spelling', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const honest = readEcho(await visitor.send(`${WIKI}/`)).headers;
    for (const name of spellings) {
      const { headers } = readEcho(await visitor.send(`${WIKI}/`, { headers: { [name]: LIE } }));
      for (const known of told.map(foldName).filter((each) => each !== 'X_FOYER_ASSERTION'))
        assert.deepEqual(headers[known], honest[known], `${known} after ${name}`);
      assert.equal(headers.X_FOYER_ASSERTION?.length, 1, name);
      assert.ok(!Object.values(headers).flat().includes(LIE), `${name} arrived as ${JSON.stringify(headers)}`);
    }
    const all = Object.fromEntries([...spellings].slice(0, 60).map((name) => [name, LIE]));
    assert.ok(
      !Object.values(readEcho(await visitor.send(`${WIKI}/`, { headers: all })).headers)
        .flat()
        .includes(LIE),
    );
  });

  it('lets nobody in who only says who they are', async (t) => {
    const { newVisitor, wiki } = await openProxyStage(t, run);
    const visitor = newVisitor();
    for (const name of [...told, ...hostile.spoofed.map(({ header }) => header)]) {
      assert.equal((await visitor.send(`${WIKI}/`, { headers: { [name]: LIE } })).status, 401, name);
    }
    assert.equal(wiki.arrived.length, 0);
  });

  // Connection names headers that the next hop is to take away: ours among them, if a browser may write it.
  it('keeps its headers when a browser names them in Connection', async (t) => {
    const { signedIn, proxy, wiki } = await openProxyStage(t, run);
    const cookie = `__Host-foyer-tool=${(await signedIn()).jarOf('wiki.example.com').get('__Host-foyer-tool')}`;
    const known = hostile.connection.map(({ headers }) => headers.Connection);
    const named = [...known, `close, ${told.join(', ')}`, 'close, Cookie'];
    for (const connection of named) {
      const raw = await connectRaw(proxy.port, 'wiki.example.com');
      raw.write(`GET / HTTP/1.1\r\nHost: wiki.example.com\r\nCookie: ${cookie}\r\nConnection: ${connection}\r\n\r\n`);
      assert.match(await raw.until(/\r\n\r\n[\s\S]*}/), /^HTTP\/1\.1 (200|401)/, connection);
      raw.close();
    }
    assert.ok(wiki.arrived.length > known.length + 1);
    for (const { headers } of wiki.arrived) {
      assert.equal(getOnly(headers, 'Remote-User'), 'zhangwei01');
      assert.doesNotMatch(String(headers.CONNECTION ?? ''), /remote|auth|foyer/i);
    }
  });

  it('mixes nothing that follows a body with the headers', async (t) => {
    const { signedIn, proxy, wiki } = await openProxyStage(t, run);
    const cookie = `__Host-foyer-tool=${(await signedIn()).jarOf('wiki.example.com').get('__Host-foyer-tool')}`;
    const raw = await connectRaw(proxy.port, 'wiki.example.com');
    const head = ['POST / HTTP/1.1', 'Host: wiki.example.com', `Cookie: ${cookie}`, 'Transfer-Encoding: chunked'];
    raw.write(`${[...head, 'TE: trailers', 'Trailer: Remote-User'].join('\r\n')}\r\n\r\n`);
    raw.write(`3\r\nabc\r\n0\r\nRemote-User: ${LIE}\r\n\r\n`);
    assert.match(await raw.until(/bodyHash/), /^HTTP\/1\.1 200/);
    raw.close();
    assert.equal(wiki.arrived.at(-1)?.bodyBytes, 3);
    assert.deepEqual(wiki.arrived.at(-1)?.headers.REMOTE_USER, ['zhangwei01']);
  });

  // Which tool and which page it is about must come from the proxy: who says it decides what is judged.
  it('asks about the request it got, and not about one that a browser describes', async (t) => {
    const { newVisitor, signedIn, wiki, reports } = await openProxyStage(t, run);
    const claims = [
      ...hostile.trust.map(({ headers }) => headers as Record<string, string>),
      { 'X-Original-URL': `${WIKI}/public`, 'X-Original-Method': 'GET' },
      {
        'X-Forwarded-Host': 'wiki.example.com',
        'X-Forwarded-Method': 'GET',
        'X-Forwarded-Uri': '/',
        'X-Forwarded-Proto': 'http',
      },
      { Forwarded: 'host=wiki.example.com;proto=http', 'X-Forwarded-For': '10.0.0.1', 'X-Real-IP': '10.0.0.1' },
      { 'X-Foyer-Location': 'https://evil.example/' },
    ];
    const [stranger, visitor] = [newVisitor(), await signedIn()];
    const before = wiki.arrived.length;
    for (const headers of claims) {
      const answer = await stranger.visit(`${WIKI}/page`, headers);
      assert.equal(answer.status, 303, JSON.stringify(headers));
      assert.equal(answer.headers.location, `${WIKI}/.foyer/start?to=%2Fpage`);
      assert.equal((await visitor.send(`${REPORTS}/balance`, { headers })).status, 401, JSON.stringify(headers));
    }
    assert.deepEqual([wiki.arrived.length, reports.arrived.length], [before, 0]);
  });

  // Tools make links, and decide whether a connection is safe, from what they read under these names.
  it('lets no browser say under which address the tool was asked for', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const visitor = await signedIn();
    for (const separator of ['-', '_', '.']) {
      const names = ['X-Forwarded-Host', 'X-Forwarded-Proto'].map((name) => name.replaceAll('-', separator));
      const lies = Object.fromEntries(names.map((name) => [name, 'evil.example']));
      const { headers } = readEcho(await visitor.send(`${WIKI}/`, { headers: lies }));
      assert.ok(!JSON.stringify(headers).includes('evil.example'), JSON.stringify(headers));
    }
  });
}
