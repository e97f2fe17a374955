/** The command `explain`, as transcripts: what is asked, what is answered, and the exit code. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createRules } from '../access/rules.ts';
import { parseToolsFile } from '../access/tools-file.ts';
import { conforms } from '../conforms.ts';
import { readCompany } from '../testing/company-run.ts';
import { runFoyer } from '../testing/foyer-process.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { answerExplain } from './explain-command.ts';
import { readExplainOptions, usage } from './explain-options.ts';
import { ExplainResponse } from './schema.ts';

const tools = `  - id: wiki
    name: 知识库
    url: https://wiki.example.com/
    allow:
      - role: 主管
      - department: 研发部
    rules:
      - path: /admin/**
        allow:
          - administrators
          - department: 460000801
          - user: anna
      - path: /**
        methods: [DELETE]
        allow: []
  - id: closed
    name: Closed
    url: https://closed.example.com/
`;

const chinese: readonly (readonly [args: string, code: number, transcript: string])[] = [
  [
    'zhangwei01 wiki /page',
    0,
    `
✔ 允许  张伟 (zhangwei01) → wiki GET /page：第 9 行
    部门：青禾科技/研发部/技术中心/后端组；角色：无；职位：后端工程师
    第 7 行  allow  通过，依据第 9 行：部门 青禾科技/研发部
    第 11 行  rule /admin/**  与这个请求无关
    第 16 行  rule DELETE /**  与这个请求无关`,
  ],
  [
    'zhangwei01 wiki /admin',
    1,
    `
✘ 拒绝  张伟 (zhangwei01) → wiki GET /admin：第 11 行的规则不允许
    部门：青禾科技/研发部/技术中心/后端组；角色：无；职位：后端工程师
    第 7 行  allow  通过，依据第 9 行：部门 青禾科技/研发部
    第 11 行  rule /admin/**  拒绝：只向这些开放：前厅的管理员；部门 青禾科技/财务部；写明 userId 的 1 人`,
  ],
  [
    'zhangwei01 closed',
    1,
    `
✘ 拒绝  张伟 (zhangwei01) → closed GET /：这个工具没有写明向谁开放（第 19 行）
    部门：青禾科技/研发部/技术中心/后端组；角色：无；职位：后端工程师
    第 19 行  allow  拒绝：不向任何人开放`,
  ],
];

const english: typeof chinese = [
  [
    'manager4220 wiki /Admin/users',
    0,
    `
✔ allowed  李明哲 (manager4220) → wiki GET /Admin/users: line 8
    Departments: 青禾科技/信息技术部, 青禾科技/研发部/技术中心/运维组; roles: 主管理员, 主管; title: IT 经理
    line 7  allow  lets in, by line 8: role 主管
    line 11  rule /admin/**  lets in, by line 13: the administrators of Foyer
    line 16  rule DELETE /**  is not about this`,
  ],
  [
    '0423752 wiki',
    1,
    `
✘ refused  孙晓燕 (0423752) → wiki GET /: nothing under "allow" in line 7 fits
    Departments: 青禾科技/财务部; roles: 报销审核; title: 出纳
    line 7  allow  refuses: it is open to role 主管; department 青禾科技/研发部`,
  ],
  [
    'zhangwei01 wiki /a%2Fb',
    1,
    `
✘ refused  张伟 (zhangwei01) → wiki GET /a%2Fb: the tool has rules for paths (from line 11), and this path can be read in two ways
    Departments: 青禾科技/研发部/技术中心/后端组; roles: none; title: 后端工程师
    line 7  allow  lets in, by line 9: department 青禾科技/研发部`,
  ],
  [
    'zhangwei01 wiki /x --method delete',
    1,
    `
✘ refused  张伟 (zhangwei01) → wiki DELETE /x: the rule in line 16 does not let them in
    Departments: 青禾科技/研发部/技术中心/后端组; roles: none; title: 后端工程师
    line 7  allow  lets in, by line 9: department 青禾科技/研发部
    line 11  rule /admin/**  is not about this
    line 16  rule DELETE /**  refuses: it is open to nobody`,
  ],
  ['nobody wiki', 2, 'The directory does not have nobody. Give a userId, a unionId or the whole name.'],
  ['zhangwei01 wikki', 2, 'There is no tool with the id wikki. The file names: wiki, closed.'],
];

async function company(t: TestContext, dataDir?: string) {
  const server = await startTestServer(t, { tools, ...(dataDir !== undefined && { dataDir }) });
  await readCompany(server.services);
  return server;
}

/** The answer to a line that somebody types, without the line end that the terminal gets. */
function typed(line: string, { services }: Awaited<ReturnType<typeof company>>, env: Record<string, string> = {}) {
  const options = readExplainOptions(line.split(' '), env);
  assert.ok(options, line);
  return answerExplain(options, services.rules.current(), services.replica);
}

