import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { conforms } from '../conforms.ts';
import type { Browser } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { AccessResponse, ToolsResponse } from './schema.ts';

const tools = `
  - id: wiki
    name: 知识库
    description: 新人指南
    icon: 📖
    url: https://wiki.example.com/home
    hosts: [wiki.example.com, "docs.example.com:8443"]
    allow: everyone
    rules:
      - path: /admin/**
        allow:
          - administrators
          - user: anna
      - path: /private/**
        allow: []
  - id: board
    name: 看板
    url: https://board.example.com/
    hosts: [board.example.com]
    allow:
      - department: 研发部/技术中心
      - department: 460000401
      - user: anna
      - role: 主管
      - title: 总裁
      - user: bert
      - user: bert
  - id: closed
    name: Closed
    url: https://closed.example.com/
    hosts: [closed.example.com]
`;

/** Tools that sign people in by themselves: they are behind no proxy, and have no hosts. */
const clients = `
  - id: metrics
    name: 监控大盘
    icon: 📈
    url: https://metrics.example.com/
    oidc:
      clientId: the-metrics
      clientSecret: a-secret-of-metrics-that-is-long-enough
      redirectUris: [https://metrics.example.com/callback]
    allow: [{ department: 研发部 }]
  - id: vault
    name: Vault
    url: https://vault.example.com/
    oidc:
      public: true
      redirectUris: [https://vault.example.com/callback]
`;

/** 移动端组, hidden, and 预研组 below it. */
const MOBILE = 460000214;

async function start(t: TestContext, text = tools) {
  const server = await startTestServer(t, { tools: text });
  await readCompany(server.services);
  return { ...server, as: (userId: string) => signedIn(server.newBrowser(), userId) };
}

async function idsFor(browser: Browser): Promise<string[]> {
  const answer = await browser.get('/api/tools');
  assert.equal(answer.statusCode, 200, answer.body);
  assert.ok(conforms(ToolsResponse, answer.json()));
  return answer.json().map(({ id }: { id: string }) => id);
}

const accessOf = (browser: Browser, target: string) => accessTo(browser, { target });

async function accessTo(browser: Browser, about: Record<string, string>): Promise<AccessResponse> {
  const answer = await browser.get(`/api/tools/access?${new URLSearchParams(about)}`);
  assert.equal(answer.statusCode, 200, answer.body);
  assert.ok(conforms(AccessResponse, answer.json()));
  return answer.json();
}

describe('GET /api/tools', () => {
  it('lists what the person may open, in the order of the file, and nothing else', async (t) => {
    const { as } = await start(t);
    assert.deepEqual(await idsFor(await as('zhangwei01')), ['wiki', 'board']);
    assert.deepEqual(await idsFor(await as('0423752')), ['wiki']);
    const [wiki] = (await (await as('zhangwei01')).get('/api/tools')).json();
    assert.deepEqual(wiki, {
      id: 'wiki',
      name: '知识库',
      description: '新人指南',
      icon: '📖',
      url: 'https://wiki.example.com/home',
    });
  });

  it('lists a tool that signs people in by itself like any other, and nothing of how it does', async (t) => {
    const { as } = await start(t, tools + clients);
    const engineer = await as('zhangwei01');
    assert.deepEqual(await idsFor(engineer), ['wiki', 'board', 'metrics']);
    assert.deepEqual(await idsFor(await as('0423752')), ['wiki']);
    const metrics = (await engineer.get('/api/tools')).json().at(-1);
    assert.deepEqual(metrics, { id: 'metrics', name: '监控大盘', icon: '📈', url: 'https://metrics.example.com/' });
  });

  it('follows a change of the file from the next request, and stays as it was when the change is a mistake', async (t) => {
    const { as, rewriteTools } = await start(t);
    const browser = await as('manager4220');
    rewriteTools('  - { id: new, name: New, url: "https://new.example.com", allow: everyone }\n');
    assert.deepEqual(await idsFor(browser), ['new']);
    rewriteTools('  - { id: newer, name: Newer, url: "http://new.example.com", allow: everyone }\n');
    assert.deepEqual(await idsFor(browser), ['new']);
  });

  it('is empty without tools, and answers nobody who is not signed in', async (t) => {
    const { as, newBrowser } = await start(t, '  []\n');
    assert.deepEqual(await idsFor(await as('zhangwei01')), []);
    assert.equal((await newBrowser().get('/api/tools')).statusCode, 401);
    assert.equal((await newBrowser().get('/api/tools/access?target=https://wiki.example.com/')).statusCode, 401);
  });
});

