import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Answer, Browser } from '../testing/browser.ts';
import { latestRun, pictureIn, pictureOf, readCompany, untilDone } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import type { DepartmentEntry, PersonEntry } from './schema.ts';

const DEPARTMENT = 'POST /topapi/v2/department/get';

const ROOT = 1;
const RESEARCH = 460000201;
const TECHNOLOGY = 460000211;
const BACKEND = 460000212;
const OPERATIONS = 460000215;
const FRONTEND = 460000213;
const PRODUCT = 460000301;
/** Hidden except from the product department, and from one engineer of another group. */
const MOBILE = 460000214;
/** Hidden in the hidden one, except from one person there, and from one outside who must not see it for that. */
const VAULT = 480000001;
/** Below both of them, and not marked itself. */
const CELLAR = 480000002;
/** Found in a later reading. */
const NEW = 480000003;

/** A server whose company hides two departments, one in the other. */
async function startHidden(t: TestContext) {
  const server = await startTestServer(t);
  const { company } = server.dingtalk;
  company.hideDepartment(MOBILE, { departmentPermits: [PRODUCT], userPermits: ['dengkai'] });
  company.addDepartment(VAULT, '预研组', MOBILE, { hidden: true, userPermits: ['xiaopeng', 'hanbing'] });
  company.addDepartment(CELLAR, '样机间', VAULT);
  company.addPerson({ userId: 'shenmi', name: '申密', title: '预研员', departmentIds: [VAULT] });
  company.addPerson({ userId: 'dixia', name: '狄夏', title: '样机管理员', departmentIds: [CELLAR] });
  // One in a hidden department and in one that everybody sees; one whose manager is hidden.
  company.movePerson('tianhaoran', [OPERATIONS, MOBILE]);
  company.movePerson('dongxueqing', [FRONTEND]);
  await readCompany(server.services);
  const as = (userId: string) => signedIn(server.newBrowser(), userId);
  return { ...server, company, as };
}

async function read<T>(browser: Browser, url: string): Promise<T> {
  const answer = await browser.get(`/api/directory${url}`);
  assert.equal(answer.statusCode, 200, `${url}: ${answer.body}`);
  return answer.json();
}

/** A failure without what differs every time. */
function failureOf(answer: Answer) {
  const { requestId: _, ...failure } = answer.json().error;
  return [answer.statusCode, failure, answer.headers['content-type'], answer.headers['cache-control']];
}

const notFound = [404, { code: 'not_found' }, 'application/json; charset=utf-8', 'no-store'];

async function search(browser: Browser, query: Record<string, string>) {
  const asked = new URLSearchParams({ limit: '100', ...query });
  const { people, total } = await read<{ people: PersonEntry[]; total: number }>(browser, `/people?${asked}`);
  assert.equal(people.length, total);
  return people.map(({ userId }) => userId);
}

/** That a department by itself, and those below it, are what the tree says. */
async function assertConsistent(browser: Browser, tree: readonly DepartmentEntry[]): Promise<void> {
  const parents = new Set(tree.map(({ parentId }) => parentId));
  for (const entry of tree) {
    assert.equal(entry.hasChildren, parents.has(entry.id), entry.name);
    const { department } = await read<{ department: DepartmentEntry }>(browser, `/departments/${entry.id}`);
    assert.equal(department.hasChildren, entry.hasChildren, entry.name);
    const below = await read<{ departments: DepartmentEntry[] }>(browser, `/departments?parent=${entry.id}`);
    assert.deepEqual(
      below.departments,
      tree.filter(({ parentId }) => parentId === entry.id),
    );
  }
}

type Case = { viewer: string; who: string; departments: number[]; people: string[] };