describe('npm run explain', () => {
  it('says who gets in and who does not, and which line of the file decides, in Chinese and in English', async (t) => {
    const server = await company(t);
    for (const [language, transcripts] of [
      ['zh', chinese],
      ['en', english],
    ] as const) {
      for (const [line, code, transcript] of transcripts) {
        const answer = typed(`${line} --lang ${language}`, server);
        assert.equal(`$ ${line}\n${answer.text}`, `$ ${line}\n${transcript.trim()}`);
        assert.equal(answer.code, code, line);
      }
    }
  });

  it('speaks the language of the terminal', async (t) => {
    const server = await company(t);
    assert.match(typed('zhangwei01 wiki', server, { LANG: 'zh_CN.UTF-8' }).text, /^✔ 允许/);
    assert.match(typed('zhangwei01 wiki', server, { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }).text, /^✔ allowed/);
  });

  it('finds somebody by userId, unionId and whole name, and nobody by half a name', async (t) => {
    const server = await company(t);
    const unionId = server.services.replica.findByUserId('zhangwei01')?.record.unionId ?? '';
    for (const who of ['zhangwei01', unionId, '张伟']) assert.equal(typed(`${who} wiki`, server).code, 0, who);
    for (const who of ['张', 'zhangwei', 'zhang', '张伟伟']) assert.equal(typed(`${who} wiki`, server).code, 2, who);
  });

  it('lists everybody who has the name, and judges none of them', async (t) => {
    const server = await company(t);
    server.dingtalk.company.addPerson({ userId: 'zw2', name: '张伟', title: '会计', departmentIds: [460000801] });
    await readCompany(server.services);
    const { code, text } = typed('张伟 wiki --lang en', server);
    assert.equal(code, 2);
    const [head, ...lines] = text.split('\n');
    assert.equal(head, 'Several people have this name; give one of these userIds:');
    assert.deepEqual(lines.toSorted(), ['    zhangwei01  青禾科技/研发部/技术中心/后端组', '    zw2  青禾科技/财务部']);
  });

  it('says that somebody cannot sign in, whatever the rules are', async (t) => {
    const { code, text } = typed('songyiran wiki --lang en', await company(t));
    assert.equal(code, 1);
    assert.match(
      text,
      /^✘ refused {2}宋怡然 \(songyiran\) → wiki GET \/: the person is not active, and cannot sign in\n/,
    );
  });

  it('answers a program with JSON', async (t) => {
    const { code, text } = typed('zhangwei01 wiki /admin --json', await company(t));
    const explained = JSON.parse(text);
    assert.ok(conforms(ExplainResponse, explained));
    assert.deepEqual([code, explained.refusal, explained.line], [1, 'narrowed', 11]);
  });

  it('encodes a path as a browser does, and leaves out a query', async (t) => {
    const server = await company(t);
    for (const [path, asked] of [
      ['/管理', '/%E7%AE%A1%E7%90%86'],
      ['/page?x=1', '/page'],
      ['/a%20b', '/a%20b'],
    ])
      assert.equal(JSON.parse(typed(`zhangwei01 wiki ${path} --json`, server).text).path, asked);
  });

  it('shows names from the file and the directory as text, whatever is in them', async (t) => {
    const server = await company(t);
    server.dingtalk.company.addPerson({
      userId: 'odd',
      name: 'a\u001b[31mred\nb',
      title: '\u0007',
      departmentIds: [1],
    });
    await readCompany(server.services);
    assert.match(typed('odd wiki --lang en', server).text, /^✘ refused {2}ared b \(odd\) /);
  });

  it('answers what the documents say that it answers', async (t) => {
    for (const file of ['tools-file.md', 'tools-file.zh-CN.md']) {
      const text = readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8');
      const [, board = ''] = /^```yaml\n(tools:\n {2}- id: board\n.*?)^```$/ms.exec(text) ?? [];
      const [, line = '', transcript = ''] = /^ {4}\$ npm run explain -- (.*)\n((?: {4}.*\n)+)/m.exec(text) ?? [];
      const { services } = await company(t);
      const options = readExplainOptions(line.split(' '), {});
      assert.ok(options, line);
      const rules = createRules(parseToolsFile(file, board));
      const answer = answerExplain(options, rules, services.replica);
      assert.equal(answer.text, transcript.trimEnd().replace(/^ {4}/gm, ''));
    }
  });

  it('knows no other arguments', () => {
    const refused = [
      '',
      'zhangwei01',
      'a b c d',
      'a b --loud',
      'a b --lang fr',
      'a b --method',
      'a b --method 1',
      ' b',
    ];
    for (const line of refused) assert.equal(readExplainOptions(line.split(' '), {}), null, line);
  });
});

