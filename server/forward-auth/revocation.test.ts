import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import { createTestClock } from '../testing/clock.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestSandbox, startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';
import { createToolBrowser, type ToolBrowser } from '../testing/tool-browser.ts';

const WIKI = 'https://wiki.example.com';
const GIT = 'https://git.example.com';
const SECOND = 1_000;
const MINUTE = 60_000;

const toolAt = (id: string, host: string, allow: string) => `
  - id: ${id}
    name: ${id}
    url: https://${host}/
    hosts: [${host}]
    username: userId
    allow: ${allow}
`;
const wikiFor = (allow: string) => toolAt('wiki', 'wiki.example.com', allow);
const everybody = wikiFor('everyone');

/** A server with a wiki that 张伟 has open, and has just used, so that everything about it is in memory. */
async function openWiki(t: TestContext, { tools = everybody, env = {}, userId = 'zhangwei01' } = {}) {
  const server = await startTestServer(t, { tools, env });
  await readCompany(server.services);
  const tab = createToolBrowser(server.browser);
  const { answer } = await tab.open(`${WIKI}/`, { userId });
  assert.equal(answer.statusCode, 200, answer.body);
  await assertIn(tab);
  return { ...server, tab };
}

const assertIn = async (tab: ToolBrowser, address = `${WIKI}/`) =>
  assert.equal((await tab.ask(address)).statusCode, 200);
const assertOut = async (tab: ToolBrowser, address = `${WIKI}/`) =>
  assert.equal((await tab.ask(address)).statusCode, 401);
const assertRefused = async (tab: ToolBrowser) => assert.equal((await tab.ask(`${WIKI}/`)).statusCode, 403);
const nameIn = ({ headers }: Answer) => decodeURIComponent(String(headers['remote-name']));

// Whoever has signed out, or whose other browser was stolen, must be out of every tool when they are told so.
describe('when a session at Foyer ends, every tool that was opened with it', () => {
  it('is closed by signing out, from the next request', async (t) => {
    const { tab, browser } = await openWiki(t, {
      tools: `${everybody}${toolAt('git', 'git.example.com', 'everyone')}`,
    });
    await tab.open(`${GIT}/`);
    assert.equal((await browser.post('/auth/sign-out')).statusCode, 204);
    await assertOut(tab);
    await assertOut(tab, `${GIT}/`);
  });

  it('is closed by ending that browser from another one, and no other browser’s is', async (t) => {
    const { tab, newBrowser } = await openWiki(t);
    const other = createToolBrowser(await signedIn(newBrowser()));
    await other.open(`${WIKI}/`);
    const { sessions } = (await other.foyer.get('/api/me/sessions')).json();
    const target = sessions.find(({ current }: { current: boolean }) => !current);
    assert.equal((await other.foyer.delete(`/api/me/sessions/${target.id}`)).statusCode, 204);
    await assertOut(tab);
    await assertIn(other);
  });

  it('is closed by ending all other browsers', async (t) => {
    const { tab, newBrowser } = await openWiki(t);
    const other = createToolBrowser(await signedIn(newBrowser()));
    await other.open(`${WIKI}/`);
    await tab.foyer.delete('/api/me/sessions');
    await assertOut(other);
    await assertIn(tab);
  });

  it('is closed when somebody else signs in in the same browser, and opens as that person', async (t) => {
    const { tab, browser } = await openWiki(t);
    await signedIn(browser, 'dengkai');
    await assertOut(tab);
    const { answer } = await tab.open(`${WIKI}/`);
    assert.equal(answer.headers['remote-user'], 'dengkai');
  });
});

// Two processes on one database are a rolling restart, or a command beside a server: what one of them learns counts.
describe('what another process writes counts within a second', () => {
  const openTwice = async (t: TestContext, tools: string) => {
    const clock = createTestClock();
    const dingtalk = await startTestSandbox(t, clock);
    const one = await startStoredServer(t, { tools, dingtalk, clock });
    await readCompany(one.services);
    const tab = createToolBrowser(one.browser);
    await tab.open(`${WIKI}/`);
    await assertIn(tab);
    const other = await startTestServer(t, { tools, dingtalk, clock, dataDir: one.dataDir });
    return { tab, one, other, dingtalk };
  };
  const untilNotIn = async (tab: ToolBrowser): Promise<number> => {
    const startedAt = performance.now();
    for (;;) {
      const { statusCode } = await tab.ask(`${WIKI}/`);
      if (statusCode !== 200) return statusCode;
      assert.ok(performance.now() - startedAt < 1_000, 'still in after a second');
      await wait(20);
    }
  };

  it('when somebody signs out there', async (t) => {
    const { tab, one, other } = await openTwice(t, everybody);
    const elsewhere = other.newBrowser();
    for (const [name, value] of one.browser.jar) elsewhere.jar.set(name, value);
    assert.equal((await elsewhere.post('/auth/sign-out')).statusCode, 204);
    assert.equal(await untilNotIn(tab), 401);
    await assertOut(tab);
  });

  it('when the company is read there: somebody has moved, a department has', async (t) => {
    const { tab, other, dingtalk } = await openTwice(t, wikiFor('[{ department: 460000201 }]'));
    dingtalk.company.moveDepartment(460000211, 460000801);
    await readCompany(other.services);
    assert.equal(await untilNotIn(tab), 403);
    await assertRefused(tab);
  });
});