const cases: readonly Case[] = [
  { viewer: 'fengtianyi', who: 'a member', departments: [MOBILE], people: ['fengtianyi'] },
  { viewer: 'luyifan', who: 'a member of a permitted department', departments: [MOBILE], people: ['fengtianyi'] },
  { viewer: 'baijing', who: 'a member below a permitted department', departments: [MOBILE], people: ['fengtianyi'] },
  { viewer: 'dengkai', who: 'a permitted person', departments: [MOBILE], people: ['fengtianyi'] },
  {
    viewer: 'shenmi',
    who: 'a member of the inner one',
    departments: [MOBILE, VAULT, CELLAR],
    people: ['fengtianyi', 'shenmi', 'dixia'],
  },
  {
    viewer: 'dixia',
    who: 'a member below the inner one',
    departments: [MOBILE, VAULT, CELLAR],
    people: ['fengtianyi', 'shenmi', 'dixia'],
  },
  {
    viewer: 'xiaopeng',
    who: 'a member whom the inner one permits',
    departments: [MOBILE, VAULT, CELLAR],
    people: ['fengtianyi', 'shenmi', 'dixia'],
  },
  { viewer: 'hanbing', who: 'somebody permitted by the inner one alone', departments: [], people: [] },
  { viewer: 'zhangwei01', who: 'an outsider', departments: [], people: [] },
  { viewer: 'luoxiaoming', who: 'whoever leads the department above', departments: [], people: [] },
  { viewer: 'chenguodong', who: 'the head of the company', departments: [], people: [] },
  { viewer: 'manager4220', who: 'an administrator', departments: [], people: [] },
];

const hiddenDepartments = [MOBILE, VAULT, CELLAR];
const hiddenPeople = ['fengtianyi', 'shenmi', 'dixia'];