describe('GET /api/tools/access', () => {
  it('says whom the tool is open to, and whom to ask', async (t) => {
    const { as } = await start(t);
    assert.deepEqual(await accessOf(await as('0423752'), 'https://board.example.com/x?y=1#z'), {
      tool: { id: 'board', name: '看板', url: 'https://board.example.com/' },
      path: '/x',
      refusal: {
        reason: 'not_allowed',
        line: 23,
        opensTo: [
          { kind: 'department', name: '青禾科技/研发部/技术中心' },
          { kind: 'department', name: '青禾科技/市场部' },
          { kind: 'role', name: '主管' },
          { kind: 'title', name: '总裁' },
          { kind: 'people', count: 2 },
        ],
      },
      contacts: [{ userId: 'manager4220', name: '李明哲' }],
    });
  });

  it('says which rule narrows a part of it, and which part', async (t) => {
    const { as } = await start(t);
    const browser = await as('zhangwei01');
    const refusal = { reason: 'narrowed', line: 13, path: '/admin/**' };
    for (const address of ['https://wiki.example.com/Admin/', 'https://DOCS.example.com:8443/admin?a=1']) {
      assert.deepEqual((await accessOf(browser, address)).refusal, {
        ...refusal,
        opensTo: [{ kind: 'administrators' }, { kind: 'people', count: 1 }],
      });
    }
    const { refusal: other } = await accessOf(browser, 'https://wiki.example.com/private');
    assert.deepEqual(other, { reason: 'narrowed', line: 17, path: '/private/**', opensTo: [] });
    assert.equal((await accessOf(browser, 'https://wiki.example.com')).refusal, null);
    assert.equal((await accessOf(await as('manager4220'), 'https://wiki.example.com/admin')).refusal, null);
  });

  it('says that a tool is closed, and that an address is ambiguous', async (t) => {
    const { as } = await start(t);
    const browser = await as('zhangwei01');
    const closed = { reason: 'closed', line: 31, opensTo: [] };
    assert.deepEqual((await accessOf(browser, 'https://closed.example.com/')).refusal, closed);
    const { refusal } = await accessOf(browser, 'https://wiki.example.com/a%2Fb');
    assert.deepEqual(refusal, { reason: 'ambiguous_path', line: 13, opensTo: [] });
  });

  it('says the same of a tool as a whole, by its id, where nobody asked for an address of it', async (t) => {
    const { as } = await start(t, tools + clients);
    const [outsider, engineer] = [await as('0423752'), await as('zhangwei01')];
    assert.deepEqual(await accessTo(outsider, { tool: 'metrics' }), {
      tool: { id: 'metrics', name: '监控大盘', icon: '📈', url: 'https://metrics.example.com/' },
      refusal: { reason: 'not_allowed', line: 44, opensTo: [{ kind: 'department', name: '青禾科技/研发部' }] },
      contacts: [{ userId: 'manager4220', name: '李明哲' }],
    });
    assert.equal((await accessTo(engineer, { tool: 'metrics' })).refusal, null);
    assert.equal((await accessTo(engineer, { tool: 'vault' })).refusal?.reason, 'closed');
    const wiki = await accessTo(engineer, { tool: 'wiki' });
    assert.deepEqual([wiki.refusal, wiki.path], [null, undefined], 'no rule for a part of it counts');
  });

  it('knows no id that is no tool’s, and no client id', async (t) => {
    const { as } = await start(t, tools + clients);
    const browser = await as('zhangwei01');
    for (const tool of ['the-metrics', 'Metrics', ' metrics', '__proto__', 'https://metrics.example.com/']) {
      const answer = await browser.get(`/api/tools/access?${new URLSearchParams({ tool })}`);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'not_found'], tool);
    }
    for (const query of ['?tool=', `?tool=${'x'.repeat(65)}`, '?tool=metrics&tool=wiki', '?tool=metrics&x=1'])
      assert.equal((await browser.get(`/api/tools/access${query}`)).statusCode, 400, query.slice(0, 40));
    const both = `?tool=metrics&${new URLSearchParams({ target: 'https://wiki.example.com/' })}`;
    assert.equal((await browser.get(`/api/tools/access${both}`)).statusCode, 400);
  });

  it('knows no address that is no tool’s', async (t) => {
    const { as } = await start(t);
    const browser = await as('zhangwei01');
    for (const target of [
      'https://nothing.example.com/',
      'http://wiki.example.com/',
      'https://wiki.example.com:8443/',
      'https://wiki.example.com./',
      'https://wiki.example.com@evil.example/',
      'https://evil.example/https://wiki.example.com/',
      'https://foyer.example.com/',
      'wiki.example.com',
      '/x',
      'javascript:alert(1)',
      'https://',
    ]) {
      const answer = await browser.get(`/api/tools/access?${new URLSearchParams({ target })}`);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'not_found'], target);
    }
    for (const query of ['', '?target=', `?target=${'x'.repeat(4_097)}`, '?target=https://wiki.example.com/&x=1'])
      assert.equal((await browser.get(`/api/tools/access${query}`)).statusCode, 400, query.slice(0, 40));
  });

  // What the company hides in its directory, the file may name; a refused colleague must not read it there.
  it('names no hidden department to whoever does not see it, by whichever way the file names it', async (t) => {
    const text = [
      '460000214',
      '移动端组',
      '研发部/技术中心/移动端组/预研组',
      '青禾科技/研发部/技术中心/移动端组',
      '幽灵部',
      '999',
    ]
      .map((department, index) => {
        const host = `tool-${index}.example.com`;
        return `  - { id: t${index}, name: T, url: "https://${host}", hosts: [${host}], allow: [{ department: ${department} }] }\n`;
      })
      .join('');
    const { dingtalk, services, as } = await start(t, text);
    dingtalk.company.hideDepartment(MOBILE, { departmentPermits: [], userPermits: ['dengkai'] });
    dingtalk.company.addDepartment(480000001, '预研组', MOBILE);
    await readCompany(services);
    const shownTo = async (userId: string) => {
      const browser = await as(userId);
      const answers = [0, 1, 2, 3, 4, 5].map((index) => accessOf(browser, `https://tool-${index}.example.com/`));
      return (await Promise.all(answers)).map(({ refusal }) => refusal?.opensTo);
    };
    const others = [{ kind: 'others' }];
    assert.deepEqual(await shownTo('manager4220'), [others, others, others, others, others, others]);
    const mobile = [{ kind: 'department', name: '青禾科技/研发部/技术中心/移动端组' }];
    const research = [{ kind: 'department', name: '青禾科技/研发部/技术中心/移动端组/预研组' }];
    // 移动端组 is not at the top, so that name alone means no department.
    assert.deepEqual(await shownTo('dengkai'), [mobile, others, research, mobile, others, others]);
  });

  it('names no administrator as a contact whom the directory hides', async (t) => {
    const { dingtalk, services, as } = await start(t);
    const { departmentIds = [] } = dingtalk.company.list().find(({ userId }) => userId === 'manager4220') ?? {};
    for (const id of departmentIds) dingtalk.company.hideDepartment(id, {});
    await readCompany(services);
    assert.deepEqual((await accessOf(await as('zhangwei01'), 'https://closed.example.com/')).contacts, []);
  });
});
