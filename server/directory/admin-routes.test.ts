import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { Answer, Browser } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import { dumpDatabase } from '../testing/database-dump.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
const claims = {
  'x-auth-groups': 'admin',
  'remote-groups': 'admin',
  'remote-user': 'manager4220',
  'x-forwarded-user': 'manager4220',
  'x-test-user': 'manager4220',
};

/** Addresses nobody serves, and addresses that only look like one of ours. */
const invented = [
  '/api/admin',
  '/api/admin/',
  '/api/admin/nothing',
  '/api/admin/directory/',
  '/api/admin/directory/runs/1',
  '/api/admin/directory/export',
  '/api/admin/person',
  '/api/admin/people/zhangwei01/sessions',
  '/api/admin/sessions',
  '/api/admin/.env',
  '/api/admin/x/y/z?a=b',
  '/api/admin/%00',
];

/** Everything below /api/admin that the table of routes knows, with something in the place of each id. */
function ofTheTable(app: FastifyInstance): string[] {
  const urls = app.routeTable.map(({ url }) => url).filter((url) => url.startsWith('/api/admin'));
  return [...new Set(urls)].map((url) => url.replace(/:\w+/g, 'zhangwei01'));
}

type Ask = { by: Browser; method: (typeof methods)[number]; url: string; headers?: Record<string, string> };

function ask({ by, method, url, headers = {} }: Ask): Promise<Answer> {
  const ours = { ...script, 'x-foyer-csrf': '1', ...headers };
  return by.request({ method, url, headers: ours });
}

function codeOf(answer: Answer): string | undefined {
  return answer.body === '' ? undefined : answer.json().error?.code;
}

/** Refuses each address to this browser with one status and one code. */
async function assertClosed(urls: readonly string[], by: Browser, [status, code]: [number, string], headers = {}) {
  for (const url of urls) {
    for (const method of methods) {
      const answer = await ask({ by, method, url, headers });
      assert.equal(answer.statusCode, status, `${method} ${url}: ${answer.body}`);
      if (method !== 'HEAD') assert.equal(codeOf(answer), code, `${method} ${url}`);
      assert.equal(answer.headers.allow, undefined, 'which methods there are is nobody’s business');
    }
  }
}

async function startStored(t: TestContext, admins = 'admins:\n  - user: manager4220\n') {
  const dataDir = temporaryFolder(t);
  const toolsFile = join(temporaryFolder(t), 'tools.yaml');
  writeFileSync(toolsFile, admins);
  const server = await startTestServer(t, { dataDir, env: { TOOLS_FILE: toolsFile } });
  return { ...server, toolsFile, dump: () => dumpDatabase(join(dataDir, 'foyer.sqlite')) };
}