describe('the command explain', () => {
  const env = { PUBLIC_URL: 'http://localhost:3000', SANDBOX_PORT: '0', PORT: '0' };

  it('answers beside a Foyer that is running, from the file as it is now, and ends with the code that the answer has', async (t) => {
    const folder = temporaryFolder(t);
    await company(t, folder);
    const TOOLS_FILE = join(folder, 'rules.yaml');
    writeFileSync(TOOLS_FILE, `admins: []\ntools:\n${tools}`);
    const run = (...args: string[]) =>
      runFoyer(t, { cwd: folder, env: { ...env, DATA_DIR: folder, TOOLS_FILE }, args: ['explain', ...args] });
    const allowed = await run('zhangwei01', 'wiki');
    assert.equal(allowed.code, 0, allowed.output);
    assert.match(allowed.output, /^✔ allowed {2}张伟 \(zhangwei01\) → wiki GET \/: line 8\n/);
    assert.equal((await run('zhangwei01', 'closed')).code, 1);
    assert.deepEqual(await run('zhangwei01'), { code: 2, signal: null, output: `${usage}\n` });
    writeFileSync(TOOLS_FILE, 'tools:\n  - id: Wiki\n');
    const mistaken = await run('zhangwei01', 'wiki');
    assert.equal(mistaken.code, 2);
    assert.match(mistaken.output, /^Foyer cannot use .*rules\.yaml:\n {2}line 2: found a tool without "name"/);
  });

  it('says that there is nothing to look at yet, and which settings are unusable', async (t) => {
    const cwd = temporaryFolder(t);
    const run = (more: Record<string, string>, tool: string) =>
      runFoyer(t, {
        cwd,
        env: { ...env, DATA_DIR: join(cwd, 'data'), ...more },
        args: ['explain', 'zhangwei01', tool],
      });
    const empty = await run({}, 'board');
    assert.equal(empty.code, 2);
    assert.match(empty.output, /^Foyer has not read the company yet/);
    const unusable = await run({ PORT: 'x' }, 'board');
    assert.equal(unusable.code, 2);
    assert.match(unusable.output, /PORT/);
  });
});
