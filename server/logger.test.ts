import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry } from './audit/audit-log.ts';
import { sandboxApp } from './sandbox/sandbox.ts';
import { askJson } from './testing/ask-json.ts';
import { readCompany } from './testing/company-run.ts';
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
    assertNoSecrets(text, cookies);
    assert.doesNotMatch(text, nicknameNumberAndAddress);
    for (const line of otherLines(text)) assert.equal(line.includes('张伟'), false, line);
  });

  // These lines say who did what; whoever reads them must not be able to call anybody, or to write to them.
  it('names people in the lines of the audit log, and says nothing else of them', async (t) => {
    const { services, browser, dingtalk, log } = await startTestServer(t, { env: { LOG_LEVEL: 'trace' } });
    await readCompany(services);
    await signedIn(browser, 'manager4220');
    const cookies = [...browser.jar.values()];
    const ask = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object) =>
      askJson(browser, method, `/api/admin${path}`, body);
    const person = { name: '李新', mobile: '13912340001', departmentIds: [BACKEND], email: 'lixin@qinghe.example' };
    await ask('POST', '/people', { ...person, userId: 'lixin' });
    const refusal = { errcode: 60104, errmsg: '手机号13912340009已存在', request_id: 'r1' };
    dingtalk.faults.answer('POST /topapi/v2/user/create', { status: 200, body: refusal }, { times: 1 });
    await ask('POST', '/people', { ...person, mobile: '13912340009', email: 'other@qinghe.example' });
    await ask('PATCH', '/people/lixin', { email: 'new@qinghe.example', telephone: '010-88881234' });
    await ask('POST', '/external-contacts', { ...contact, mobile: '13912340005' });
    await ask('POST', '/external-contacts', { ...contact, mobile: '61234567', stateCode: '852', labelIds: [] });
    await browser.get('/api/admin/people/by-mobile/13912340001');
    await browser.get('/api/admin/people/by-mobile/+852-61234567');
    await browser.get('/api/admin/audit?on=13912340001');
    await browser.get('/api/admin/audit/export.csv?on=13912340001');
    await ask('DELETE', '/people/lixin', { confirm: '李新' });

    const text = log();
    const [signIn, added, taken, ...others] = auditLines(text);
    assert.deepEqual(Object.keys(signIn ?? {}), ['act', 'outcome', 'actor', 'requestId', 'from', 'target']);
    assert.deepEqual(Object.keys(signIn?.actor ?? {}), ['subject', 'userId', 'name']);
    assert.deepEqual([added?.actor?.name, added?.target], ['李明哲', { kind: 'person', id: 'lixin', name: '李新' }]);
    assert.deepEqual(
      [taken?.outcome, taken?.target?.id, taken?.after?.email],
      ['refused', '139****0009', 'o****@qinghe.example'],
    );
    assert.deepEqual(
      others.map(({ act }) => act),
      ['person_changed', 'external_contact_added', 'audit_exported', 'person_removed'],
    );
    assertNoSecrets(text, cookies);
    // Numbers of eleven digits, of eight, of the desk, and addresses.
    assert.doesNotMatch(text, /(?<!\d)1[3-9]\d{9}(?!\d)|61234567|88881234|[\w.]+@\w[\w-]*\.\w/);
    for (const line of otherLines(text)) assert.doesNotMatch(line, /李明哲|李新|贺新/);
  });
});

/** 张伟, as nobody knows him who reads the log: his account's nickname, his number, his addresses. */
const nicknameNumberAndAddress = /阿伟|13700001007|(?<![\w*])\w[\w.]*@/;
const BACKEND = 460000212;
const contact = { name: '贺新', stateCode: '86', labelIds: [1561077317], followerUserId: 'hourui' };

function auditLines(text: string): AuditEntry[] {
  return linesOf(text).flatMap((line) => JSON.parse(line).audit ?? []);
}

function otherLines(text: string): string[] {
  return linesOf(text).filter((line) => JSON.parse(line).audit === undefined);
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

function assertNoSecrets(text: string, cookies: readonly string[]): void {
  for (const secret of [...cookies, sandboxApp.clientSecret, 'a secret for tests'])
    assert.equal(text.includes(secret), false, secret);
  // DingTalk's codes and tokens are 32 hexadecimal digits, our states 43 characters.
  assert.doesNotMatch(text, /\b[0-9a-f]{32}\b|access_token=|[?&]state=/);
}