describe('everything under /api/admin', () => {
  it('declares that it is for administrators, whatever is under it', async (t) => {
    const { app } = await startTestServer(t);
    const under = app.routeTable.filter(({ url }) => url.startsWith('/api/admin'));
    assert.ok(under.length >= 8);
    assert.deepEqual(
      under.filter(({ access }) => access !== 'admin'),
      [],
    );
    assert.deepEqual(
      app.routeTable.filter(({ access, url }) => access === 'admin' && !url.startsWith('/api/admin/')),
      [],
    );
  });

  // One address that forgot its guard gives away the whole company.
  it('is refused to visitors, to employees and to DingTalk’s own administrators, and changes nothing', async (t) => {
    const { app, newBrowser, dump, dingtalk } = await startStored(t, 'admins:\n  - user: somebody-else\n');
    const urls = [...ofTheTable(app), ...invented];
    const employee = await signedIn(newBrowser(), 'zhangwei01');
    const dingTalkAdmin = await signedIn(newBrowser(), 'manager4220');
    const before = dump();
    dingtalk.calls.reset();
    for (const headers of [{}, claims]) {
      await assertClosed(urls, newBrowser(), [401, 'not_signed_in'], headers);
      await assertClosed(urls, employee, [403, 'access_denied'], headers);
      await assertClosed(urls, dingTalkAdmin, [403, 'access_denied'], headers);
    }
    assert.equal(dump(), before);
    assert.deepEqual(dingtalk.calls.list(), []);
  });

  it('is refused to somebody who merely calls themselves an administrator', async (t) => {
    const { dingtalk, browser, app } = await startStored(t, 'admins:\n  - user: admin\n');
    dingtalk.company.rename('zhangwei01', 'admin');
    dingtalk.company.setTitle('zhangwei01', 'admin');
    dingtalk.company.setRoles('zhangwei01', ['admin', '主管理员']);
    await signedIn(browser);
    assert.equal((await browser.get('/api/me')).json().name, 'admin');
    await assertClosed(ofTheTable(app), browser, [403, 'access_denied']);
  });

  it('opens for an administrator; what is not there is then not there', async (t) => {
    const { newBrowser, app } = await startTestServer(t);
    const admin = await signedIn(newBrowser(), 'manager4220');
    for (const url of invented.filter((candidate) => !/\/directory\/$|%00/.test(candidate))) {
      const answer = await ask({ by: admin, method: 'GET', url });
      assert.deepEqual([answer.statusCode, codeOf(answer)], [404, 'not_found'], url);
    }
    // People can be removed; nothing else can.
    for (const url of ofTheTable(app).filter((known) => !/\/people\/[\w-]+$/.test(known))) {
      const answer = await ask({ by: admin, method: 'DELETE', url });
      assert.deepEqual([answer.statusCode, codeOf(answer)], [405, 'method_not_allowed'], url);
    }
    assert.equal((await admin.get('/api/admin/directory')).statusCode, 200);
  });

  it('lies only where it lies: an address that looks like it is not found', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    for (const url of ['/api/adminx', '/api//admin/directory', '/API/admin/directory', '/api/admin;x/directory']) {
      assert.ok([403, 404].includes((await browser.get(url)).statusCode), url);
    }
  });

  // Somebody who has lost the right must not keep it for as long as their session lasts.
  it('closes with the next request for whoever is taken out of the file, and opens for whoever is put in', async (t) => {
    const { newBrowser, toolsFile } = await startStored(t);
    const [before, after] = [await signedIn(newBrowser(), 'manager4220'), await signedIn(newBrowser(), 'dengkai')];
    const rights = async (by: Browser) => [
      (await by.get('/api/admin/directory')).statusCode,
      (await by.get('/api/me')).json().isFoyerAdmin,
    ];
    assert.deepEqual(
      [await rights(before), await rights(after)],
      [
        [200, true],
        [403, false],
      ],
    );
    writeFileSync(toolsFile, 'admins:\n  - user: dengkai\n');
    assert.deepEqual(
      [await rights(before), await rights(after)],
      [
        [403, false],
        [200, true],
      ],
    );
    assert.equal((await before.get('/api/me')).json().isAdmin, true);
    writeFileSync(toolsFile, '');
    assert.deepEqual(
      [await rights(before), await rights(after)],
      [
        [403, false],
        [403, false],
      ],
    );
  });
});

