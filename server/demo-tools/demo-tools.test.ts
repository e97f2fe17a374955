import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogger } from '../logger.ts';
import { createBrowser } from '../testing/browser.ts';
import { startDemoStage } from '../testing/demo-visitor.ts';
import { overTheWire } from '../testing/foyer-process.ts';
import { openDemoTools } from './demo-tools.ts';

describe('a demo tool', () => {
  it('opens for somebody who is signed in, at the address they asked for, and shows who they are', async (t) => {
    const { visitor, wiki } = await startDemoStage(t);
    const { visit } = await visitor('zhangwei01');
    const deep = `${wiki}/articles/onboarding?section=2&from=%E9%82%AE%E4%BB%B6`;
    const { answer, address } = await visit(deep);
    assert.equal(answer.statusCode, 200);
    assert.equal(address, deep);
    assert.match(answer.body, /第二天：电脑和权限/);
    assert.match(answer.body, /<code class="raw">zhangwei01<\/code>/);
    assert.match(answer.body, /<li>青禾科技\/研发部\/技术中心\/后端组<\/li>/);
    assert.match(answer.body, /&quot;aud&quot;: &quot;wiki&quot;/);
  });

  it('shows nothing to somebody who is not signed in', async (t) => {
    const { stranger, wiki } = await startDemoStage(t);
    const nobody = stranger();
    const page = await nobody.wiki.open('/articles/onboarding?section=2');
    assert.equal(page.statusCode, 303);
    assert.equal(page.headers.location, `${wiki}/.foyer/start?to=%2Farticles%2Fonboarding%3Fsection%3D2`);
    assert.equal(page.body, '');
    const style = await nobody.wiki.get('/styles.css', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'style' });
    assert.equal(style.statusCode, 401);
  });

  it('that is closed to somebody is refused by Foyer, which says so at its own address', async (t) => {
    const { visitor, board } = await startDemoStage(t);
    const colleague = await (await visitor('zhangwei01')).visit(`${board}/`);
    assert.equal(colleague.answer.statusCode, 200);
    const outsider = await (await visitor('0423752')).visit(`${board}/`);
    assert.equal(outsider.answer.statusCode, 403);
    assert.equal(new URL(outsider.address).origin, 'https://foyer.example.com');
    assert.doesNotMatch(outsider.answer.body, /订单查询接口提速/);
  });

  it('has a part for administrators alone', async (t) => {
    const { visitor, wiki } = await startDemoStage(t);
    for (const [userId, status] of [
      ['manager4220', 200],
      ['zhangwei01', 403],
    ] as const) {
      const { visit } = await visitor(userId);
      assert.equal((await visit(`${wiki}/`)).answer.statusCode, 200);
      assert.equal((await visit(`${wiki}/admin/`)).answer.statusCode, status, userId);
    }
  });
});

describe('a form of a demo tool', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-mode': 'navigate' };
  const add = (title: string, headers = {}) => ({
    method: 'POST' as const,
    url: '/cards',
    headers: { ...form, 'sec-fetch-site': 'same-origin', ...headers },
    payload: new URLSearchParams({ title }).toString(),
  });

  it('does what it says, and is 401 once the person has signed out', async (t) => {
    const { visitor, board } = await startDemoStage(t);
    const person = await visitor('zhangwei01');
    await person.visit(`${board}/`);
    assert.equal((await person.board.request(add('第一张'))).statusCode, 303);
    assert.match((await person.board.open('/')).body, /第一张/);
    assert.equal((await person.foyer.post('/auth/sign-out')).statusCode, 204);
    assert.equal((await person.board.request(add('第二张'))).statusCode, 401);
    const byScript = await person.board.request(add('第二张', { 'sec-fetch-mode': 'cors' }));
    assert.equal(byScript.statusCode, 401);
    assert.equal(byScript.json().error.code, 'not_signed_in');
    const colleague = await visitor('linzhiyuan');
    const { answer } = await colleague.visit(`${board}/`);
    assert.match(answer.body, /第一张/);
    assert.doesNotMatch(answer.body, /第二张/);
  });

  // The person's cookie comes along whichever page of this site sends the form.
  it('is refused when another site sent it, even the tool next door', async (t) => {
    const { visitor, board, wiki } = await startDemoStage(t);
    const person = await visitor('zhangwei01');
    await person.visit(`${board}/`);
    for (const site of ['same-site', 'cross-site']) {
      const answer = await person.board.request(add('别人的', { 'sec-fetch-site': site, origin: wiki }));
      assert.equal(answer.statusCode, 403, site);
    }
    assert.doesNotMatch((await person.board.open('/')).body, /别人的/);
  });

  for (const [what, title] of [
    ['nothing', '  '],
    ['two lines', 'a\nb'],
    ['more than a line holds', 'a'.repeat(81)],
  ] as const) {
    it(`takes no card that says ${what}`, async (t) => {
      const { visitor, board } = await startDemoStage(t);
      const person = await visitor('zhangwei01');
      await person.visit(`${board}/`);
      assert.equal((await person.board.request(add(title))).statusCode, 400);
    });
  }

  it('shows as text whatever somebody writes', async (t) => {
    const { visitor, board } = await startDemoStage(t);
    const person = await visitor('zhangwei01');
    await person.visit(`${board}/`);
    await person.board.request(add('<script>alert(1)</script>'));
    const page = await person.board.open('/');
    assert.match(page.body, /&lt;script&gt;/);
    assert.doesNotMatch(page.body, /<script/);
  });
});