describe('a tool that is open', () => {
  const env = { SESSION_IDLE_MINUTES: '10', SESSION_MAX_HOURS: '1' };

  it('is closed after the idle limit', async (t) => {
    const { tab, clock } = await openWiki(t, { env });
    clock.advance(10 * MINUTE - SECOND);
    await assertIn(tab);
    clock.advance(10 * MINUTE);
    await assertOut(tab);
    assert.equal((await tab.foyer.get('/api/me')).statusCode, 401);
  });

  it('is closed at the absolute limit, however much it is used', async (t) => {
    const { tab, clock } = await openWiki(t, { env });
    // In the middle of a minute, so that at the limit there is nothing to be noted that would look at the store.
    clock.advance(MINUTE / 2);
    for (let minute = 1; minute < 60; minute += 1) {
      await assertIn(tab);
      clock.advance(MINUTE);
    }
    await assertIn(tab);
    clock.advance(MINUTE / 2);
    await assertOut(tab);
  });

  // Somebody who works in the wiki all day would otherwise be signed out of Foyer at every tool they open next.
  it('counts as activity at Foyer, and at every other tool', async (t) => {
    const { tab, clock } = await openWiki(t, {
      env,
      tools: `${everybody}${toolAt('git', 'git.example.com', 'everyone')}`,
    });
    await tab.open(`${GIT}/`);
    for (let time = 0; time < 4; time += 1) {
      clock.advance(9 * MINUTE);
      await assertIn(tab);
    }
    await assertIn(tab, `${GIT}/`);
    assert.equal((await tab.foyer.get('/api/me')).statusCode, 200);
  });

  it('stays open through activity at Foyer alone', async (t) => {
    const { tab, clock } = await openWiki(t, { env });
    for (let time = 0; time < 3; time += 1) {
      clock.advance(9 * MINUTE);
      assert.equal((await tab.foyer.get('/api/me')).statusCode, 200);
    }
    await assertIn(tab);
    clock.advance(10 * MINUTE + SECOND);
    await assertOut(tab);
  });
});

// Whoever has left the company must be out of its tools when the company knows it, and not at the next sign-in.
describe('somebody who leaves', () => {
  it('is out of every tool when a reading of the company shows that they are gone', async (t) => {
    const { tab, dingtalk, services, newBrowser } = await openWiki(t);
    const colleague = createToolBrowser(newBrowser());
    await colleague.open(`${WIKI}/`, { userId: 'dengkai' });
    dingtalk.company.markLeft('zhangwei01');
    await readCompany(services);
    await assertOut(tab);
    await assertIn(colleague);
  });

  it('is out when a reading shows that they are inactive, and may come back when they are active again', async (t) => {
    const { tab, dingtalk, services } = await openWiki(t);
    dingtalk.company.setActive('zhangwei01', false);
    await readCompany(services);
    await assertOut(tab);
    dingtalk.company.setActive('zhangwei01', true);
    assert.equal((await tab.open(`${WIKI}/`)).answer.statusCode, 200);
  });

  for (const [how, leave] of [
    ['gone', (company: { markLeft(userId: string): void }) => company.markLeft('zhangwei01')],
    ['inactive', (company: { setActive(userId: string, is: boolean): void }) => company.setActive('zhangwei01', false)],
  ] as const) {
    it(`is out when they are found ${how} because somebody looks at their record`, async (t) => {
      const { tab, dingtalk, services } = await openWiki(t);
      const person = services.replica.findByUserId('zhangwei01' as never);
      assert.ok(person);
      leave(dingtalk.company);
      await services.employees.read(person.record.unionId, AbortSignal.timeout(5_000)).catch(() => {});
      await assertOut(tab);
    });
  }
});

