import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import type { Browser } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createRemovalRules } from './removal-rules.ts';

async function startWith(t: TestContext, admins: readonly string[]) {
  const toolsFile = join(temporaryFolder(t), 'tools.yaml');
  const write = (names: readonly string[]) =>
    writeFileSync(toolsFile, `admins:\n${names.map((name) => `  - user: ${name}\n`).join('')}`);
  write(admins);
  const server = await startTestServer(t, { env: { TOOLS_FILE: toolsFile } });
  await readCompany(server.services);
  return { ...server, write };
}

const nameOf = (server: Awaited<ReturnType<typeof startWith>>, userId: string) =>
  server.services.replica.findByUserId(userId)?.record.name ?? '';
const remove = (browser: Browser, userId: string, confirm: string) =>
  askJson(browser, 'DELETE', `/api/admin/people/${userId}`, { confirm });

describe('removing an administrator', () => {
  it('is done when another is left', async (t) => {
    const server = await startWith(t, ['manager4220', 'wuyutong']);
    await signedIn(server.browser, 'manager4220');
    const answer = await remove(server.browser, 'wuyutong', nameOf(server, 'wuyutong'));
    assert.equal(answer.statusCode, 200, answer.body);
  });

  // Whoever is given the userId of somebody who left would be an administrator, and nobody would know.
  it('says whether the file still names them', async (t) => {
    for (const [before, after, stillNamed] of [
      [['manager4220', 'wuyutong'], ['manager4220', 'wuyutong'], true],
      [['manager4220', 'wuyutong'], ['manager4220'], false],
    ] as const) {
      const server = await startWith(t, before);
      await signedIn(server.browser, 'manager4220');
      server.write(after);
      const answer = await remove(server.browser, 'wuyutong', nameOf(server, 'wuyutong'));
      assert.equal(answer.json().removed.stillNamed, stillNamed);
    }
  });

  // Foyer without an administrator can be managed by nobody any more.
  it('is refused when only names are left that nobody has', async (t) => {
    const { services } = await startWith(t, ['manager4220', 'nobody']);
    const record = services.replica.findByUserId('manager4220')?.record;
    const refuse = createRemovalRules(services.rules, services.replica);
    assert.ok(record);
    assert.equal(refuse(record, { subject: 'x', userId: 'nobody', name: '' }), 'last_administrator');
    const colleague = services.replica.findByUserId('wuyutong')?.record;
    assert.ok(colleague);
    assert.equal(refuse(colleague, { subject: 'x', userId: 'nobody', name: '' }), null);
  });

  // Two who remove each other at the same moment would leave none.
  it('is done for one of two who remove each other, and never for both', async (t) => {
    const server = await startWith(t, ['manager4220', 'wuyutong']);
    const [one, other] = [server.newBrowser(), server.newBrowser()];
    await signedIn(one, 'manager4220');
    await signedIn(other, 'wuyutong');
    const answers = await Promise.all([
      remove(one, 'wuyutong', nameOf(server, 'wuyutong')),
      remove(other, 'manager4220', nameOf(server, 'manager4220')),
    ]);
    const done = answers.filter(({ statusCode }) => statusCode === 200);
    assert.equal(done.length, 1, answers.map(({ body }) => body).join());
    const left = ['manager4220', 'wuyutong'].filter((id) => server.dingtalk.company.find(id)?.standing !== 'left');
    assert.equal(left.length, 1);
  });
});
