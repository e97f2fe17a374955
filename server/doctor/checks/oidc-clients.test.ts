import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startTestServer } from '../../testing/start-test-server.ts';
import type { Patient, Verdict } from '../check.ts';
import { oidcClientsCheck } from './oidc-clients.ts';

const SECRET = 'a-secret-for-tests-that-is-long-enough';

const tool = (id: string, ...lines: string[]) =>
  [
    `  - id: ${id}`,
    '    name: Wiki',
    '    url: https://wiki.example.com/',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
const client = (id: string, more = '') =>
  tool(id, `oidc: { clientSecret: ${SECRET}-${id}, redirectUris: ["https://wiki.example.com/cb"]${more} }`);

async function look(t: TestContext, tools: string, env: Record<string, string> = {}): Promise<Verdict> {
  const { config } = await startTestServer(t, { tools, env });
  return oidcClientsCheck.look({ config } as Patient, AbortSignal.timeout(5_000));
}

describe('the check of tools that use OpenID Connect', () => {
  it('has nothing to say about tools that use PKCE, nor about those of another kind', async (t) => {
    const one = await look(t, `${tool('wiki')}${client('board')}`);
    assert.deepEqual([one.status, one.seen.en], ['passed', 'There is one, with PKCE throughout.']);
    const two = await look(t, `${client('wiki')}${client('board', ', pkce: required')}`);
    assert.deepEqual([two.status, two.seen.en], ['passed', 'There are 2, with PKCE throughout.']);
    const none = await look(t, tool('wiki'));
    assert.deepEqual([none.status, none.seen.en], ['passed', 'There are none.']);
  });

  // A tool that was let off for a week would stay let off for good.
  it('shows those that may do without PKCE as a weakness, in both languages, with what to do', async (t) => {
    const { status, seen, cause, remedy } = await look(
      t,
      `${client('wiki', ', pkce: optional')}${client('board')}${client('news', ', pkce: optional')}`,
    );
    assert.equal(status, 'warning');
    assert.equal(seen.en, 'A weakness: wiki (line 4), news (line 12) may do without PKCE.');
    assert.equal(seen.zh, '弱点：这些工具可以不用 PKCE：wiki（第 4 行）、news（第 12 行）。');
    assert.match(cause?.zh ?? '', /pkce: optional/);
    assert.match(remedy?.[0]?.en ?? '', /^Turn on PKCE \(S256\) in these tools/);
  });

  // What the server reads and the diagnosis does not would be reported as a mistake that is none, day after day.
  it('knows the variables that the file names', async (t) => {
    const text = client('wiki').replace(`${SECRET}-wiki`, `"\${WIKI_CLIENT_SECRET}"`);
    assert.equal((await look(t, text, { WIKI_CLIENT_SECRET: SECRET })).status, 'passed');
  });
});
