/** What a proxy must do for somebody who comes, goes in, and leaves. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openProxyStage, REPORTS, WIKI } from '../../testing/proxy-stage.ts';
import type { RunProxy } from '../../testing/proxy-process.ts';
import { readEcho } from '../../testing/proxied-browser.ts';

/** Runs this part of the contract. */
export function describeSigningIn(run: RunProxy): void {
  // Without it a visitor is in: nothing but the proxy stands before the tool.
  it('sends a signed-out visitor who opens a page to the sign-in, and the tool hears nothing of it', async (t) => {
    const { newVisitor, wiki } = await openProxyStage(t, run);
    const answer = await newVisitor().visit(`${WIKI}/page?x=1&y=%2F`);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, `${WIKI}/.foyer/start?to=${encodeURIComponent('/page?x=1&y=%2F')}`);
    assert.match(String(answer.headers['cache-control']), /no-store/);
    assert.equal(wiki.arrived.length, 0);
  });

  it('answers a signed-out script with 401 and the address of the sign-in, whatever its method', async (t) => {
    const { newVisitor, wiki } = await openProxyStage(t, run);
    const visitor = newVisitor();
    const body = Buffer.from('{}');
    for (const sent of [
      {},
      { method: 'POST', body },
      { method: 'PUT', body },
      { method: 'DELETE' },
      { method: 'OPTIONS' },
    ]) {
      const answer = await visitor.send(`${WIKI}/api?x=1`, { ...sent, headers: { referer: `${WIKI}/list?page=2` } });
      assert.equal(answer.status, 401, sent.method);
      const { error, signInUrl } = JSON.parse(answer.body);
      assert.equal(error.code, 'not_signed_in');
      assert.equal(signInUrl, `${WIKI}/.foyer/start?to=%2Flist%3Fpage%3D2`);
    }
    const form = await visitor.visit(`${WIKI}/form`, { 'sec-fetch-site': 'same-origin' });
    assert.equal(form.status, 303);
    assert.equal((await visitor.send(`${WIKI}/`, { method: 'HEAD' })).status, 401);
    assert.equal(wiki.arrived.length, 0);
  });

  it('leads a visitor through the sign-in to the very page that was asked for', async (t) => {
    const { newVisitor } = await openProxyStage(t, run);
    const deep = `/docs/%E6%96%87%E6%A1%A3/a%20b?q=1%2B1&next=%2Fx%3Fy%3D%26z&empty=&list[]=~!*().-_${'&long=0123456789'.repeat(60)}`;
    const answer = await newVisitor().open(`${WIKI}${deep}`);
    assert.equal(readEcho(answer).url, deep);
    assert.equal(answer.steps.at(-1), '200 wiki.example.com/docs/%E6%96%87%E6%A1%A3/a%20b');
  });

  it('opens a second tool without asking again, for those who may', async (t) => {
    const { signedIn, reports } = await openProxyStage(t, run);
    const visitor = await signedIn('daizhiqiang');
    const answer = await visitor.open(`${REPORTS}/balance`);
    assert.equal(readEcho(answer).url, '/balance');
    assert.ok(!answer.steps.some((step) => step.includes('/auth/sign-in')), answer.steps.join(' → '));
    assert.equal(reports.arrived.length, 1);
  });

  // The permission for one tool must not be one for another that stands behind the same proxy.
  it('leads who may not open a tool to the page that says why, and the tool hears nothing of it', async (t) => {
    const { signedIn, reports } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const answer = await visitor.open(`${REPORTS}/balance`);
    assert.equal(answer.status, 403);
    assert.match(answer.steps.at(-1) ?? '', /^403 foyer\.example\.com\/auth\/tool$/);
    assert.match(answer.body, /access_denied/);
    assert.equal(reports.arrived.length, 0);
  });

  it('answers 403 with the reason when a permission is taken away from somebody who is in', async (t) => {
    const { foyer, signedIn, wiki } = await openProxyStage(t, run);
    const visitor = await signedIn();
    foyer.rewriteTools(`
  - { id: wiki, name: Wiki, url: '${WIKI}/', hosts: [wiki.example.com], allow: [{ department: 财务部 }] }
`);
    const before = wiki.arrived.length;
    const script = await visitor.send(`${WIKI}/api`);
    assert.equal(script.status, 403);
    assert.equal(JSON.parse(script.body).error.code, 'access_denied');
    const page = await visitor.visit(`${WIKI}/page`);
    assert.equal(page.status, 403);
    assert.match(page.body, /\.foyer\/start\?to=%2Fpage/);
    assert.equal(wiki.arrived.length, before);
  });

  // A proxy that remembers a decision keeps somebody in who has left the company.
  it('lets nobody in any more from the moment they sign out at Foyer', async (t) => {
    const { signedIn, wiki } = await openProxyStage(t, run);
    const visitor = await signedIn();
    assert.equal((await visitor.send(`${WIKI}/api`)).status, 200);
    const before = wiki.arrived.length;
    assert.equal((await visitor.foyer.post('/auth/sign-out')).statusCode, 204);
    assert.equal((await visitor.send(`${WIKI}/api`)).status, 401);
    assert.equal((await visitor.visit(`${WIKI}/page`)).status, 303);
    assert.equal(wiki.arrived.length, before);
  });

  // A tool that sees Foyer's cookie can be the person at Foyer, or sell the cookie.
  it('passes on the tool’s own cookies and none of Foyer’s', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const jar = visitor.jarOf('wiki.example.com');
    assert.ok(jar.has('__Host-foyer-tool'));
    jar.set('theme', 'dark');
    const { headers } = readEcho(await visitor.visit(`${WIKI}/`));
    const cookies = (headers.COOKIE ?? []).join('; ').split('; ').sort();
    assert.deepEqual(cookies, ['theme=dark', 'tool=its-own']);
    jar.delete('theme');
    jar.delete('tool');
    const bare = readEcho(await visitor.visit(`${WIKI}/`));
    assert.deepEqual(
      (bare.headers.COOKIE ?? []).filter((value) => value !== ''),
      [],
    );
  });
}
