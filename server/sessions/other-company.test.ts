import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

describe('a session of another company', () => {
  // Foyer lets the employees of one company in; who was let in for another one has no business here.
  it('is nobody’s session once Foyer works for this one, with the same secret and the same database', async (t) => {
    const dataDir = temporaryFolder(t);
    const before = await startTestServer(t, { dataDir });
    const { jar } = await signedIn(before.browser);

    const after = await startTestServer(t, { dataDir, env: { DINGTALK_CORP_ID: 'dingothercompany' } });
    for (const [name, value] of jar) after.browser.jar.set(name, value);
    assert.equal((await after.browser.get('/api/me')).statusCode, 401);

    const again = await startTestServer(t, { dataDir, dingtalk: before.dingtalk, clock: before.clock });
    for (const [name, value] of jar) again.browser.jar.set(name, value);
    assert.equal((await again.browser.get('/api/me')).statusCode, 200);
  });
});
