import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLearnPlaces } from '../people/places.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';

const departmentCall = 'POST /topapi/v2/department/get';
const BACKEND = 460000212;
const backendPath = ['青禾科技', '研发部', '技术中心', '后端组'];

/** Whom the sessions of somebody belong to, as features see them. */
async function personIn({ services }: TestServer) {
  const [subject = ''] = await services.store.subjects();
  const [session] = await services.store.listBySubject(subject);
  return session?.record.content.person;
}

describe('whom a session belongs to after a sign-in', () => {
  it('is told with departments, the way to each, and roles', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser, 'luoxiaoming');
    const person = await personIn(server);
    assert.deepEqual(person?.departments, [
      { id: 460000211, path: ['青禾科技', '研发部', '技术中心'] },
      { id: 460000201, path: ['青禾科技', '研发部'] },
    ]);
    assert.deepEqual(person?.roles.toSorted(), ['主管', '架构委员'].toSorted());
  });

  it('is told without roles, when there are none', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    const person = await personIn(server);
    assert.deepEqual([person?.departments, person?.roles], [[{ id: BACKEND, path: backendPath }], []]);
  });

  it('is told at the next sign-in as the company has it then', async (t) => {
    const server = await startTestServer(t);
    await signedIn(server.browser);
    server.dingtalk.company.movePerson('zhangwei01', [460000411]);
    server.dingtalk.company.setRoles('zhangwei01', ['值班负责人']);
    await server.browser.post('/auth/sign-out');
    await signedIn(server.browser);
    const person = await personIn(server);
    assert.deepEqual(person?.departments, [{ id: 460000411, path: ['青禾科技', '市场部', '品牌组'] }]);
    assert.deepEqual(person?.roles, ['值班负责人']);
  });
});

describe('a sign-in while DingTalk does not tell the names of departments', () => {
  const without = { departments: [{ id: BACKEND, path: [] }] };

  // Names of departments are no reason to keep anybody out.
  it('goes on without them, whatever DingTalk answers', async (t) => {
    for (const fault of [
      'no-qyapi-get-department-list',
      'busy',
      'error-500',
      'bad-gateway-html',
      'truncated-json',
      'reset',
      'app-throttled',
    ] as const) {
      const server = await startTestServer(t);
      server.dingtalk.faults.on(fault, { api: departmentCall });
      await signedIn(server.browser);
      const { departments } = (await personIn(server)) ?? {};
      assert.deepEqual({ departments }, without, fault);
      assert.equal((await server.browser.get('/api/me')).statusCode, 200);
    }
  });

  it('waits a moment for them, and no longer', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('never-answers', { api: departmentCall });
    const before = performance.now();
    const people = ['zhangwei01', 'wuyutong', 'dengkai', 'liaowenbin', 'baijing', 'gaoyang'];
    await Promise.all(people.map((userId) => signedIn(server.newBrowser(), userId)));
    assert.ok(performance.now() - before < 5_000, 'which is less than two moments');
    const { departments } = (await personIn(server)) ?? {};
    assert.deepEqual(departments?.[0]?.path, []);
  });

  // A hundred people who come at nine o'clock must not wait for each other's departments.
  it('goes on when its time is over, even where its turn to ask has not come', { timeout: 10_000 }, async (t) => {
    const { services } = await startTestServer(t);
    const { departments } = services.replica;
    const directory = { ...services.dingtalk.directory, getDepartment: () => new Promise<never>(() => {}) };
    const learn = createLearnPlaces({ directory, departments, log: services.logger });
    const waiting = new AbortController();
    const learned = learn([BACKEND, 1], waiting.signal);
    waiting.abort();
    await learned;
    await learn([BACKEND], AbortSignal.abort());
    assert.equal(departments.find(BACKEND), null);
  });

  it('goes on with what is known', async (t) => {
    const server = await startTestServer(t);
    server.dingtalk.faults.on('range-partial');
    await signedIn(server.browser);
    const person = await personIn(server);
    assert.deepEqual(person?.departments, [{ id: BACKEND, path: backendPath.slice(1) }]);
  });
});