describe('a department that the company hides', () => {
  for (const { viewer, who, departments, people } of cases) {
    // Otherwise everybody learns what the company keeps to a few: which teams there are, and who is in them.
    it(`is ${departments.length > 0 ? 'seen by' : 'nowhere for'} ${who}`, async (t) => {
      const { as } = await startHidden(t);
      const browser = await as(viewer);
      const tree = await read<{ departments: DepartmentEntry[] }>(browser, '/departments');
      const ids = tree.departments.map(({ id }) => id);
      assert.deepEqual(
        hiddenDepartments.filter((id) => ids.includes(id)),
        departments,
      );
      await assertConsistent(browser, tree.departments);
      for (const id of hiddenDepartments.filter((one) => !departments.includes(one))) {
        assert.deepEqual(failureOf(await browser.get(`/api/directory/departments/${id}`)), notFound);
        assert.deepEqual(failureOf(await browser.get(`/api/directory/departments?parent=${id}`)), notFound);
        assert.deepEqual(await search(browser, { department: String(id) }), []);
      }
      for (const userId of hiddenPeople) {
        const answer = await browser.get(`/api/directory/people/${userId}`);
        if (people.includes(userId)) assert.equal(answer.statusCode, 200, userId);
        else assert.deepEqual(failureOf(answer), notFound, userId);
      }
    });
  }

  // A name that is not shown and can still be searched for is known to whoever guesses it.
  it('hides its people from every way of finding them', async (t) => {
    const { as, company, services } = await startHidden(t);
    const { mobile = '' } = company.find('fengtianyi') ?? {};
    const words = ['冯天翼', '天翼', 'fengtianyi', 'fty', 'feng', mobile, mobile.slice(-4), '移动端组长', '组长', ''];
    const places = [{}, ...[ROOT, RESEARCH, TECHNOLOGY].map((id) => ({ department: String(id) }))];
    const queries = words.flatMap((q) => places.map((place) => ({ q, ...place })));
    for (const [viewer, isSeen] of [
      ['zhangwei01', false],
      ['luyifan', true],
    ] as const) {
      const browser = await as(viewer);
      for (const query of queries) {
        const found = await search(browser, query);
        assert.equal(found.includes('fengtianyi'), isSeen, `${viewer}: ${JSON.stringify(query)}`);
        assert.deepEqual(
          found.filter((userId) => ['shenmi', 'dixia'].includes(userId)),
          [],
        );
      }
      const hidden = isSeen ? ['shenmi', 'dixia'] : ['fengtianyi', 'xiaopeng', 'shenmi', 'dixia'];
      const shown = services.replica.count() - hidden.length;
      assert.equal((await search(browser, {})).length, shown);
      assert.equal((await search(browser, { department: String(ROOT) })).length, shown);
    }
  });

  it('is not named with somebody who is in another one as well, nor are they found by it', async (t) => {
    const { as } = await startHidden(t);
    for (const [viewer, departments] of [
      ['zhangwei01', [OPERATIONS]],
      ['luyifan', [OPERATIONS, MOBILE]],
      ['tianhaoran', [OPERATIONS, MOBILE]],
    ] as const) {
      const browser = await as(viewer);
      const { person } = await read<{ person: PersonEntry }>(browser, '/people/tianhaoran');
      assert.deepEqual(
        person.departments.map(({ id }) => id),
        departments,
      );
      const { people } = await read<{ people: PersonEntry[] }>(browser, '/people?q=tianhaoran');
      assert.deepEqual(
        people[0]?.departments.map(({ id }) => id),
        departments,
      );
      const inMobile = await search(browser, { q: 'tianhaoran', department: String(MOBILE) });
      assert.equal(inMobile.length, departments.length - 1, viewer);
    }
  });

  // Being found below a department says that one is in it, although no department below it is shown.
  it('does not betray by the departments above it who is in it', async (t) => {
    const { as, company, services } = await startHidden(t);
    company.movePerson('tianhaoran', [PRODUCT, MOBILE]);
    await readCompany(services);
    const found = async (viewer: string) => search(await as(viewer), { department: String(TECHNOLOGY) });
    assert.equal((await found('zhangwei01')).includes('tianhaoran'), false);
    assert.equal((await found('dengkai')).includes('tianhaoran'), true);
    assert.ok((await search(await as('zhangwei01'), { department: String(PRODUCT) })).includes('tianhaoran'));
  });

  it('is no reason to show a manager who is in it', async (t) => {
    const { as } = await startHidden(t);
    const managerFor = async (viewer: string) =>
      (await read<{ person: { manager?: { userId: string } } }>(await as(viewer), '/people/dongxueqing')).person
        .manager;
    assert.equal(await managerFor('zhangwei01'), undefined);
    assert.equal((await managerFor('dengkai'))?.userId, 'fengtianyi');
    // Of oneself the own record says more, as DingTalk does.
    const own = (await (await as('dongxueqing')).get('/api/me/contact')).json();
    assert.equal(own.contact.manager?.userId, 'fengtianyi');
  });

  it('shows who leads it to whoever sees it', async (t) => {
    const { as } = await startHidden(t);
    const url = `/departments/${MOBILE}`;
    const { department } = await read<{ department: { managers: PersonEntry[] } }>(await as('dengkai'), url);
    assert.deepEqual(
      department.managers.map(({ userId }) => userId),
      ['fengtianyi'],
    );
  });

  it('is in what administrators take out of the directory', async (t) => {
    const { as } = await startHidden(t);
    const admin = await as('manager4220');
    for (const file of ['export.csv', 'export.ndjson']) {
      const { body } = await admin.get(`/api/admin/directory/${file}`);
      for (const userId of hiddenPeople) assert.ok(body.includes(userId), file);
    }
    const { userIds } = (await admin.get(`/api/admin/directory/departments/${VAULT}/user-ids`)).json();
    assert.deepEqual(userIds, ['shenmi']);
    assert.equal((await admin.get('/api/admin/people/by-user-id/shenmi')).statusCode, 200);
  });

  // A page is a place among those whom somebody sees; for others it would begin in the middle of something else.
  it('makes the pages of those who see it no pages of those who do not', async (t) => {
    const { as } = await startHidden(t);
    for (const query of ['limit=5', 'limit=2&q=zh', `limit=2&department=${TECHNOLOGY}`]) {
      const { nextCursor } = await read<{ nextCursor: string }>(await as('luyifan'), `/people?${query}`);
      const statusFor = async (viewer: string) =>
        (await (await as(viewer)).get(`/api/directory/people?${query}&cursor=${nextCursor}`)).statusCode;
      assert.deepEqual(
        [await statusFor('luyifan'), await statusFor('baijing'), await statusFor('zhangwei01')],
        [200, 200, 400],
      );
    }
  });

  it('gives all pages together to each viewer, each person once', async (t) => {
    const { as, services } = await startHidden(t);
    for (const [viewer, hidden] of [
      ['zhangwei01', 4],
      ['dengkai', 2],
      ['shenmi', 0],
    ] as const) {
      const browser = await as(viewer);
      const userIds: string[] = [];
      let cursor = '';
      do {
        const page = await read<{ people: PersonEntry[]; nextCursor?: string }>(browser, `/people?limit=7${cursor}`);
        userIds.push(...page.people.map(({ userId }) => userId));
        cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
      } while (cursor !== '');
      assert.equal(userIds.length, services.replica.count() - hidden, viewer);
      assert.equal(new Set(userIds).size, userIds.length);
    }
  });
});

describe('a department at which the range of the app begins', () => {
  it('is hidden or shown like any other', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    dingtalk.faults.on('range-partial');
    const browser = await signedIn(newBrowser(), 'dujiaqi');
    const statusNext = async () => {
      await readCompany(services);
      return (await browser.get(`/api/directory/departments/${RESEARCH}`)).statusCode;
    };
    assert.equal(await statusNext(), 200);
    dingtalk.company.hideDepartment(RESEARCH, {});
    assert.equal(await statusNext(), 404);
    dingtalk.company.hideDepartment(RESEARCH, null);
    assert.equal(await statusNext(), 200);
  });
});

