import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { startTestServer } from '../testing/start-test-server.ts';

describe('the reference number of a refusal', () => {
  // A number that the log does not know sends the administrator looking for nothing.
  for (const [what, request] of [
    ['a request for another host name', { url: '/', headers: { host: 'evil.example' } }],
    ['an address that is too long', { url: `/?q=${'a'.repeat(9_000)}` }],
    ['two Host headers and other framework refusals', { url: '/%E0%A4%A' }],
    ['an address nobody serves', { url: '/nobody' }],
  ] as const) {
    it(`stands in the log: ${what}`, async (t) => {
      const { browser, log } = await startTestServer(t);
      const answer = await browser.request({ method: 'GET', ...request });
      const { requestId } = answer.json().error;
      assert.match(requestId, /^[0-9a-f-]{13}$/);
      assert.ok(log().includes(`"reqId":"${requestId}"`), `${answer.statusCode} ${log()}`);
    });
  }

  it('stands in the log for what is not HTTP at all', async (t) => {
    const { app, log } = await startTestServer(t);
    const answer = await sendRaw(await listenForTest(app), 'GET / HTTP/1.1\r\nHost : x\r\n\r\n');
    const requestId = /"requestId":"([0-9a-f-]{13})"/.exec(answer.body)?.[1];
    assert.ok(requestId);
    assert.ok(log().includes(`"reqId":"${requestId}"`));
  });
});
