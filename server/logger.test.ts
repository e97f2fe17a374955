import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxApp } from './sandbox/sandbox.ts';
import { signedIn, signIn } from './testing/sign-in.ts';
import { startTestServer } from './testing/start-test-server.ts';

describe('the log', () => {
  // Logs are copied, shipped and read by many; whoever reads them must not be able to act as anybody.
  it('holds no token, code, cookie, secret or personal detail, whatever happens and however much is logged', async (t) => {
    const { browser, newBrowser, dingtalk, log } = await startTestServer(t, { env: { LOG_LEVEL: 'trace' } });
    await signedIn(browser);
    const cookies = [...browser.jar.values()];
    await browser.get('/api/me/profile');
    for (const fault of ['user-tokens-expired', 'app-token-expired'] as const) {
      dingtalk.faults.on(fault);
      await browser.get('/api/me/profile');
    }
    for (const fault of ['no-contact-user-read', 'error-500', 'reset', 'json-null', 'refresh-refused'] as const) {
      dingtalk.faults.on(fault);
      await signIn(newBrowser(), { userId: 'zhangwei01' });
      await browser.get('/api/me/profile');
      dingtalk.faults.clear();
    }
    await browser.get('/api/me/profile?mobile=13700001007');
    await browser.post('/auth/sign-out');

    const text = log();
    assert.match(text, /signed in/);
    const person = ['张伟', '阿伟', '13700001007', 'zhangwei01@qinghe.example'];
    for (const secret of [...cookies, ...person, sandboxApp.clientSecret, 'a secret for tests']) {
      assert.equal(text.includes(secret), false, secret);
    }
    // DingTalk's codes and tokens are 32 hexadecimal digits, our states 43 characters.
    assert.doesNotMatch(text, /\b[0-9a-f]{32}\b|access_token=|[?&]state=/);
  });
});