describe('the server of the demo tools', () => {
  const options = { port: 0, publicUrl: new URL('http://localhost:3000'), log: createLogger('silent') };
  const ask = (port: string, host: string, url = '/') =>
    createBrowser(overTheWire(Number(port)), new URL(`http://${host}:${port}`)).open(url);

  // A proxy that lets requests through while nobody can be asked protects nothing.
  it('shows nothing while Foyer is not known, or does not answer', async (t) => {
    const demo = await openDemoTools(options);
    t.after(demo.close);
    const { port } = new URL(demo.origins[0] ?? '');
    for (const host of ['wiki.localhost', 'desk.localhost']) assert.equal((await ask(port, host)).statusCode, 503);
    // Nobody listens on port 1.
    demo.answerThrough(new URL('http://127.0.0.1:1'));
    for (const path of ['/', '/articles/onboarding', '/.foyer/start?to=%2F']) {
      const answer = await ask(port, 'wiki.localhost', path);
      assert.equal(answer.statusCode, 502, path);
      assert.doesNotMatch(answer.body, /<|新人/);
    }
    const desk = await ask(port, 'desk.localhost');
    assert.equal(desk.statusCode, 502);
    assert.doesNotMatch(desk.body, /本周值班/);
  });

  it('answers under the names of its tools alone', async (t) => {
    const { demo } = await startDemoStage(t);
    const { port } = new URL(demo.origins[0] ?? '');
    for (const host of ['127.0.0.1', 'localhost', 'mail.localhost', 'x.wiki.localhost'])
      assert.equal((await ask(port, host)).statusCode, 421, host);
    assert.equal((await ask(port, 'wiki.localhost')).statusCode, 303);
  });

  it('takes another port when the one it should have is not free', async (t) => {
    const first = await openDemoTools(options);
    t.after(first.close);
    const port = Number(new URL(first.origins[0] ?? '').port);
    const second = await openDemoTools({ ...options, port });
    t.after(second.close);
    assert.notEqual(new URL(second.origins[0] ?? '').port, String(port));
  });
});

describe('a page of a demo tool', () => {
  it('is in the language that the browser asks for, until the person chooses another', async (t) => {
    const { visitor, wiki } = await startDemoStage(t);
    const person = await visitor('zhangwei01');
    await person.visit(`${wiki}/`);
    const languageOf = async (path: string, accepted: string) =>
      /<html lang="([^"]+)"/.exec((await person.wiki.open(path, { 'accept-language': accepted })).body)?.[1];
    assert.equal(await languageOf('/', 'en-GB,en;q=0.9'), 'en');
    assert.equal(await languageOf('/', 'zh-TW,en;q=0.9'), 'zh-CN');
    assert.equal(await languageOf('/', 'fr,de'), 'zh-CN');
    assert.equal(await languageOf('/?lang=en', 'zh-CN'), 'en');
    assert.equal(await languageOf('/', 'zh-CN'), 'en');
  });

  it('may run no script and load nothing from elsewhere', async (t) => {
    const { visitor, wiki, board, desk } = await startDemoStage(t);
    const person = await visitor('manager4220');
    for (const address of [
      `${wiki}/`,
      `${wiki}/admin/`,
      `${wiki}/nothing`,
      `${board}/`,
      `${desk}/`,
      `${desk}/refused`,
    ]) {
      const { answer } = await person.visit(address);
      assert.match(String(answer.headers['content-security-policy']), /^default-src 'none'; style-src 'self';/);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.doesNotMatch(answer.body, /<script|<style|\sstyle=|\son\w+=/);
    }
  });
});
