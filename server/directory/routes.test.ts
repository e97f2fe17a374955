import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { otherCorpId } from '../sandbox/app.ts';
import type { Answer, Browser } from '../testing/browser.ts';
import { pictureOf, readCompany, untilDone } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import type { DepartmentEntry, PersonEntry } from './schema.ts';

const ROOT = 1;
const RESEARCH = 460000201;
const TECHNOLOGY = 460000211;
const BACKEND = 460000212;
const BRAND = 460000411;

/** What a person may ask for in a minute. */
const SEARCHES_A_MINUTE = 300;

/** A server that has read the company, and an employee. */
async function startRead(t: TestContext, options: Parameters<typeof startTestServer>[1] = {}) {
  const server = await startTestServer(t, options);
  await readCompany(server.services);
  await signedIn(server.browser);
  return server;
}

async function read<T>(browser: Browser, url: string): Promise<T> {
  const answer = await browser.get(url);
  assert.equal(answer.statusCode, 200, `${url}: ${answer.body}`);
  return answer.json();
}

/** A failure without what differs every time. */
function failureOf(answer: Answer) {
  const { requestId, ...failure } = answer.json().error;
  assert.match(requestId, /^[\w-]+$/);
  return [answer.statusCode, failure, answer.headers['content-type'], answer.headers['cache-control']];
}

const notFound = [404, { code: 'not_found' }, 'application/json; charset=utf-8', 'no-store'];