describe('POST /api/admin/directory/runs', () => {
  const url = '/api/admin/directory/runs';
  const json = { 'content-type': 'application/json' };

  it('begins a reading and says so, and another only when that has ended', async (t) => {
    const { newBrowser, services } = await startTestServer(t);
    const admin = await signedIn(newBrowser(), 'manager4220');
    assert.deepEqual((await admin.get('/api/admin/directory')).json(), { run: null });
    const first = await admin.post(url);
    assert.deepEqual([first.statusCode, first.json().run.id, first.json().run.state], [202, 1, 'running']);
    const second = await admin.post(url);
    assert.deepEqual([second.statusCode, second.json().run.id], [202, 1]);
    await services.runner.settled();
    const after = (await admin.get('/api/admin/directory')).json();
    assert.deepEqual([after.run.id, after.run.state], [1, 'completed']);
    assert.ok(Date.parse(after.nextRunAt) > Date.parse(after.run.finishedAt));
    assert.equal((await admin.post(url)).json().run.id, 2);
    await services.runner.settled();
  });

  it('takes no body, an empty one, or the word that many may be removed; nothing else', async (t) => {
    const { newBrowser, services } = await startTestServer(t);
    const admin = await signedIn(newBrowser(), 'manager4220');
    const post = async (payload: string | undefined, headers: Record<string, string> = json) => {
      const ours = { ...script, 'x-foyer-csrf': '1', ...headers };
      const options = { method: 'POST' as const, url, headers: ours };
      const answer = await admin.request(payload === undefined ? options : { ...options, payload });
      await services.runner.settled();
      return answer.statusCode;
    };
    for (const body of [
      '{"allowRemovals":"true"}',
      '{"allowRemovals":1}',
      '{"allowRemovals":null}',
      '{"allow":true}',
      '{"__proto__":{"allowRemovals":true}}',
      '{"constructor":{"prototype":{"allowRemovals":true}}}',
      '[]',
      '"x"',
      'true',
      '{',
      `${'['.repeat(1_000)}${']'.repeat(1_000)}`,
    ]) {
      assert.equal(await post(body), 400, body.slice(0, 60));
    }
    assert.equal(await post('x'.repeat(65 * 1_024)), 413);
    assert.equal(await post('allowRemovals=true', { 'content-type': 'application/x-www-form-urlencoded' }), 415);
    assert.equal(services.runner.latest().run, null);
    assert.equal('allowRemovals' in {}, false);
    for (const body of [undefined, '', '{}', '{"allowRemovals":false}', '{"allowRemovals":true}']) {
      assert.equal(await post(body), 202, body);
    }
    assert.equal((await admin.post(`${url}?allowRemovals=true`)).statusCode, 400);
  });

  // A page elsewhere must not make an administrator's browser read the company again and again.
  it('is refused to another site’s page', async (t) => {
    const { newBrowser, services } = await startTestServer(t);
    const admin = await signedIn(newBrowser(), 'manager4220');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', 'x-foyer-csrf': '1' },
      { 'sec-fetch-site': 'same-site', 'x-foyer-csrf': '1' },
      { 'sec-fetch-site': 'same-origin' },
      { origin: 'https://evil.example', 'x-foyer-csrf': '1' },
      { 'x-foyer-csrf': '1' },
    ]) {
      const answer = await admin.request({ method: 'POST', url, headers });
      assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'csrf_refused']);
    }
    assert.equal(services.runner.latest().run, null);
  });

  it('tells why a reading failed, with DingTalk’s own words', async (t) => {
    const { newBrowser, services, dingtalk } = await startTestServer(t);
    const admin = await signedIn(newBrowser(), 'manager4220');
    dingtalk.faults.on('no-qyapi-get-department-list');
    await readCompany(services);
    const { run } = (await admin.get('/api/admin/directory')).json();
    assert.deepEqual([run.state, run.failure.code], ['failed', 'dingtalk_permission_missing']);
    assert.deepEqual(run.failure.dingtalk.permissions, ['qyapi_get_department_list']);
    assert.equal('allowRemovals' in run, false);
  });
});

