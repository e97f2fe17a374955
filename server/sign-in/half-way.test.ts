import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ApiName } from '../sandbox/app.ts';
import type { FaultId } from '../sandbox/fault-table.ts';
import { refusalCode } from '../testing/refusal-code.ts';
import { chooseAtDingTalk, signedIn, startSignIn } from '../testing/sign-in.ts';
import { startStoredServer } from '../testing/stored.ts';

describe('GET /auth/callback when DingTalk fails half-way', { concurrency: 6 }, () => {
  const calls: readonly ApiName[] = [
    'POST /v1.0/oauth2/userAccessToken',
    'GET /v1.0/contact/users/me',
    'POST /v1.0/oauth2/accessToken',
    'POST /topapi/user/getbyunionid',
    'POST /topapi/v2/user/get',
  ];
  const faults: readonly FaultId[] = [
    ...(['error-500', 'reset', 'truncated-json', 'html-200', 'json-null', 'empty-204'] as const),
    ...(['bad-gateway-html', 'unavailable-503', 'app-throttled', 'x5-block-json'] as const),
  ];
  /** Six seconds, and two for a machine that is busy with other tests. */
  const PATIENCE_MS = 8_000;

  const failAt = async (t: TestContext, api: ApiName, ids: readonly FaultId[]) => {
    const { newBrowser, dingtalk, stored } = await startStoredServer(t);
    for (const id of ids) {
      const browser = newBrowser();
      const callback = await chooseAtDingTalk(await startSignIn(browser, '/profile'), { userId: 'zhangwei01' });
      dingtalk.faults.on(id, { api });
      const startedAt = performance.now();
      const answer = await browser.open(callback);
      const code = refusalCode(answer);
      assert.ok(
        code === 'dingtalk_unreachable' || code === 'dingtalk_busy' || code === 'dingtalk_refused',
        `${id}: ${code}`,
      );
      assert.ok(performance.now() - startedAt < PATIENCE_MS, `${id}: somebody waits for the answer`);
      assert.deepEqual([stored.countSessions(), stored.countTokens()], [0, 0], id);
      assert.equal(browser.jar.has('__Host-foyer'), false);
      assert.equal((await browser.get('/api/me')).statusCode, 401);
      dingtalk.faults.clear();
    }
    await signedIn(newBrowser());
    assert.deepEqual([stored.countSessions(), stored.countTokens()], [1, 1]);
  };

  // A session without the proof that goes with it would be somebody's we know nothing about.
  for (const api of calls) {
    it(`signs nobody in, keeps no token, and lets the next attempt through: ${api} fails`, (t) =>
      failAt(t, api, faults));
    it(`gives up within six seconds: ${api} never answers`, (t) => failAt(t, api, ['never-answers']));
    it(`gives up within six seconds: ${api} answers a byte a second`, (t) => failAt(t, api, ['drip']));
  }
});