describe('what the company hides and shows again', () => {
  const seen = async (browser: Browser) => [
    (await browser.get(`/api/directory/departments/${MOBILE}`)).statusCode,
    (await browser.get('/api/directory/people/xiaopeng')).statusCode,
    (await search(browser, { q: 'xiaopeng' })).length,
  ];

  it('counts from the next reading, for a department, what is below it, and whoever moves', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    const { company } = dingtalk;
    await readCompany(services);
    const browser = await signedIn(newBrowser());
    assert.deepEqual(await seen(browser), [200, 200, 1]);
    company.hideDepartment(MOBILE, {});
    await readCompany(services);
    assert.deepEqual(await seen(browser), [404, 404, 0]);
    company.hideDepartment(MOBILE, { userPermits: ['zhangwei01'] });
    await readCompany(services);
    assert.deepEqual(await seen(browser), [200, 200, 1]);
    company.hideDepartment(MOBILE, {});
    company.movePerson('xiaopeng', [FRONTEND]);
    await readCompany(services);
    assert.deepEqual(await seen(browser), [404, 200, 1]);
    company.movePerson('xiaopeng', [MOBILE]);
    company.hideDepartment(MOBILE, null);
    company.addDepartment(VAULT, '预研组', ROOT, { hidden: true });
    company.moveDepartment(MOBILE, VAULT);
    await readCompany(services);
    assert.deepEqual(await seen(browser), [404, 404, 0]);
    company.hideDepartment(VAULT, null);
    const run = await readCompany(services);
    assert.deepEqual(await seen(browser), [200, 200, 1]);
    assert.deepEqual([run.state, run.added, run.changed, run.removed], ['completed', 0, 0, 0]);
    assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
  });

  it('lets whoever joins it see it from the next reading on', async (t) => {
    const { services, company, as } = await startHidden(t);
    const browser = await as('zhangwei01');
    assert.deepEqual(await seen(browser), [404, 404, 0]);
    company.movePerson('zhangwei01', [BACKEND, MOBILE]);
    await readCompany(services);
    assert.deepEqual(await seen(browser), [200, 200, 1]);
  });

  // Between the reading of a department and that of its people, the index still has them as they were.
  it('hides people at once, while the reading that found it out still goes on', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    await readCompany(services);
    const browser = await signedIn(newBrowser());
    services.replica.departments.hide(MOBILE, { departmentIds: [], userIds: [] });
    assert.deepEqual(await seen(browser), [404, 404, 0]);
    const all = await search(browser, {});
    assert.deepEqual([all.includes('fengtianyi'), all.includes('zhangwei01')], [false, true]);
    assert.equal(dingtalk.company.find('fengtianyi')?.departmentIds[0], MOBILE);
  });
});

