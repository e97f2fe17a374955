import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser } from '../testing/tool-browser.ts';

const API = 'https://api.example.com';
const WIKI = 'https://wiki.example.com';

const tools = `
  - id: api
    name: API
    url: ${API}/
    hosts: [api.example.com]
    corsPreflight: pass
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
`;
const preflight = {
  origin: 'https://app.example.com',
  'access-control-request-method': 'PUT',
  'sec-fetch-mode': 'cors',
  accept: '*/*',
};

// A browser asks without cookies whether a script may ask: there is no session it could bring.
describe('the question of a browser whether a script may ask (CORS)', () => {
  for (const dialect of ['nginx', 'caddy', 'envoy'] as const) {
    it(`passes through ${dialect} where the file says that the tool answers it, as nobody`, async (t) => {
      const { browser } = await startTestServer(t, { tools });
      const tab = createToolBrowser(browser, { dialect });
      const answer = await tab.ask(`${API}/items?x=1`, { ...preflight, cookie: 'a=1; __Host-foyer-tool=x' }, 'OPTIONS');
      assert.equal(answer.statusCode, 200);
      for (const [name, value] of Object.entries(answer.headers)) {
        if (/^(remote-|x-auth-request-|x-foyer-)/.test(name)) assert.equal(value, '', name);
      }
      assert.equal(
        Object.keys(answer.headers).filter((name) => /^(remote-|x-auth-request-|x-foyer-)/.test(name)).length,
        9,
      );
      assert.equal(answer.headers.cookie, 'a=1');
      const names = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
      assert.deepEqual(names, [], 'what may be asked is for the tool to say');
    });
  }

  it('is refused like everything else where the file says nothing', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const answer = await createToolBrowser(browser).ask(`${WIKI}/items`, preflight, 'OPTIONS');
    assert.equal(answer.statusCode, 401);
  });

  // Many tools do things on OPTIONS, and some read the method from a header.
  it('is nothing but that question: any other request needs a session', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    const { origin: _, ...withoutOrigin } = preflight;
    const { 'access-control-request-method': __, ...withoutMethod } = preflight;
    for (const [headers, method] of [
      [withoutOrigin, 'OPTIONS'],
      [withoutMethod, 'OPTIONS'],
      [preflight, 'GET'],
      [preflight, 'PUT'],
      [preflight, 'options'],
      [{ ...preflight, 'x-http-method-override': 'OPTIONS' }, 'POST'],
    ] as const) {
      assert.equal((await tab.ask(`${API}/items`, headers, method)).statusCode, 401, `${method}`);
    }
    const lie = { ...preflight, 'x-original-method': 'GET' };
    assert.equal((await tab.ask(`${API}/items`, lie, 'OPTIONS')).statusCode, 401, 'what the proxy says counts');
  });
});
