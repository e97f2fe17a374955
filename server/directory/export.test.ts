import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { fastify } from 'fastify';
import type { StoredPerson } from '../people/people-reads.ts';
import type { Replica } from '../people/replica.ts';
import type { Browser } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { listenForTest } from '../testing/raw-http.ts';
import { readCsv } from '../testing/read-csv.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { directoryAdminRoutes } from './admin-routes.ts';
import { exportCsv, exportNdjson } from './export.ts';

const csvUrl = '/api/admin/directory/export.csv';
const ndjsonUrl = '/api/admin/directory/export.ndjson';
const listCall = 'POST /topapi/v2/user/list';
const departmentCall = 'POST /topapi/v2/department/get';

const columns = [
  ...['userId', 'unionId', 'name', 'title', 'jobNumber', 'departments', 'manager', 'mobile', 'telephone', 'email'],
  ...['orgEmail', 'workPlace', 'hiredDate', 'remark', 'roles', 'isActive'],
];

/** What a spreadsheet takes for the beginning of a formula; the last four are as wide as a Chinese character. */
const formulas = ['=1+1', '+1', '-1+1', '@SUM(1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠1'];

const formula = /^[=+\-@\t\r＝＋－＠]/;

/** Lone halves of a pair are no text in UTF-8, and NUL and the rest are. */
const strings = [
  ...hostile.profileStrings.map(({ nick }) => nick),
  ...formulas,
  '',
  ' =1',
  'a,b',
  'a"b',
  '""',
  '"=1"',
  'a\r\nb',
  'a\nb',
  'a\rb',
  'a\n=1',
  'a\r=1',
  '\n=1',
  '\u2028',
  '\ufeff',
  "'",
  'a;b|c',
];

async function startRead(t: TestContext, options: Parameters<typeof startTestServer>[1] = {}) {
  const server = await startTestServer(t, options);
  await readCompany(server.services);
  return { ...server, admin: await signedIn(server.newBrowser(), 'manager4220') };
}

/** A company of people whose every text is one of these, and whose department is called like it. */
async function startHostile(t: TestContext) {
  const server = await startTestServer(t);
  const admin = await signedIn(server.newBrowser(), 'manager4220');
  const company = server.dingtalk.company.list().find(({ userId }) => userId === 'manager4220');
  const list = strings.map((text, index) => ({
    ...{ userid: `hostile-${index}`, unionid: `U-${index}`, name: text, title: text, job_number: text, remark: text },
    ...{ mobile: text, telephone: text, email: text, org_email: text, work_place: text, avatar: text },
    ...{ active: true, dept_id_list: [470000000 + index], extension: JSON.stringify({ [text]: text }) },
  }));
  const root = { dept_id: 1, name: '青禾科技' };
  const departments = strings.map((text, index) => ({ dept_id: 470000000 + index, name: text, parent_id: 1 }));
  const answer = (result: unknown) => ({ status: 200, body: { errcode: 0, result } });
  const { faults } = server.dingtalk;
  const me = { userid: 'manager4220', unionid: company?.account.unionId, name: '李明哲', active: true };
  for (const one of [root, ...departments]) faults.answer(departmentCall, answer(one), { times: 1 });
  faults.answer(listCall, answer({ has_more: false, list: [{ ...me, dept_id_list: [1] }, ...list] }), { times: 1 });
  faults.answer(listCall, answer({ has_more: false, list: [] }));
  faults.answer('POST /topapi/v2/department/listsub', answer(departments), { times: 1 });
  faults.answer('POST /topapi/v2/department/listsub', answer([]));
  const run = await readCompany(server.services);
  assert.equal(run.state, 'completed');
  faults.clear();
  return { ...server, admin };
}

/** What UTF-8 leaves of a text, which is what every client reads. */
function asUtf8(text: string): string {
  return text.toWellFormed();
}