/** Every page of a search, and what each said of the whole. */
async function allPages(browser: Browser, query: string) {
  const people: PersonEntry[] = [];
  const totals = new Set<number>();
  let cursor: string | undefined;
  do {
    const next: string = cursor === undefined ? '' : `&cursor=${cursor}`;
    const page = await read<{ people: PersonEntry[]; total: number; nextCursor?: string }>(
      browser,
      `/api/directory/people?${query}${next}`,
    );
    people.push(...page.people);
    totals.add(page.total);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return { people, totals: [...totals] };
}

describe('everything under /api/directory', () => {
  it('is for signed-in people, and kept by no cache', async (t) => {
    const { browser } = await startTestServer(t);
    const urls = ['', '/departments', '/departments/1', '/people', '/people/zhangwei01'];
    for (const url of urls) assert.equal((await browser.get(`/api/directory${url}`)).statusCode, 401, url);
    await signedIn(browser);
    for (const url of urls) {
      const answer = await browser.get(`/api/directory${url}`);
      assert.equal(answer.headers['cache-control'], 'no-store', url);
      assert.equal(answer.headers.etag, undefined);
      assert.equal((await browser.get(`/api/directory${url}?sort=name`)).statusCode, 400, url);
      assert.equal((await browser.post(`/api/directory${url}`)).statusCode, 405, url);
    }
  });

  it('asks DingTalk nothing', async (t) => {
    const { browser, dingtalk } = await startRead(t);
    dingtalk.calls.reset();
    for (const url of ['', '/departments', '/departments/1', '/people?q=zw', '/people/zhangwei01']) {
      await read(browser, `/api/directory${url}`);
    }
    assert.deepEqual(
      dingtalk.calls.list().filter((call) => call !== 'GET /auth/scopes'),
      [],
    );
  });
});

describe('GET /api/directory', () => {
  it('says that nothing was read yet, that reading goes on, and when it ended', async (t) => {
    const { browser, services, clock } = await startTestServer(t);
    await signedIn(browser);
    const state = () => read<Record<string, unknown>>(browser, '/api/directory');
    assert.deepEqual(await state(), { state: 'empty', reading: false, people: 1, departments: 4 });
    services.runner.run({ allowRemovals: false });
    await untilDone(services, 5);
    const during = await state();
    assert.deepEqual([during.state, during.reading, 'readAt' in during], ['empty', true, false]);
    await services.runner.settled();
    const readAt = new Date(clock.now()).toISOString();
    const { people, departments } = pictureIn();
    assert.deepEqual(await state(), { state: 'ready', reading: false, people, departments, readAt });
    clock.advance(1_000);
    services.runner.run({ allowRemovals: false });
    await untilDone(services, 5);
    assert.deepEqual(await state(), { state: 'ready', reading: true, people, departments, readAt });

    function pictureIn() {
      return { people: services.replica.count(), departments: services.replica.departments.count() };
    }
  });

  it('stays empty, and says that nothing is being read, when the first reading failed', async (t) => {
    const { browser, services, dingtalk } = await startTestServer(t);
    await signedIn(browser);
    dingtalk.faults.on('no-qyapi-get-department-list');
    await readCompany(services);
    const { state, reading } = await read<Record<string, unknown>>(browser, '/api/directory');
    assert.deepEqual([state, reading], ['empty', false]);
  });

  it('answers every other question of the directory before the first reading, with whom it knows', async (t) => {
    const { browser } = await startTestServer(t);
    await signedIn(browser);
    const { departments } = await read<{ departments: DepartmentEntry[] }>(browser, '/api/directory/departments');
    assert.deepEqual(
      departments.map(({ id }) => id),
      [ROOT, RESEARCH, TECHNOLOGY, BACKEND],
    );
    const { people, total } = await read<{ people: PersonEntry[]; total: number }>(browser, '/api/directory/people');
    assert.deepEqual([people.map(({ userId }) => userId), total], [['zhangwei01'], 1]);
    assert.deepEqual(failureOf(await browser.get('/api/directory/people/wuyutong')), notFound);
  });
});

describe('GET /api/directory/departments', () => {
  it('gives the whole tree, parents first, everybody below counted once', async (t) => {
    const { browser, dingtalk } = await startRead(t);
    const { departments } = await read<{ departments: DepartmentEntry[] }>(browser, '/api/directory/departments');
    const expected = pictureOf(dingtalk).departments;
    assert.deepEqual(departments.map(({ id }) => String(id)).sort(), Object.keys(expected).sort());
    const seen = new Set<number | null>([null]);
    const parents = new Set(departments.map(({ parentId }) => parentId));
    for (const { id, name, parentId, memberCount, hasChildren } of departments) {
      assert.ok(seen.has(parentId), name);
      seen.add(id);
      assert.deepEqual({ name, parentId, members: memberCount }, expected[id]);
      assert.equal(hasChildren, parents.has(id), name);
    }
    // Somebody in a department and in one below it is one person.
    assert.ok(dingtalk.company.membersOf(RESEARCH).some(({ userId }) => userId === 'luoxiaoming'));
    assert.ok(dingtalk.company.membersOf(TECHNOLOGY).some(({ userId }) => userId === 'luoxiaoming'));
  });

  it('gives those directly below one, in the company’s order', async (t) => {
    const { browser, dingtalk } = await startRead(t);
    for (const parent of [ROOT, TECHNOLOGY, BACKEND]) {
      const { departments } = await read<{ departments: DepartmentEntry[] }>(
        browser,
        `/api/directory/departments?parent=${parent}`,
      );
      assert.deepEqual(
        departments.map(({ id }) => id),
        dingtalk.company.childrenOf(parent).map(({ id }) => id),
      );
      assert.ok(departments.every(({ parentId }) => parentId === parent));
    }
  });

  it('refuses a parent that is no department, and what is no id at all', async (t) => {
    const { browser } = await startRead(t);
    const url = '/api/directory/departments?parent=';
    for (const parent of ['999', '730000101', '999999999999999']) {
      assert.deepEqual(failureOf(await browser.get(`${url}${parent}`)), notFound, parent);
    }
    for (const parent of ['', '0', '-7', '01', '1.0', '1e3', 'x', ' 1', '9999999999999999', '1&parent=2', '%00']) {
      const [status, failure] = failureOf(await browser.get(`${url}${parent}`));
      assert.deepEqual([status, failure], [400, { code: 'invalid_request' }], parent);
    }
  });
});

describe('GET /api/directory/departments/:id', () => {
  it('gives its way from the top, its managers and how many people there are', async (t) => {
    const { browser } = await startRead(t);
    const { department } = await read<{ department: Record<string, unknown> }>(
      browser,
      `/api/directory/departments/${BACKEND}`,
    );
    const { managers, ...rest } = department;
    assert.deepEqual(rest, {
      id: BACKEND,
      name: '后端组',
      parentId: TECHNOLOGY,
      memberCount: 6,
      hasChildren: false,
      path: ['青禾科技', '研发部', '技术中心', '后端组'],
    });
    assert.ok(Array.isArray(managers));
    assert.deepEqual(
      managers.map(({ userId, name, title }) => [userId, name, title]),
      [['linzhiyuan', '林志远', '后端组长']],
    );
  });

  // Whoever guesses ids must not learn which of them exist out of sight.
  it('knows no department that is unknown, out of range or another company’s, all alike', async (t) => {
    const { services, dingtalk, browser } = await startTestServer(t);
    dingtalk.faults.on('range-partial');
    await readCompany(services);
    await signedIn(browser);
    const url = '/api/directory/departments/';
    assert.equal((await browser.get(`${url}${BRAND}`)).statusCode, 200);
    const ids = ['460000801', '1', '999', '730000101', '-7', '0', '01', '1e3', 'x', '1.5', '%00', '..%2f', '__proto__'];
    const huge = ['999999999999999', '9999999999999999', '9'.repeat(32)];
    for (const id of [...ids, ...huge]) assert.deepEqual(failureOf(await browser.get(`${url}${id}`)), notFound, id);
    assert.equal((await browser.get(`${url}${'9'.repeat(33)}`)).statusCode, 400);
  });
});

describe('GET /api/directory/people', () => {
  it('gives twenty people unless told otherwise, and at most a hundred', async (t) => {
    const { browser } = await startRead(t, { sandbox: { size: { people: 150, departments: 3 } } });
    const count = async (query: string) =>
      (await read<{ people: unknown[] }>(browser, `/api/directory/people${query}`)).people.length;
    assert.deepEqual(
      [await count(''), await count('?limit=1'), await count('?limit=99'), await count('?limit=100')],
      [20, 1, 99, 100],
    );
    for (const limit of ['0', '101', '-1', '1000000', '1e6', '1.5', '01', '', 'x', '%00', '5&limit=6', ' 5', '٥']) {
      const [status, failure] = failureOf(await browser.get(`/api/directory/people?limit=${encode(limit)}`));
      assert.deepEqual([status, failure], [400, { code: 'invalid_request' }], limit);
    }

    function encode(limit: string): string {
      return limit.includes('&') || limit.startsWith('%') ? limit : encodeURIComponent(limit);
    }
  });

  it('shows of each person what a list needs, and nothing more', async (t) => {
    const { browser, dingtalk } = await startRead(t);
    dingtalk.faults.on('extra-fields');
    const { people } = await allPages(browser, 'limit=100');
    const allowed = new Set(['userId', 'name', 'avatarUrl', 'title', 'departments']);
    for (const person of people) {
      assert.deepEqual(
        Object.keys(person).filter((key) => !allowed.has(key)),
        [],
      );
      for (const place of person.departments) assert.deepEqual(Object.keys(place).sort(), ['id', 'name', 'path']);
    }
  });

  it('gives all pages together, each person once, whatever the size of a page', async (t) => {
    const { browser, services } = await startRead(t, { sandbox: { size: { people: 120, departments: 5 } } });
    const count = services.replica.count();
    for (const query of ['limit=7', 'limit=100', 'q=li&limit=3', `department=${RESEARCH}&limit=4`]) {
      const { people, totals } = await allPages(browser, query);
      assert.deepEqual(totals, [people.length], query);
      assert.equal(new Set(people.map(({ userId }) => userId)).size, people.length, query);
      if (!/q|department/.test(query)) assert.equal(people.length, count);
    }
  });

  it('finds people of a department and of those below it', async (t) => {
    const { browser } = await startRead(t);
    const inResearch = await allPages(browser, `department=${RESEARCH}&limit=100`);
    const userIds = inResearch.people.map(({ userId }) => userId);
    for (const userId of ['fangzhengyu', 'zhangwei01', 'duanran', 'weizhenhua', 'manager4220']) {
      assert.ok(userIds.includes(userId), userId);
    }
    assert.equal(userIds.includes('sunxiaoyan') || userIds.includes('chenguodong'), false);
    const none = await allPages(browser, `q=zhangwei&department=${BRAND}`);
    assert.deepEqual(none, { people: [], totals: [0] });
    const one = await allPages(browser, `q=zhangwei&department=${BACKEND}`);
    assert.deepEqual([one.people.map(({ userId }) => userId), one.totals], [['zhangwei01'], [1]]);
  });

  // That a department has nobody must say no more than that there is none.
  it('finds nobody in a department that is unknown or out of range', async (t) => {
    const { services, dingtalk, browser } = await startTestServer(t);
    dingtalk.faults.on('range-partial');
    await readCompany(services);
    await signedIn(browser);
    for (const department of ['999', '460000801', '730000101']) {
      const found = await read(browser, `/api/directory/people?department=${department}`);
      assert.deepEqual(found, { people: [], total: 0 }, department);
    }
    for (const department of ['0', '-7', 'x', '1 OR 1', '', '1e3']) {
      const url = `/api/directory/people?department=${encodeURIComponent(department)}`;
      assert.equal((await browser.get(url)).statusCode, 400, department);
    }
  });

  it('refuses what is longer than any name', async (t) => {
    const { browser } = await startRead(t);
    const ask = async (q: string) => (await browser.get(`/api/directory/people?q=${encodeURIComponent(q)}`)).statusCode;
    assert.deepEqual([await ask('张'.repeat(64)), await ask('张'.repeat(65))], [200, 400]);
    assert.deepEqual([await ask('a b '.repeat(16)), await ask('"'.repeat(64)), await ask('\u0000')], [200, 200, 200]);
    assert.equal((await browser.get('/api/directory/people?q=a&q=b')).statusCode, 400);
    assert.equal((await browser.get('/api/directory/people?__proto__=a')).statusCode, 400);
    for (const q of ['* OR name:x', 'name : x', "'; DROP TABLE people; --", 'NEAR(a b)', '^a', '-a', '{', '\ud83d']) {
      assert.equal(await ask(q.toWellFormed()), 200, q);
    }
  });

  it('refuses a cursor that it did not write, or wrote for another question', async (t) => {
    const { browser } = await startRead(t);
    const { nextCursor } = await read<{ nextCursor: string }>(browser, '/api/directory/people?limit=5');
    const status = async (query: string) => (await browser.get(`/api/directory/people?${query}`)).statusCode;
    assert.equal(await status(`limit=5&cursor=${nextCursor}`), 200);
    const [mark, within] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString());
    const forged = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const cursors = [
      '../../',
      'x',
      `x${nextCursor}`,
      nextCursor.slice(1),
      'A'.repeat(1_025),
      '',
      '%00',
      forged([mark, within]),
      forged([mark, within, '1']),
      forged([mark, within, 1.5]),
      forged([mark, within, 1, 1]),
      forged([mark, { a: 1 }, 1]),
      forged([mark, 1, 1]),
      forged(['other', within, 1]),
      forged({ mark, within, id: 1 }),
      forged(null),
    ];
    for (const cursor of cursors) assert.equal(await status(`limit=5&cursor=${cursor}`), 400, cursor);
    assert.equal(await status(`limit=5&q=zw&cursor=${nextCursor}`), 400);
    assert.equal(await status(`limit=5&department=${BACKEND}&cursor=${nextCursor}`), 400);
  });
});

