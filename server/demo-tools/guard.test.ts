import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { type Browser, createBrowser } from '../testing/browser.ts';
import { startDemoStage } from '../testing/demo-visitor.ts';
import { overTheWire } from '../testing/foyer-process.ts';
import { guard, identityHeaders } from './guard.ts';

/** Somebody who has the wiki open, in front of a tool that says what it hears. */
async function openEcho(t: TestContext): Promise<{ somebody: Browser; nobody: Browser }> {
  const { foyer, wiki, visitor } = await startDemoStage(t);
  const server = createServer(async (request, response) => {
    const heard = await guard(request, response, foyer);
    if (heard !== null) response.end(JSON.stringify(heard));
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const echo = overTheWire((server.address() as AddressInfo).port);
  const person = await visitor('zhangwei01');
  await person.visit(`${wiki}/`);
  return {
    somebody: createBrowser(echo, new URL(wiki), person.wiki.jar),
    nobody: createBrowser(echo, new URL(wiki)),
  };
}

/** As a CGI program would read it: letters and digits are all that counts. */
const fold = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

describe('the guard before a tool', () => {
  const spellings = (name: string) => [name, name.toUpperCase(), name.replaceAll('-', '_'), name.replaceAll('-', '.')];
  const neighbours = ['X-Auth-User', 'X-Auth-Groups', 'X-Forwarded-User', 'X-Forwarded-Email', 'Remote-Anything'];

  // Whoever could write such a header themselves would be anybody they like.
  it('lets no header about a person come from the browser, however its name is spelled', async (t) => {
    const { somebody, nobody } = await openEcho(t);
    for (const name of [...identityHeaders, ...neighbours].flatMap(spellings)) {
      const heard: Record<string, string> = (await somebody.open('/', { [name]: 'forged' })).json();
      assert.ok(!Object.values(heard).includes('forged'), name);
      const meant = Object.keys(heard).filter((other) => fold(other) === fold(name));
      assert.equal(meant.length, identityHeaders.some((own) => fold(own) === fold(name)) ? 1 : 0, name);
      assert.equal((await nobody.open('/', { [name]: 'forged' })).statusCode, 303, name);
    }
  });

  it('says all of them, empty where nothing is known, and in letters that every server takes', async (t) => {
    const { somebody } = await openEcho(t);
    const heard: Record<string, string> = (await somebody.open('/')).json();
    for (const name of identityHeaders) assert.match(heard[name.toLowerCase()] ?? 'missing', /^[\x21-\x7e]*$/, name);
    assert.equal(heard['remote-user'], 'zhangwei01');
    assert.equal(decodeURIComponent(heard['remote-name'] ?? ''), '张伟');
  });

  // A proxy that let these through would ask Foyer about another page than the one it then shows.
  it('asks Foyer about the page that it then shows, whatever else a browser claims', async (t) => {
    const { somebody } = await openEcho(t);
    for (const prefix of ['X-Forwarded-', 'x_forwarded_', 'X.Forwarded.', 'X-Original-']) {
      const lies = {
        [`${prefix}Uri`]: '/',
        [`${prefix}URL`]: 'http://wiki.localhost/',
        [`${prefix}Method`]: 'OPTIONS',
      };
      assert.equal((await somebody.open('/admin/', lies)).statusCode, 403, prefix);
      assert.equal((await somebody.open('/', lies)).statusCode, 200, prefix);
    }
    const hopByHop = { connection: 'close, X-Forwarded-Uri, Remote-User' };
    assert.equal((await somebody.open('/admin/', hopByHop)).statusCode, 403);
    assert.equal((await somebody.open('/', hopByHop)).json()['remote-user'], 'zhangwei01');
  });

  // With Foyer's cookie a tool could go on as this person, in their name and without them.
  it('takes Foyer’s cookies out of the request, and leaves the tool’s own', async (t) => {
    const { somebody } = await openEcho(t);
    assert.ok(somebody.jar.has('foyer-tool'));
    assert.equal((await somebody.open('/')).json().cookie, undefined);
    somebody.jar.set('theme', 'dark');
    assert.equal((await somebody.open('/')).json().cookie, 'theme=dark');
  });

  // The answer to a question of the proxy's own has a signed token in its headers, which is for the tool alone.
  it('leads to nothing of Foyer’s but the addresses below /.foyer/', async (t) => {
    const { somebody } = await openEcho(t);
    for (const up of ['..', '%2e%2e', '.%2E', 'a/../..', '..;', './..']) {
      const answer = await somebody.open(`/.foyer/${up}/forward-auth/envoy/`);
      assert.deepEqual(
        [answer.headers['remote-user'], answer.headers['x-foyer-assertion']],
        [undefined, undefined],
        up,
      );
    }
    assert.match(String((await somebody.get('/.foyer/page.css')).headers['content-type']), /^text\/css/);
  });

  it('sends a page to the sign-in, and says 401 to everything else', async (t) => {
    const { nobody } = await openEcho(t);
    assert.equal((await nobody.open('/a?b=c')).statusCode, 303);
    for (const answer of [await nobody.get('/a'), await nobody.post('/a'), await nobody.delete('/a')]) {
      assert.equal(answer.statusCode, 401);
      assert.equal(answer.headers.location, undefined);
      assert.equal(answer.json().error.code, 'not_signed_in');
    }
  });

  it('gives a refusal with the words that Foyer has for it', async (t) => {
    const { somebody } = await openEcho(t);
    const page = await somebody.open('/admin/');
    assert.equal(page.statusCode, 403);
    assert.match(String(page.headers['content-type']), /^text\/html/);
    const call = await somebody.get('/admin/');
    assert.equal(call.statusCode, 403);
    assert.equal(call.json().error.code, 'access_denied');
  });
});