// A right that was taken away must be gone, and a new one there, when the company says so: nobody signs in again for it.
describe('a change in the company counts at the next request', () => {
  it('when somebody moves to another department', async (t) => {
    const { tab, dingtalk, services } = await openWiki(t, { tools: wikiFor('[{ department: 研发部 }]') });
    dingtalk.company.movePerson('zhangwei01', [460000801]);
    await readCompany(services);
    await assertRefused(tab);
    dingtalk.company.movePerson('zhangwei01', [460000212]);
    await readCompany(services);
    await assertIn(tab);
  });

  it('when a title changes', async (t) => {
    const { tab, dingtalk, services } = await openWiki(t, { tools: wikiFor('[{ title: 后端工程师 }]') });
    dingtalk.company.setTitle('zhangwei01', '产品经理');
    await readCompany(services);
    await assertRefused(tab);
  });

  it('when a role is given or taken', async (t) => {
    const { tab, dingtalk, services } = await openWiki(t, {
      tools: wikiFor('[{ role: 架构委员 }]'),
      userId: 'luoxiaoming',
    });
    dingtalk.company.setRoles('luoxiaoming', []);
    await readCompany(services);
    await assertRefused(tab);
    dingtalk.company.setRoles('luoxiaoming', ['架构委员']);
    await readCompany(services);
    await assertIn(tab);
  });

  it('when a department moves in the tree, or has another name', async (t) => {
    const { tab, dingtalk, services } = await openWiki(t, { tools: wikiFor('[{ department: 460000201 }]') });
    dingtalk.company.moveDepartment(460000211, 460000801);
    await readCompany(services);
    await assertRefused(tab);
    dingtalk.company.moveDepartment(460000211, 460000201);
    dingtalk.company.renameDepartment(460000211, '平台中心');
    await readCompany(services);
    const groups = String((await tab.ask(`${WIKI}/`)).headers['remote-groups']);
    assert.equal(decodeURIComponent(groups), '青禾科技/研发部/平台中心/后端组');
  });

  it('when somebody has another name', async (t) => {
    const { tab, dingtalk, services } = await openWiki(t);
    dingtalk.company.rename('zhangwei01', '张玮');
    await readCompany(services);
    assert.equal(nameIn(await tab.ask(`${WIKI}/`)), '张玮');
  });

  for (const [username, changed] of [
    ['jobNumber', 'QH9999'],
    ['email', 'wei.zhang@qinghe.example'],
  ] as const) {
    it(`when somebody has another ${username}`, async (t) => {
      const { tab, services } = await openWiki(t, {
        tools: everybody.replace('username: userId', `username: ${username}`),
      });
      const { replica, clock } = { ...services, clock: services.now };
      const before = replica.findByUserId('zhangwei01' as never);
      assert.ok(before);
      const { record, leadsDepartmentIds, roles } = before;
      const { orgEmail: _, ...rest } = record;
      const employee = { ...rest, jobNumber: 'QH9999', email: 'wei.zhang@qinghe.example', leadsDepartmentIds, roles };
      replica.transact(() => replica.putEmployee(employee, clock()));
      assert.equal((await tab.ask(`${WIKI}/`)).headers['remote-user'], changed);
    });
  }
});

describe('a change of tools.yaml counts at the next request', () => {
  it('when a tool is opened to others, or to nobody', async (t) => {
    const { tab, rewriteTools } = await openWiki(t);
    rewriteTools(wikiFor('[{ department: 财务部 }]'));
    await assertRefused(tab);
    rewriteTools(wikiFor('[{ user: zhangwei01 }]'));
    await assertIn(tab);
    rewriteTools(everybody.replace('    allow: everyone\n', ''));
    await assertRefused(tab);
  });

  it('when a tool is no longer in the file: its host is unknown then', async (t) => {
    const { tab, rewriteTools } = await openWiki(t);
    rewriteTools('  []');
    await assertRefused(tab);
    rewriteTools(everybody);
    await assertIn(tab);
  });

  it('when a host moves to another tool: the rules of that tool count, for whoever had it open', async (t) => {
    const { tab, rewriteTools } = await openWiki(t);
    rewriteTools(toolAt('secrets', 'wiki.example.com', '[administrators]'));
    await assertRefused(tab);
    rewriteTools(`${toolAt('git', 'wiki.example.com', 'everyone')}${toolAt('wiki', 'git.example.com', 'everyone')}`);
    await assertIn(tab);
    await assertOut(tab, `${GIT}/`);
  });

  it('when a tool is told less', async (t) => {
    const { tab, rewriteTools } = await openWiki(t);
    rewriteTools(everybody.replace('username: userId', 'username: subject\n    groups: []'));
    const { headers } = await tab.ask(`${WIKI}/`);
    assert.match(String(headers['remote-user']), /^[\w-]{43}$/);
    assert.equal(headers['remote-groups'], '');
  });

  it('but not while it has mistakes: what it said before still counts', async (t) => {
    const { tab, rewriteTools } = await openWiki(t);
    rewriteTools('  - id: wiki\n    allow: nobody at all');
    await assertIn(tab);
  });
});

// A browser that keeps an answer would let somebody in whom Foyer would refuse.
describe('no answer', () => {
  it('may be kept by anybody between', async (t) => {
    const { tab, browser } = await openWiki(t);
    assert.equal((await tab.ask(`${WIKI}/`)).headers['cache-control'], 'no-store');
    await browser.post('/auth/sign-out');
    assert.equal((await tab.ask(`${WIKI}/`)).headers['cache-control'], 'no-store');
  });
});