describe('GET /api/directory/people/:userId', () => {
  it('shows what colleagues may see, and keeps the rest', async (t) => {
    const { browser, dingtalk } = await startRead(t);
    const liao = dingtalk.company.find('liaowenbin');
    const { person, missing, dingtalkUrl } = await read<Record<string, unknown>>(
      browser,
      '/api/directory/people/liaowenbin',
    );
    assert.deepEqual(person, {
      userId: 'liaowenbin',
      name: '廖文斌',
      title: '大客户经理',
      jobNumber: liao?.jobNumber,
      mobile: liao?.mobile,
      stateCode: '86',
      telephone: liao?.telephone,
      email: liao?.email,
      orgEmail: liao?.orgEmail,
      workPlace: '杭州',
      departments: [{ id: 460000511, name: '华东大区', path: ['青禾科技', '销售部', '华东大区'], isManager: false }],
      manager: { userId: 'hexiuying', name: '何秀英', title: '华东区经理' },
      isActive: true,
    });
    assert.deepEqual(missing, []);
    assert.match(String(dingtalkUrl), /^dingtalk:\/\/dingtalkclient\/page\/profile\?corp_id=\w+&staff_id=liaowenbin$/);
    const { body } = await browser.get('/api/directory/people/liaowenbin');
    assert.equal(liao?.remark, '常驻上海');
    assert.doesNotMatch(body, /常驻上海|2020-02-17|工位|unionId|hired|remark|extension|roles|isAdmin|isBoss/);
  });

  it('marks who has not joined yet', async (t) => {
    const { browser } = await startRead(t);
    const card = async (userId: string) =>
      (await read<{ person: { isActive: boolean } }>(browser, `/api/directory/people/${userId}`)).person.isActive;
    assert.deepEqual([await card('songyiran'), await card('haojianguo')], [false, true]);
  });

  // A number that the company hides can be tried out digit by digit, wherever it counts in a search.
  it('keeps a hidden number to itself, on the card and in every search', async (t) => {
    const { browser, dingtalk } = await startRead(t);
    for (const userId of ['0423752', 'chenguodong', 'qianduoduo']) {
      const mobile = dingtalk.company.find(userId)?.mobile ?? '';
      assert.equal(mobile.length, 11);
      const answer = await browser.get(`/api/directory/people/${userId}`);
      const { person, missing } = answer.json();
      assert.equal('mobile' in person || 'stateCode' in person, false);
      assert.deepEqual(missing[0], { field: 'mobile', reason: 'hidden' });
      assert.equal(answer.body.includes(mobile), false);
      for (const q of [
        mobile,
        mobile.slice(-4),
        mobile.slice(0, 7),
        `+86${mobile}`,
        `${mobile.slice(0, 3)} ${mobile.slice(3)}`,
      ]) {
        const { people } = await allPages(browser, `q=${encodeURIComponent(q)}&limit=100`);
        assert.equal(
          people.some((found) => found.userId === userId),
          false,
          `${userId} is found by ${q}`,
        );
      }
    }
    const shown = dingtalk.company.find('zhangwei01')?.mobile ?? '';
    const { people } = await allPages(browser, `q=${shown}`);
    assert.deepEqual(
      people.map(({ userId }) => userId),
      ['zhangwei01'],
    );
  });

  // Whoever guesses ids must not learn who exists out of sight.
  it('knows nobody of another company, out of range, gone or invented, all alike', async (t) => {
    const { browser, dingtalk } = await startRead(t);
    const foreign = dingtalk.company.list(otherCorpId).map(({ userId }) => userId);
    const outside = ['tangruoxi', 'zhaolei07', '015643211789'];
    const invented = [
      'nobody',
      'ZHANGWEI01',
      'zhangwei01%20',
      '%00',
      '__proto__',
      'constructor',
      '..%2f..%2fme',
      '%2e',
    ];
    for (const userId of [...foreign, ...outside, ...invented, '', 'a'.repeat(100)]) {
      assert.deepEqual(failureOf(await browser.get(`/api/directory/people/${userId}`)), notFound, userId);
    }
  });
});

describe('how often somebody may look for people', () => {
  const search = '/api/directory/people?q=zw';
  const card = '/api/directory/people/zhangwei01';

  // Without a limit one employee copies the whole company in a minute.
  it('is limited for each person, however many browsers they use, and not for who shares their address', async (t) => {
    const { browser, newBrowser } = await startRead(t);
    const other = await signedIn(newBrowser());
    const colleague = await signedIn(newBrowser(), 'wuyutong');
    const turns = [browser, other].flatMap((by) => [search, card].map((url) => ({ by, url })));
    const take = async () => Promise.all(turns.map(({ by, url }) => by.get(url, { 'x-forwarded-for': '203.0.113.9' })));
    for (let time = 0; time < SEARCHES_A_MINUTE; time += turns.length) {
      assert.ok((await take()).every(({ statusCode }) => statusCode === 200));
    }
    for (const answer of await take()) {
      assert.deepEqual(failureOf(answer).slice(0, 2), [429, { code: 'too_many_requests' }]);
      assert.ok(Number(answer.headers['retry-after']) > 0);
    }
    assert.equal((await colleague.get(search)).statusCode, 200);
    assert.equal((await browser.get('/api/directory/departments')).statusCode, 200);
  });
});
