import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readCompany } from '../../testing/company-run.ts';
import { startTestServer } from '../../testing/start-test-server.ts';
import type { Patient, Verdict } from '../check.ts';
import { toolsCheck } from './tools.ts';

const wiki = (...lines: string[]) =>
  ['  - id: wiki', '    name: Wiki', '    url: https://wiki.example.com/', ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );

async function look(t: TestContext, tools: string, { isRead = true } = {}): Promise<Verdict> {
  const { services, config } = await startTestServer(t, { tools });
  if (isRead) await readCompany(services);
  return toolsCheck.look({ config, replica: services.replica } as unknown as Patient, AbortSignal.timeout(5_000));
}

describe('the check of the rules about tools', () => {
  it('has nothing to say about rules that name what is there', async (t) => {
    const text = wiki(
      'allow:',
      '  - department: 研发部/技术中心',
      '  - department: 青禾科技/研发部',
      '  - department: 460000401',
      '  - user: zhangwei01',
      '  - role: 主管',
      '  - title: 后端工程师',
      '  - administrators',
      'rules: [{ path: /x, allow: everyone }]',
    );
    const { status, seen } = await look(t, text);
    assert.deepEqual([status, seen.en], ['passed', 'It names one tool.']);
  });

  it('names every department, role, title and person that the directory does not have, with the line', async (t) => {
    const text = wiki(
      'allow:',
      '  - department: 技术中心',
      '  - department: 999',
      '  - user: nobody01',
      '  - role: 主管',
      '  - title: 后端',
      'rules:',
      '  - path: /x',
      '    allow: [{ role: 副主管 }]',
    );
    const { status, seen, cause, remedy } = await look(t, text);
    assert.equal(status, 'warning');
    assert.equal(
      seen.en,
      'The directory does not have department 技术中心 (line 8), department 999 (line 9), userId nobody01 (line 10), title 后端 (line 12), role 副主管 (line 15).',
    );
    assert.match(seen.zh, /^通讯录里没有：部门 技术中心（第 8 行）、/);
    assert.ok(cause && remedy?.length === 1);
  });

  it('names tools that nobody can open', async (t) => {
    const { status, seen, remedy } = await look(t, wiki());
    assert.deepEqual([status, seen.en], ['warning', 'Nobody can open wiki (line 4).']);
    assert.match(remedy?.[0]?.en ?? '', /allow: everyone/);
  });

  it('does not take everybody for unknown before the company has been read', async (t) => {
    const text = wiki('allow: [{ user: zhangwei01 }]');
    assert.equal((await look(t, text, { isRead: false })).status, 'passed');
  });

  it('names the first of many', async (t) => {
    const users = Array.from({ length: 14 }, (_, index) => `{ user: u${index} }`).join(', ');
    const { seen } = await look(t, wiki(`allow: [${users}]`));
    assert.match(seen.en, /userId u9 \(line 7\) and 4 more\.$/);
  });
});