function cellsOf(body: string, userId: string): Record<string, string> {
  const [header = [], ...rows] = readCsv(body.slice(1));
  const row = rows.find(([id]) => id === userId) ?? [];
  return Object.fromEntries(header.map((column, index) => [column, row[index] ?? '']));
}

function linesOf(body: string): Record<string, unknown>[] {
  assert.ok(body.endsWith('\n'));
  return body
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('GET /api/admin/directory/export.csv', () => {
  it('is a file for spreadsheets that nobody keeps: a byte order mark, a header, a line for each person', async (t) => {
    const { admin, services, dingtalk } = await startRead(t);
    const answer = await admin.get(csvUrl);
    assert.deepEqual(
      [answer.statusCode, answer.headers['content-type'], answer.headers['content-disposition']],
      [200, 'text/csv; charset=utf-8', 'attachment; filename="directory.csv"'],
    );
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.deepEqual([...answer.rawPayload.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const [header, ...rows] = readCsv(answer.body.slice(1));
    assert.deepEqual(header, columns);
    assert.equal(rows.length, services.replica.count());
    assert.equal(new Set(rows.map(([userId]) => userId)).size, rows.length);
    assert.ok(rows.every((row) => row.length === columns.length));
    const person = dingtalk.company.find('liaowenbin');
    assert.deepEqual(cellsOf(answer.body, 'liaowenbin'), {
      userId: 'liaowenbin',
      unionId: person?.account.unionId,
      name: '廖文斌',
      title: '大客户经理',
      jobNumber: person?.jobNumber,
      departments: '青禾科技/销售部/华东大区',
      manager: '何秀英',
      mobile: `(86) ${person?.mobile}`,
      telephone: person?.telephone,
      email: person?.email,
      orgEmail: person?.orgEmail,
      workPlace: '杭州',
      hiredDate: '2020-02-17',
      remark: '常驻上海',
      roles: '',
      isActive: 'true',
    });
    const both = cellsOf(answer.body, 'manager4220');
    assert.equal(both.departments, '青禾科技/信息技术部; 青禾科技/研发部/技术中心/运维组');
    assert.equal(both.roles, '主管理员; 主管');
    assert.equal(cellsOf(answer.body, 'songyiran').isActive, 'false');
  });

  // A name that begins like a formula is run by the spreadsheet of whoever opens the file.
  it('lets no cell become a formula, and changes no other text', async (t) => {
    const { admin } = await startHostile(t);
    const { body } = await admin.get(csvUrl);
    const cells = readCsv(body.slice(1)).flat();
    assert.deepEqual(
      cells.filter((cell) => formula.test(cell)),
      [],
    );
    for (const [index, text] of strings.entries()) {
      const { name, title, jobNumber, telephone, email, orgEmail, workPlace, remark, departments } = cellsOf(
        body,
        `hostile-${index}`,
      );
      const expected = formula.test(text) ? `'${text}` : asUtf8(text);
      const all = [name, title, jobNumber, telephone, email, orgEmail, workPlace, remark];
      assert.deepEqual(new Set(all), new Set([expected]), JSON.stringify(text.slice(0, 40)));
      assert.equal(departments, `青禾科技/${asUtf8(text)}`);
    }
  });
});

describe('GET /api/admin/directory/export.ndjson', () => {
  it('is a file of one JSON object a line, with everything the company says of each person', async (t) => {
    const { admin, services, dingtalk } = await startRead(t);
    const answer = await admin.get(ndjsonUrl);
    assert.deepEqual(
      [answer.statusCode, answer.headers['content-type'], answer.headers['content-disposition']],
      [200, 'application/x-ndjson; charset=utf-8', 'attachment; filename="directory.ndjson"'],
    );
    assert.equal(answer.headers['cache-control'], 'no-store');
    const people = linesOf(answer.body);
    assert.equal(people.length, services.replica.count());
    const person = dingtalk.company.find('0423752');
    assert.deepEqual(
      people.find(({ userId }) => userId === '0423752'),
      {
        unionId: person?.account.unionId,
        userId: '0423752',
        name: '孙晓燕',
        title: '出纳',
        jobNumber: person?.jobNumber,
        mobile: person?.mobile,
        stateCode: '86',
        hidesMobile: true,
        telephone: person?.telephone,
        email: person?.email,
        orgEmail: person?.orgEmail,
        workPlace: '杭州',
        remark: '周三下午不收单据',
        hiredDate: '2017-02-06',
        extension: { 工位: `3F-${person?.jobNumber.slice(-3)}` },
        managerUserId: 'daizhiqiang',
        isAdmin: false,
        isBoss: false,
        isActive: true,
        departments: [{ id: 460000801, path: ['青禾科技', '财务部'], isManager: false }],
        roles: person?.roles,
      },
    );
  });

  it('carries every text as it is', async (t) => {
    const { admin } = await startHostile(t);
    const people = linesOf((await admin.get(ndjsonUrl)).body);
    for (const [index, text] of strings.entries()) {
      const person = people.find(({ userId }) => userId === `hostile-${index}`);
      assert.equal(person?.name, text);
      assert.equal(person?.title, text === '' ? undefined : text);
    }
  });
});

describe('people whose every text is hostile', () => {
  it('are read, found, shown and listed as text', async (t) => {
    const { admin } = await startHostile(t);
    const read = async (url: string) => {
      const answer = await admin.get(url);
      assert.equal(answer.statusCode, 200, `${url}: ${answer.body}`);
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
      return answer.json();
    };
    const { people, total } = await read('/api/directory/people?limit=100');
    assert.equal(total, strings.length + 1);
    assert.equal(people.length, strings.length + 1);
    const { departments } = await read('/api/directory/departments');
    for (const [index, text] of strings.entries()) {
      const { person } = await read(`/api/directory/people/hostile-${index}`);
      assert.equal(asUtf8(person.name), asUtf8(text));
      const { department } = await read(`/api/directory/departments/${470000000 + index}`);
      assert.equal(asUtf8(department.name), asUtf8(text));
      assert.ok(departments.some(({ name }: { name: string }) => asUtf8(name) === asUtf8(text)));
      const q = encodeURIComponent(asUtf8(text).slice(0, 64));
      await read(`/api/directory/people?q=${q}`);
    }
    for (const name of ['张三', 'José', '管理员', 'admin']) {
      if (!strings.includes(name)) continue;
      const found = await read(`/api/directory/people?q=${encodeURIComponent(name)}`);
      assert.ok(
        found.people.some((one: { name: string }) => one.name === name),
        name,
      );
    }
  });

  it('read their own record as text', async (t) => {
    for (const [index, text] of strings.entries()) {
      if (index % 3 !== 0) continue;
      const { browser, dingtalk, clock } = await startTestServer(t);
      await signedIn(browser);
      clock.advance(60_000);
      const { unionId } = dingtalk.company.find('zhangwei01')?.account ?? {};
      const result = { userid: 'zhangwei01', unionid: unionId, name: text, title: text, remark: text, active: true };
      dingtalk.faults.answer('POST /topapi/v2/user/get', { status: 200, body: { errcode: 0, result } });
      const answer = await browser.get('/api/me/contact');
      assert.equal(answer.statusCode, 200);
      assert.equal(asUtf8(answer.json().contact.name), asUtf8(text));
    }
  });
});

/** A replica that tells which parts of it were asked for. */
function watched(replica: Replica): { replica: Replica; parts: number[] } {
  const parts: number[] = [];
  const listAfter = (last: StoredPerson | null, limit: number) => {
    const part = replica.listAfter(last, limit);
    parts.push(part.length);
    return part;
  };
  return { replica: { ...replica, listAfter }, parts };
}

const MANY = 10_000;
const exports = [exportCsv, exportNdjson];

/** Long enough for whatever would still be read. */
async function othersFirst(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
}

/** How much was read when the first byte came, and how long the file is. */
async function readThrough(make: typeof exportCsv, services: TestServer['services']) {
  const { replica, parts } = watched(services.replica);
  let length = 0;
  let partsAtFirst = 0;
  for await (const chunk of make(replica)) {
    if (length === 0) partsAtFirst = parts.length;
    length += chunk.length;
  }
  return { parts, partsAtFirst, length };
}

describe('the export of a large company', () => {
  it('is sent while it is read, a part at a time, and ends with whoever wants it', async (t) => {
    const { services } = await startRead(t, { sandbox: { size: { people: MANY, departments: 400 } } });
    for (const make of exports) {
      const { parts, partsAtFirst, length } = await readThrough(make, services);
      assert.ok(partsAtFirst <= 2, `${partsAtFirst} parts were read before the first byte`);
      assert.ok(Math.max(...parts) <= 200 && parts.length > MANY / 200);
      assert.ok(length > MANY * 100);
      await stopsWithoutReader(make, services);
    }
    await endsWithItsClient(t, services);
  });
});

/** While nobody reads on, nothing more is taken out of the store; and nothing at all once they have gone. */
async function stopsWithoutReader(make: typeof exportCsv, services: TestServer['services']): Promise<void> {
  const { replica, parts } = watched(services.replica);
  const stream = make(replica);
  await once(stream, 'readable');
  await othersFirst();
  assert.ok(parts.length <= 2, `${parts.length} parts lie in memory`);
  const closed = once(stream, 'close');
  stream.destroy();
  await closed;
  const before = parts.length;
  await othersFirst();
  assert.equal(parts.length, before);
}

/** Somebody who stops a download half-way. */
async function endsWithItsClient(t: TestContext, services: TestServer['services']): Promise<void> {
  const { replica, parts } = watched(services.replica);
  const app = fastify();
  t.after(() => app.close());
  await app.register(directoryAdminRoutes, { ...services, replica, mayStillFollow: async () => true });
  const port = await listenForTest(app);
  for (const path of ['/directory/export.csv', '/directory/export.ndjson']) {
    parts.length = 0;
    const finished = new Promise((resolve) =>
      app.server.once('request', (_, response) => response.once('close', resolve)),
    );
    const request = get({ host: '127.0.0.1', port, path, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'data');
    response.destroy();
    await finished;
    const before = parts.length;
    await othersFirst();
    assert.ok(parts.length <= before + 1);
    assert.ok(parts.length < MANY / 200, 'it was not read to the end for nobody');
  }
}

describe('a download that takes longer than other answers', () => {
  // The server's limit for handlers counts to the last byte, and would cut off a file on a slow line.
  it('comes to its end', async (t) => {
    const { services } = await startRead(t, { sandbox: { size: { people: 1_000, departments: 10 } } });
    const app = fastify({ handlerTimeout: 1 });
    t.after(() => app.close());
    await app.register(directoryAdminRoutes, { ...services, mayStillFollow: async () => true });
    for (const url of ['/directory/export.csv', '/directory/export.ndjson']) {
      const { body } = await app.inject(url);
      assert.equal(body.trimEnd().split('\n').length, services.replica.count() + (url.endsWith('csv') ? 1 : 0));
    }
  });
});

describe('the exports', () => {
  it('are for administrators', async (t) => {
    const { newBrowser } = await startTestServer(t);
    const ask = async (browser: Browser) =>
      Promise.all([csvUrl, ndjsonUrl].map(async (url) => (await browser.get(url)).statusCode));
    assert.deepEqual(await ask(newBrowser()), [401, 401]);
    assert.deepEqual(await ask(await signedIn(newBrowser(), 'zhangwei01')), [403, 403]);
    const admin = await signedIn(newBrowser(), 'manager4220');
    assert.deepEqual(await ask(admin), [200, 200]);
    assert.equal((await admin.get(`${csvUrl}?limit=1`)).statusCode, 400);
  });
});
