import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const page = { 'sec-fetch-mode': 'navigate', accept: 'text/html' };

describe('a request that was not sent to Foyer’s own address', () => {
  // Whoever points a name of theirs at Foyer must not get its answers under that name.
  for (const host of [
    'evil.example',
    'foyer.example.com.evil.example',
    'foyer.example.com:8443',
    'foyer.example.com.',
    'foyer.example.com@evil.example',
    '127.0.0.1',
    '',
  ]) {
    it(`is refused with 421: ${host || 'no host'}`, async (t) => {
      const { browser } = await startTestServer(t);
      await signedIn(browser);
      for (const url of ['/', '/api/me', '/auth/sign-in', '/nowhere', '/assets/a.js']) {
        const answer = await browser.get(url, { host });
        assert.equal(answer.statusCode, 421, `${url} ${answer.body}`);
        assert.deepEqual(Object.keys(answer.json().error), ['code', 'requestId']);
      }
    });
  }

  it('is explained to a person, with a link to the right address and nothing else', async (t) => {
    const { browser } = await startTestServer(t);
    for (const url of ['/', '/nowhere"><script>alert(1)</script>']) {
      const answer = await browser.open(url, { ...page, host: 'evil.example' });
      assert.equal(answer.statusCode, 421);
      assert.match(String(answer.headers['content-type']), /^text\/html/);
      assert.match(answer.body, /<a href="https:\/\/foyer\.example\.com\/">/);
      assert.doesNotMatch(answer.body, /script|evil/);
    }
  });

  it('is what a forwarded name cannot turn it into, nor save it from', async (t) => {
    const { browser } = await startTestServer(t);
    const forwarded = { 'x-forwarded-host': 'foyer.example.com', forwarded: 'host=foyer.example.com' };
    assert.equal((await browser.get('/', { host: 'evil.example', ...forwarded })).statusCode, 421);
    const answer = await browser.open('/auth/sign-in', {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    });
    const sent = new URL(String(answer.headers.location)).searchParams.get('redirect_uri');
    assert.equal(sent, 'https://foyer.example.com/auth/callback');
  });

  it('is accepted in whatever case the name is written', async (t) => {
    const { browser } = await startTestServer(t);
    assert.equal((await browser.get('/', { host: 'Foyer.Example.COM' })).statusCode, 200);
  });

  it('is a health check, which is asked under any name', async (t) => {
    const { browser } = await startTestServer(t);
    for (const url of ['/healthz', '/readyz']) {
      assert.equal((await browser.get(url, { host: '10.0.0.7:3000' })).statusCode, 200);
    }
  });
});

describe('a request that could be read as one for two hosts', () => {
  // A proxy in front would judge one of the two and Foyer the other.
  it('is refused', async (t) => {
    const { app } = await startTestServer(t);
    const port = await listenForTest(app);
    const host = 'Host: foyer.example.com';
    const ask = async (start: string, ...lines: string[]) =>
      (await sendRaw(port, [start, ...lines, 'Connection: close', '', ''].join('\r\n'))).status;
    assert.equal(await ask('GET / HTTP/1.1', host), 200);
    assert.equal(await ask('GET / HTTP/1.1', host, 'Host: evil.example'), 400);
    assert.equal(await ask('GET / HTTP/1.1', 'Host: evil.example', host), 400);
    assert.equal(await ask('GET / HTTP/1.1', host, 'hOST: foyer.example.com'), 400);
    assert.ok([400, 421].includes(await ask('GET http://evil.example/ HTTP/1.1', host)));
    assert.ok([400, 421].includes(await ask('GET https://foyer.example.com/ HTTP/1.1', host)));
    assert.equal(await ask('GET / HTTP/1.1'), 400);
    assert.ok([400, 421].includes(await ask('GET / HTTP/1.0')));
    assert.ok([400, 404, 405, 421].includes(await ask('OPTIONS * HTTP/1.1', host)));
  });
});