describe('a department whose details were not read yet', () => {
  const refuse = (errcode: number) => ({ status: 200, body: { errcode, errmsg: 'no', request_id: '16emu000000a1' } });

  /** A server whose sandbox answers for the company itself, and for nothing below it. */
  async function startRefused(t: TestContext, errcode: number) {
    const server = await startTestServer(t);
    const root = { errcode: 0, result: { dept_id: ROOT, name: '青禾科技' } };
    server.dingtalk.faults.answer(DEPARTMENT, { status: 200, body: root }, { times: 1 });
    server.dingtalk.faults.answer(DEPARTMENT, refuse(errcode));
    return { ...server, run: await readCompany(server.services) };
  }

  for (const errcode of [50004, 60003, 40009]) {
    // What is known of it is its name, and not whether that may be shown.
    it(`is hidden from everybody else when DingTalk refuses them (${errcode})`, async (t) => {
      const { services, dingtalk, browser, run } = await startRefused(t, errcode);
      assert.equal(run.state, 'completed');
      assert.equal(
        run.unseen.some(({ departmentName }) => departmentName === '产品部'),
        errcode === 50004,
      );
      dingtalk.faults.clear();
      await signedIn(browser);
      const { departments } = await read<{ departments: DepartmentEntry[] }>(browser, '/departments');
      assert.deepEqual(
        departments.map(({ id }) => id),
        // One’s own way up is seen by whoever is in it.
        [ROOT, RESEARCH, TECHNOLOGY, BACKEND],
      );
      assert.deepEqual(failureOf(await browser.get(`/api/directory/departments/${PRODUCT}`)), notFound);
      await readCompany(services);
      assert.equal((await browser.get(`/api/directory/departments/${PRODUCT}`)).statusCode, 200);
      assert.equal((await search(browser, { q: 'luyifan' })).length, 1);
    });
  }

  it('fails the reading when the app lacks the permission, as every list of departments does', async (t) => {
    const body = { errcode: 88, sub_code: '60011', sub_msg: 'requiredScopes=[qyapi_get_department_list]' };
    const server = await startTestServer(t);
    const root = { errcode: 0, result: { dept_id: ROOT, name: '青禾科技' } };
    server.dingtalk.faults.answer(DEPARTMENT, { status: 200, body: root }, { times: 1 });
    server.dingtalk.faults.answer(DEPARTMENT, { status: 200, body });
    const run = await readCompany(server.services);
    assert.deepEqual([run.state, run.failure?.code], ['failed', 'dingtalk_permission_missing']);
  });

  it('keeps what was last known of it', async (t) => {
    const { services, dingtalk, newBrowser } = await startTestServer(t);
    dingtalk.company.hideDepartment(MOBILE, { userPermits: ['dengkai'] });
    await readCompany(services);
    const outsider = await signedIn(newBrowser());
    const permitted = await signedIn(newBrowser(), 'dengkai');
    dingtalk.company.hideDepartment(MOBILE, null);
    services.runner.run({ allowRemovals: false });
    await untilDone(services, 2);
    assert.equal(latestRun(services).state, 'running');
    const status = async (browser: Browser) => (await browser.get(`/api/directory/departments/${MOBILE}`)).statusCode;
    assert.deepEqual([await status(outsider), await status(permitted)], [404, 200]);
    await services.runner.settled();
    assert.deepEqual([await status(outsider), await status(permitted)], [200, 200]);
  });

  for (const errcode of [22, 404]) {
    // Otherwise a moment without this API shows everybody what the company hides.
    it(`stays hidden where DingTalk knows no such question any more (${errcode}), and a new one is shown`, async (t) => {
      const { services, dingtalk, company, as } = await startHidden(t);
      company.addDepartment(NEW, '新部门', ROOT);
      dingtalk.faults.answer(DEPARTMENT, refuse(errcode));
      const run = await readCompany(services);
      assert.equal(run.state, 'completed');
      const seenBy = async (viewer: string) => {
        const tree = await read<{ departments: DepartmentEntry[] }>(await as(viewer), '/departments');
        const ids = tree.departments.map(({ id }) => id);
        return [OPERATIONS, NEW, MOBILE, VAULT, CELLAR].filter((id) => ids.includes(id));
      };
      assert.deepEqual(await seenBy('zhangwei01'), [OPERATIONS, NEW]);
      assert.deepEqual(await seenBy('dengkai'), [OPERATIONS, NEW, MOBILE]);
      assert.deepEqual(await seenBy('shenmi'), [OPERATIONS, NEW, MOBILE, VAULT, CELLAR]);
    });

    it(`stays hidden then at the top of the range, too (${errcode})`, async (t) => {
      const { services, dingtalk, newBrowser } = await startTestServer(t);
      dingtalk.faults.on('range-partial');
      dingtalk.company.hideDepartment(RESEARCH, {});
      const browser = await signedIn(newBrowser(), 'dujiaqi');
      await readCompany(services);
      dingtalk.faults.answer(DEPARTMENT, refuse(errcode));
      assert.equal((await readCompany(services)).state, 'completed');
      assert.equal((await browser.get(`/api/directory/departments/${RESEARCH}`)).statusCode, 404);
    });
  }

  it('is hidden in the middle of the first reading', async (t) => {
    const { services, browser } = await startTestServer(t);
    await signedIn(browser, 'wanggang88');
    services.runner.run({ allowRemovals: false });
    await untilDone(services, 2);
    const { departments } = await read<{ departments: DepartmentEntry[] }>(browser, '/departments');
    const known = services.replica.departments.listHidden().map(({ id }) => id);
    assert.ok(known.length > 0);
    assert.equal(
      departments.some(({ id }) => known.includes(id)),
      false,
    );
    await services.runner.settled();
    assert.deepEqual(services.replica.departments.listHidden(), []);
  });
});
