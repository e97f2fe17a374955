/** What the real server writes down while people use it: sign-ins, sign-outs, and what administrators do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import { readCompany } from '../testing/company-run.ts';
import { openTool } from '../testing/oidc-client.ts';
import { desk, startOidcServer } from '../testing/oidc-tools.ts';
import { sendForm } from '../testing/page-form.ts';
import { brief, recorded } from '../testing/recorded.ts';
import { signedIn, signIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const elsewhere = { 'x-forwarded-for': '203.0.113.7' };
const tools = `
  - id: wiki
    name: Wiki
    url: https://wiki.example.com/
    hosts: [wiki.example.com]
  - id: payroll
    name: 工资
    url: https://payroll.example.com/
    hosts: [payroll.example.com]
`;

describe('signing in and out, in the audit log', () => {
  it('is there with who, from where, in which session and under which number', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    await server.browser.post('/auth/sign-out');
    const [came, went] = await recorded(server);
    assert.equal(brief(came), 'signed_in done zhangwei01 session -');
    assert.equal(brief(went), 'signed_out done zhangwei01 session -');
    assert.equal(came?.actor?.name, '张伟');
    assert.equal(came?.target?.id, went?.target?.id);
    assert.ok(came?.from && came.requestId && went?.from && went.requestId);
    assert.notEqual(came.requestId, went.requestId);
  });

  it('is not there for a visitor who signs out', async (t) => {
    const server = await startTestServer(t);
    await server.browser.post('/auth/sign-out');
    assert.deepEqual(await recorded(server), []);
  });

  it('is there when it is refused, with the reason and the number that the person is told', async (t) => {
    const server = await startTestServer(t);
    await signIn(server.browser, { userId: null });
    const refusal = (await server.browser.get('/api/sign-in/refusal')).json().refusal;
    const [row] = await recorded(server);
    assert.equal(brief(row), 'sign_in_refused refused - - sign_in_cancelled');
    assert.equal(row?.requestId, refusal.requestId);
  });

  it('is there with whom it was about, where DingTalk has said who they are', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.company.setActive('zhangwei01', false);
    await signIn(server.browser, { userId: 'zhangwei01' });
    const [row] = await recorded(server);
    assert.equal(brief(row), 'sign_in_refused refused - person employee_inactive');
    assert.equal(row?.target?.id, 'zhangwei01');
  });

  // Anybody can send callbacks that were never asked for: each would be a row that nobody may delete for a year.
  it('is there once for many callbacks that nobody asked for', async (t) => {
    const server = await startTestServer(t);
    for (let n = 0; n < 20; n += 1) await server.newBrowser().open(`/auth/callback?authCode=x&state=invented${n}`);
    assert.equal((await recorded(server, 'sign_in_refused')).length, 1);
  });

  it('is there when somebody ends a session, one row for each', async (t) => {
    const server = await startTestServer(t);
    const [first, second] = [await signedIn(server.browser), await signedIn(server.newBrowser())];
    await signedIn(server.newBrowser());
    const { sessions } = (await first.get('/api/me/sessions')).json();
    const other = sessions.find(({ current }: { current: boolean }) => !current);
    await first.delete(`/api/me/sessions/${other.id}`);
    await first.delete('/api/me/sessions/invented');
    assert.deepEqual(
      (await recorded(server, 'session_ended')).map(({ target }) => target?.id),
      [other.id],
    );
    await first.delete('/api/me/sessions');
    assert.equal((await recorded(server, 'session_ended')).length, 2);
    assert.equal((await second.get('/api/me')).statusCode, 401);
  });

  it('is there when a tool signs somebody out, with the tool', async (t) => {
    const server = await startOidcServer(t);
    const { id_token } = await openTool(server.browser, desk);
    const page = await server.browser.open(`/oidc/session/end?id_token_hint=${id_token}`);
    await sendForm(server.browser, page, {}, elsewhere);
    const [came] = await recorded(server, 'signed_in');
    const [went, ...more] = await recorded(server, 'signed_out');
    assert.deepEqual(more, []);
    assert.equal(brief(went), 'signed_out done zhangwei01 session -');
    assert.deepEqual([went?.target?.id, went?.after, went?.from], [came?.target?.id, { tool: 'desk' }, '203.0.113.7']);
    assert.ok(went?.requestId);
  });

  it('is there when somebody is removed from the company, by whom', async (t) => {
    const server = await startTestServer(t);
    await readCompany(server.services);
    await signedIn(server.newBrowser(), 'wuyutong');
    await signedIn(server.newBrowser(), 'wuyutong');
    const admin = await signedIn(server.browser, 'manager4220');
    await askJson(admin, 'DELETE', '/api/admin/people/wuyutong', { confirm: '吴雨桐' });
    const [removal, end, ...more] = await recorded(server, 'person_removed', 'session_ended');
    assert.deepEqual(more, []);
    assert.equal(brief(removal), 'person_removed done manager4220 person -');
    assert.equal(brief(end), 'session_ended done manager4220 person -');
    assert.deepEqual([end?.target?.name, end?.after], ['吴雨桐', { sessions: 2 }]);
    assert.equal(end?.requestId, removal?.requestId);
  });

  it('is there when somebody has left, and nobody ended it here', async (t) => {
    const server = await startTestServer(t);
    await readCompany(server.services);
    await signedIn(server.browser);
    server.dingtalk.company.markLeft('zhangwei01');
    await readCompany(server.services);
    assert.equal((await server.browser.get('/api/me')).statusCode, 401);
    const rows = await recorded(server, 'session_ended');
    assert.deepEqual(
      rows.map((row) => [brief(row), row.target?.id, row.after]),
      [['session_ended done - person -', 'zhangwei01', { sessions: 1 }]],
    );
  });

  it('is there when DingTalk no longer stands behind a session', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    server.dingtalk.faults.on('user-tokens-expired');
    server.dingtalk.faults.on('refresh-refused');
    assert.equal((await server.browser.get('/api/me/profile')).statusCode, 401);
    const [end, ...more] = await recorded(server, 'session_ended');
    assert.deepEqual(more, []);
    assert.deepEqual([end?.actor, end?.target?.id, end?.after], [null, 'zhangwei01', { sessions: 1 }]);
  });
});

describe('administration, in the audit log', () => {
  it('has every export of the directory', async (t) => {
    const server = await startTestServer(t);
    await readCompany(server.services);
    const admin = await signedIn(server.browser, 'manager4220');
    await admin.get('/api/admin/directory/export.csv');
    await admin.get('/api/admin/directory/export.ndjson');
    const people = server.services.replica.count();
    assert.deepEqual(
      (await recorded(server, 'directory_exported')).map(({ actor, after }) => [actor?.userId, after]),
      [
        ['manager4220', { format: 'csv', people }],
        ['manager4220', { format: 'ndjson', people }],
      ],
    );
  });

  it('has whoever tried the administrators’ pages and is none, once in a while', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    for (let n = 0; n < 5; n += 1) await server.browser.get('/api/admin/directory');
    await server.newBrowser().get('/api/admin/directory');
    const rows = await recorded(server, 'access_refused');
    assert.deepEqual(rows.map(brief), ['access_refused refused zhangwei01 - access_denied']);
    assert.deepEqual(rows[0]?.after, { method: 'GET', address: '/api/admin/directory' });
  });

  // A browser that was left open is somebody else's chance; the company must be able to see that they tried.
  it('has whoever wanted to change something long after they signed in', async (t) => {
    const server = await startTestServer(t);
    const admin = await signedIn(server.browser, 'manager4220');
    server.clock.advance(16 * 60_000);
    for (let n = 0; n < 3; n += 1) await askJson(admin, 'DELETE', '/api/admin/people/wuyutong', { confirm: '吴雨桐' });
    const rows = await recorded(server, 'access_refused', 'person_removed');
    assert.deepEqual(rows.map(brief), ['access_refused refused manager4220 - reauthentication_required']);
    assert.deepEqual(rows[0]?.after, { method: 'DELETE', address: '/api/admin/people/:userId' });
  });

  it('has what DingTalk refused, under its code and its number', async (t) => {
    const server = await startTestServer(t);
    await readCompany(server.services);
    const admin = await signedIn(server.browser, 'manager4220');
    const body = { errcode: 12150, errmsg: '修改失败', request_id: 'dt-12150' };
    server.dingtalk.faults.answer('POST /topapi/v2/user/update', { status: 200, body }, { times: 1 });
    await askJson(admin, 'PATCH', '/api/admin/people/wuyutong', { title: '设计师' });
    const [row] = await recorded(server, 'person_changed');
    assert.equal(brief(row), 'person_changed refused manager4220 person 12150');
    assert.deepEqual([row?.dingtalkRequestId, row?.target?.name], ['dt-12150', '吴雨桐']);
    assert.deepEqual(Object.keys(row?.before ?? {}), ['title']);
    assert.deepEqual(row?.after, { title: '设计师' });
  });

  it('has each row of an import by whoever began it, as if they had typed it, and how the whole ended', async (t) => {
    const server = await startTestServer(t);
    await readCompany(server.services);
    const admin = await signedIn(server.browser, 'manager4220');
    const csv = [
      'userId,name,mobile,departments,title',
      ',新一,13912340001,460000212,',
      'wuyutong,,,,设计师',
      'dengkai,,,,顾问',
      'zhangwei01,,,,',
    ].join('\n');
    const { id } = (await askJson(admin, 'POST', '/api/admin/imports', { csv })).json().import;
    const body = { errcode: 12150, errmsg: '修改失败', request_id: 'dt-12150' };
    server.dingtalk.faults.answer('POST /topapi/v2/user/update', { status: 200, body }, { times: 1 });
    await askJson(admin, 'POST', `/api/admin/imports/${id}/start`);
    await server.services.contacts.imports.runner.settled();
    const rows = (await recorded(server)).slice(1);
    assert.deepEqual(
      rows.map((row) => [brief(row), row.target?.name ?? row.after?.state]),
      [
        ['people_imported done manager4220 import -', 'started'],
        ['person_added done manager4220 person -', '新一'],
        ['person_changed refused manager4220 person 12150', '吴雨桐'],
        ['person_changed done manager4220 person -', '邓凯'],
        ['people_imported done manager4220 import -', 'done'],
      ],
    );
    const [started, ...others] = rows;
    for (const row of others) assert.deepEqual([row.requestId, row.from], [started?.requestId, started?.from]);
    for (const row of rows.slice(1, 4)) assert.ok(row.dingtalkRequestId && row.dingtalkRequestId !== '-');
    assert.ok(started?.requestId && started.from);
  });

  it('has an import that stopped half-way as one, with the reason', async (t) => {
    const server = await startTestServer(t);
    await readCompany(server.services);
    const admin = await signedIn(server.browser, 'manager4220');
    const csv = 'name,mobile,departments\n新一,13912340001,460000212';
    const { id } = (await askJson(admin, 'POST', '/api/admin/imports', { csv })).json().import;
    server.dingtalk.faults.on('add-limit');
    await askJson(admin, 'POST', `/api/admin/imports/${id}/start`);
    await server.services.contacts.imports.runner.settled();
    assert.deepEqual((await recorded(server, 'people_imported', 'person_added')).map(brief), [
      'people_imported done manager4220 import -',
      'person_added refused manager4220 person member-limit',
      'people_imported refused manager4220 import dingtalk_busy',
    ]);
  });

  it('has each change of the file with the rules, and a file with mistakes once', async (t) => {
    const server = await startTestServer(t, { tools });
    server.rewriteTools(tools.replace('id: payroll', 'id: wages'));
    server.services.rules.reload();
    server.rewriteTools('  - id: [');
    server.services.rules.reload();
    const [good, bad, ...more] = await recorded(server, 'rules_reloaded');
    assert.deepEqual(more, []);
    assert.deepEqual([good?.outcome, good?.actor], ['done', null]);
    assert.deepEqual(Object.keys(good?.before ?? {}), ['administrators', 'tools', 'tool payroll']);
    assert.deepEqual(Object.keys(good?.after ?? {}), ['administrators', 'tools', 'tool wages']);
    assert.deepEqual(
      [good?.before?.tools, good?.after?.tools],
      [
        ['payroll', 'wiki'],
        ['wages', 'wiki'],
      ],
    );
    assert.equal(bad?.outcome, 'refused');
    assert.match(String(bad?.after?.report), /tools\.yaml/);
  });

  // Without this, somebody could open a tool to everybody for an hour, and nobody could see that it was so.
  it('has what changed in the rules of a tool, and neither its secret nor a line that only moved', async (t) => {
    const secret = 'a-secret-of-a-tool-that-is-forty-letters-long';
    const oidc = `\n    oidc: { clientId: wiki, clientSecret: ${secret}, redirectUris: [https://wiki.example.com/callback] }`;
    const closed = `${tools.replace('hosts: [wiki.example.com]', `$&${oidc}\n    allow: [{ user: gonglin }]`)}`;
    const server = await startTestServer(t, { tools: closed });
    server.rewriteTools(`  # moved\n${closed}`);
    server.services.rules.reload();
    server.rewriteTools(closed.replace('[{ user: gonglin }]', 'everyone'));
    server.services.rules.reload();
    const [moved, opened] = await recorded(server, 'rules_reloaded');
    assert.deepEqual(moved?.before, moved?.after);
    const allowed = [opened?.before, opened?.after].map(
      (rules) => (rules?.['tool wiki'] as { allow: unknown } | undefined)?.allow,
    );
    assert.deepEqual(allowed, [
      { kind: 'any', conditions: [{ kind: 'user', userId: 'gonglin' }] },
      { kind: 'everyone' },
    ]);
    assert.doesNotMatch(JSON.stringify(opened), new RegExp(secret));
  });
});