describe('looking up one id of a person from the other', () => {
  async function start(t: TestContext) {
    const server = await startTestServer(t);
    const admin = await signedIn(server.browser, 'manager4220');
    const look = async (path: string) => {
      const answer = await admin.get(`/api/admin/people/${path}`);
      return { status: answer.statusCode, body: answer.json(), answer };
    };
    return { ...server, admin, look };
  }

  it('gives both ids either way, and who it is', async (t) => {
    const { look, dingtalk } = await start(t);
    const unionId = dingtalk.company.find('zhangwei01')?.account.unionId ?? '';
    const { body, answer } = await look('by-user-id/zhangwei01');
    assert.match(body.person.subject, /^[\w-]{43}$/);
    const { subject, ...person } = body.person;
    assert.deepEqual(person, { userId: 'zhangwei01', unionId, name: '张伟', title: '后端工程师', isActive: true });
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.deepEqual((await look(`by-union-id/${unionId}`)).body, body);
    const { name, isActive } = (await look('by-user-id/songyiran')).body.person;
    assert.deepEqual([name, isActive], ['宋怡然', false]);
    assert.equal((await look('by-user-id/0423752')).body.person.userId, '0423752');
  });

  it('says with DingTalk’s code that nobody has the id', async (t) => {
    const { look, dingtalk } = await start(t);
    const left = dingtalk.company.find('zhaolei07')?.account.unionId;
    const unionId = dingtalk.company.find('zhangwei01')?.account.unionId;
    for (const path of ['by-user-id/nobody', 'by-union-id/nobody', `by-union-id/${left}`, `by-user-id/${unionId}`]) {
      const { status, body } = await look(path);
      const { code, dingtalk: said } = body.error;
      assert.deepEqual([status, code, said.code], [404, 'not_found', '60121'], path);
      assert.ok(said.requestId.length > 1);
    }
    dingtalk.faults.on('unknown-person-33012');
    assert.equal((await look('by-user-id/nobody')).body.error.dingtalk.code, '33012');
  });

  // "Nobody has that id" and "the app may not see them" ask for different things to be done.
  it('tells an administrator by its code that the app may not see somebody', async (t) => {
    const { look, dingtalk } = await start(t);
    const unionId = dingtalk.company.find('tangruoxi')?.account.unionId;
    for (const path of ['by-user-id/tangruoxi', `by-union-id/${unionId}`]) {
      const { body } = await look(path);
      assert.equal(body.error.dingtalk.code, '50002', path);
      assert.doesNotMatch(JSON.stringify(body), /唐若曦/);
    }
  });

  it('does not take an external contact for an employee', async (t) => {
    const { look, dingtalk } = await start(t);
    const unionId = dingtalk.company.find('015643211789')?.account.unionId;
    const { status, body } = await look(`by-union-id/${unionId}`);
    assert.deepEqual([status, body.error.code], [404, 'not_found']);
    assert.doesNotMatch(JSON.stringify(body), /何文博|015643211789/);
  });

  it('says which permission is missing, and that DingTalk is busy', async (t) => {
    const { look, dingtalk } = await start(t);
    dingtalk.faults.on('no-qyapi-get-member');
    for (const path of ['by-user-id/zhangwei01', 'by-union-id/x']) {
      const { status, body } = await look(path);
      assert.deepEqual([status, body.error.code], [503, 'dingtalk_permission_missing'], path);
      assert.deepEqual(body.error.dingtalk.permissions, ['qyapi_get_member']);
    }
    dingtalk.faults.clear();
    dingtalk.faults.on('busy');
    assert.equal((await look('by-user-id/zhangwei01')).body.error.code, 'dingtalk_busy');
  });

  // An id becomes a part of a question to DingTalk, and must never become a part of its address.
  it('asks DingTalk under the same address, whatever the id is', async (t) => {
    const { admin, dingtalk } = await start(t);
    dingtalk.calls.reset();
    const ids = ['..%2f..%2fv1.0%2foauth2%2faccessToken', 'a%3Fb', 'a%23b', '%2e%2e%3b', '%22%7D', 'a%0d%0ab', '%00'];
    for (const kind of ['by-user-id', 'by-union-id']) {
      for (const id of ids) {
        const { statusCode } = await admin.get(`/api/admin/people/${kind}/${id}`);
        assert.ok([400, 404].includes(statusCode), `${kind}/${id}: ${statusCode}`);
      }
    }
    const asked = new Set(dingtalk.calls.list());
    asked.delete('POST /topapi/v2/user/get');
    asked.delete('POST /topapi/user/getbyunionid');
    assert.deepEqual([...asked], []);
  });

  it('signs out whoever DingTalk says has left', async (t) => {
    const { look, dingtalk, newBrowser } = await start(t);
    const zhang = await signedIn(newBrowser(), 'zhangwei01');
    dingtalk.company.markLeft('zhangwei01');
    assert.equal((await look('by-user-id/zhangwei01')).status, 404);
    assert.equal((await zhang.get('/api/me')).statusCode, 401);
  });
});

describe('GET /api/admin/directory/departments/:id/user-ids', () => {
  it('lists the direct members as DingTalk does, seen or not, and knows no other department', async (t) => {
    const { browser, services, dingtalk } = await startTestServer(t);
    await signedIn(browser, 'manager4220');
    const ids = async (id: string) => {
      const answer = await browser.get(`/api/admin/directory/departments/${id}/user-ids`);
      return answer.statusCode === 200 ? answer.json().userIds : [answer.statusCode, codeOf(answer)];
    };
    assert.deepEqual(await ids('460000101'), [404, 'not_found']);
    await readCompany(services);
    const members = (id: number) =>
      dingtalk.company
        .membersOf(id)
        .map(({ userId }) => userId)
        .toSorted();
    assert.deepEqual(await ids('460000101'), members(460000101));
    assert.ok(members(460000101).includes('tangruoxi'));
    assert.deepEqual(await ids('460000211'), members(460000211));
    for (const id of ['999', '730000101', '-7', '0', 'x', '%00', '01', '9'.repeat(40)]) {
      assert.deepEqual(await ids(id), [404, 'not_found'], id);
    }
  });
});
