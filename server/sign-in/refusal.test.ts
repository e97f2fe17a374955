import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeyRing } from '../keys/key-ring.ts';
import { createSealer } from '../keys/seal.ts';
import { sandboxApp } from '../sandbox/sandbox.ts';
import { Secret } from '../secret.ts';
import type { Browser } from '../testing/browser.ts';
import { refusalCode } from '../testing/refusal-code.ts';
import { signedIn, signIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { sealPending } from './pending.ts';

describe('GET /api/sign-in/refusal', () => {
  const asked = async (browser: Browser) => (await browser.get('/api/sign-in/refusal')).json().refusal;

  it('tells of the last refusal in this browser: code, request id as logged, and where the person wanted to go', async (t) => {
    const { browser, log } = await startTestServer(t);
    const answer = await signIn(browser, { userId: 'zhaolei07', returnTo: '/directory?q=1' });
    assert.equal(refusalCode(answer), 'not_an_employee');
    const refusal = await asked(browser);
    const { requestId, dingtalk, ...rest } = refusal;
    assert.deepEqual(rest, { code: 'not_an_employee', returnTo: '/directory?q=1', permissions: [] });
    assert.equal(dingtalk.code, '60121');
    assert.match(dingtalk.requestId, /^\w{11,13}$/);
    const logged = log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const line = logged.find(({ code }) => code === 'not_an_employee');
    assert.equal(line.reqId, requestId);
    assert.equal(line.req.path, '/auth/callback');
  });

  it('names the permission that DingTalk wants', async (t) => {
    const { browser, dingtalk } = await startTestServer(t);
    for (const [fault, permission] of [
      ['no-contact-user-read', 'Contact.User.Read'],
      ['no-qyapi-get-member', 'qyapi_get_member'],
      ['no-open-app-api-base', 'open_app_api_base'],
    ] as const) {
      dingtalk.faults.on(fault);
      assert.equal(refusalCode(await signIn(browser, { userId: 'zhangwei01' })), 'dingtalk_permission_missing');
      assert.deepEqual((await asked(browser)).permissions, [permission]);
      dingtalk.faults.clear();
    }
  });

  it('tells nothing to a browser in which nothing was refused, and nothing after a sign-in that went well', async (t) => {
    const { browser, newBrowser } = await startTestServer(t);
    await signIn(browser, { userId: null });
    assert.equal((await asked(browser)).code, 'sign_in_cancelled');
    assert.equal(await asked(newBrowser()), null);
    await signedIn(browser);
    assert.equal(await asked(browser), null);
  });

  // The cookie decides what a page of ours says; only what we sealed for this purpose may.
  it('takes nobody else for its word: another key, another cookie, a changed byte', async (t) => {
    const { browser, services, clock } = await startTestServer(t);
    await signIn(browser, { userId: null });
    const name = '__Host-foyer-refusal';
    const own = browser.jar.get(name) ?? '';
    assert.ok(own);
    const refusal = { code: 'internal', requestId: 'x', returnTo: '//evil.example', permissions: [] };
    const keyRing = createKeyRing({
      secrets: [new Secret('the secret of another install, which is long')],
      environment: `live ${sandboxApp.corpId}`,
    });
    const pending = { state: 'refusal', returnTo: '/', startedAt: clock.now() };
    for (const value of [
      await createSealer(keyRing, 'refused sign-in').seal('refusal', refusal),
      await services.sealers.pending.seal('refusal', refusal),
      await services.sealers.refusal.seal('another record', refusal),
      await services.sealers.refusal.seal('refusal', { ...refusal, extra: 1 }),
      await services.sealers.refusal.seal('refusal', 'text'),
      await sealPending(services.sealers.pending, pending),
      `${own.slice(0, -2)}${own.at(-2) === 'A' ? 'B' : 'A'}${own.at(-1)}`,
      Buffer.from(JSON.stringify(refusal)).toString('base64url'),
      '',
    ]) {
      browser.jar.set(name, value);
      assert.equal(await asked(browser), null);
    }
    browser.jar.set(name, own);
    assert.equal((await asked(browser)).code, 'sign_in_cancelled');
  });

  it('lies in a cookie like all others, for ten minutes', async (t) => {
    const { browser } = await startTestServer(t);
    const answer = await signIn(browser, { userId: null });
    const header = [answer.headers['set-cookie'] ?? []].flat().find((each) => each.startsWith('__Host-foyer-refusal='));
    const [, ...attributes] = String(header).split('; ');
    assert.deepEqual(attributes.sort(), ['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure']);
  });
});
