import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { conforms } from '../conforms.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { AdminToolsResponse, ExplainResponse } from './schema.ts';

const tools = `  - id: wiki
    name: 知识库
    url: https://wiki.example.com/home
    hosts: [wiki.example.com, "docs.example.com:8443"]
    allow:
      - department: 研发部
      - department: 999
      - department: 幽灵部
      - user: anna
    rules:
      - path: /admin/**
        methods: [POST]
        allow: [administrators]
  - id: grafana
    name: Grafana
    url: https://grafana.example.com/
    oidc:
      clientSecret: never-to-be-seen-by-anybody-at-all
      redirectUris: [https://grafana.example.com/login/generic_oauth]
`;

async function start(t: TestContext) {
  const server = await startTestServer(t, { tools });
  await readCompany(server.services);
  return { ...server, browser: await signedIn(server.newBrowser(), 'manager4220') };
}

const access = (query: Record<string, string>) => `/api/admin/access?${new URLSearchParams(query)}`;

describe('GET /api/admin/tools', () => {
  it('lists every tool of the file, with its line and whom it is open to', async (t) => {
    const { browser, config } = await start(t);
    const answer = await browser.get('/api/admin/tools');
    assert.ok(conforms(AdminToolsResponse, answer.json()), answer.body);
    assert.deepEqual(answer.json(), {
      file: config.toolsFile,
      report: null,
      tools: [
        {
          id: 'wiki',
          name: '知识库',
          url: 'https://wiki.example.com/home',
          line: 4,
          hosts: ['wiki.example.com', 'docs.example.com:8443'],
          opensTo: [
            { kind: 'department', name: '青禾科技/研发部' },
            { kind: 'department', name: '999' },
            { kind: 'department', name: '幽灵部' },
            { kind: 'people', count: 1 },
          ],
          rules: 1,
        },
        {
          id: 'grafana',
          name: 'Grafana',
          url: 'https://grafana.example.com/',
          line: 17,
          hosts: [],
          opensTo: [],
          rules: 0,
        },
      ],
    });
  });

  it('says what is wrong with the file now, while what it said before still counts', async (t) => {
    const { browser, rewriteTools } = await start(t);
    rewriteTools('  - id: Wiki\n    name: W\n    url: https://w.example.com/\n');
    const { report, tools: listed } = (await browser.get('/api/admin/tools')).json();
    assert.match(report, /line 4: found "Wiki"; expected an id of small letters/);
    assert.equal(listed.length, 2);
    rewriteTools('  []\n');
    assert.deepEqual((await browser.get('/api/admin/tools')).json().report, null);
  });
});

describe('GET /api/admin/access', () => {
  it('says whether somebody gets in and which line decides, step by step', async (t) => {
    const { browser } = await start(t);
    const answer = await browser.get(access({ person: 'zhangwei01', tool: 'wiki', path: '/admin/x', method: 'POST' }));
    assert.ok(conforms(ExplainResponse, answer.json()), answer.body);
    const research = { kind: 'department', name: '青禾科技/研发部' };
    assert.deepEqual(answer.json(), {
      person: {
        userId: 'zhangwei01',
        name: '张伟',
        title: '后端工程师',
        departments: ['青禾科技/研发部/技术中心/后端组'],
        roles: [],
        isActive: true,
      },
      tool: { id: 'wiki', name: '知识库', url: 'https://wiki.example.com/home' },
      path: '/admin/x',
      method: 'POST',
      line: 14,
      refusal: 'narrowed',
      steps: [
        {
          kind: 'allow',
          line: 8,
          outcome: 'lets_in',
          by: { line: 9, condition: research },
          opensTo: [
            research,
            { kind: 'department', name: '999' },
            { kind: 'department', name: '幽灵部' },
            { kind: 'people', count: 1 },
          ],
        },
        {
          kind: 'rule',
          line: 14,
          path: '/admin/**',
          methods: ['POST'],
          outcome: 'refuses',
          opensTo: [{ kind: 'administrators' }],
        },
      ],
    });
  });

  it('asks about the first page and GET unless told otherwise', async (t) => {
    const { browser } = await start(t);
    const { path, method, refusal, line } = (
      await browser.get(access({ person: '张伟', tool: 'wiki', path: '' }))
    ).json();
    assert.deepEqual([path, method, refusal, line], ['/', 'GET', null, 9]);
  });

  it('says that somebody cannot sign in, that a tool is closed and that a path is ambiguous', async (t) => {
    const { browser } = await start(t);
    const refusalOf = async (query: Record<string, string>) => (await browser.get(access(query))).json().refusal;
    assert.equal(await refusalOf({ person: 'songyiran', tool: 'wiki' }), 'inactive');
    assert.equal(await refusalOf({ person: 'zhangwei01', tool: 'grafana' }), 'closed');
    assert.equal(await refusalOf({ person: 'daizhiqiang', tool: 'wiki' }), 'not_allowed');
    assert.equal(await refusalOf({ person: 'zhangwei01', tool: 'wiki', path: '/a%2fb' }), 'ambiguous_path');
    assert.equal(await refusalOf({ person: 'zhangwei01', tool: 'wiki', path: 'page' }), 'ambiguous_path');
  });

  it('knows nobody and no tool that is not there, and no other question', async (t) => {
    const { browser } = await start(t);
    for (const query of [
      { person: 'nobody', tool: 'wiki' },
      { person: 'zhangwei01', tool: 'wikki' },
    ])
      assert.equal((await browser.get(access(query))).statusCode, 404);
    for (const query of [
      { person: 'zhangwei01' },
      { tool: 'wiki' },
      { person: '', tool: 'wiki' },
      { person: 'zhangwei01', tool: 'wiki', method: 'G T' },
      { person: 'zhangwei01', tool: 'wiki', as: 'x' },
    ])
      assert.equal((await browser.get(access(query))).statusCode, 400, JSON.stringify(query));
  });

  // Who works where and what they may open is for administrators; so are the lines of the file, and no secret is for anybody.
  it('is for administrators alone, like everything about the file, and no answer holds a secret', async (t) => {
    const { browser, newBrowser, log } = await start(t);
    const other = await signedIn(newBrowser(), 'zhangwei01');
    for (const url of ['/api/admin/tools', access({ person: 'zhangwei01', tool: 'wiki' })]) {
      assert.equal((await newBrowser().get(url)).statusCode, 401);
      assert.equal((await other.get(url)).statusCode, 403);
      assert.doesNotMatch((await browser.get(url)).body, /never-to-be-seen/);
    }
    assert.doesNotMatch(log(), /never-to-be-seen/);
  });
});
