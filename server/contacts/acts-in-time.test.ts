import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { UserId } from '../person.ts';
import { ACT_HANDLER_MS, ACT_MS, AFTERWARDS_MS } from './act-times.ts';
import type { Doer } from './one-act.ts';

const BACKEND = 460000212;
const writes = ['v2/user/create', 'v2/user/update', 'v2/department/update', 'extcontact/create'];
const doer: Doer = {
  asked: { actor: { subject: 's', userId: 'manager4220', name: '管理员' } },
  mayStillAct: async () => true,
};
const contact = { name: '贺新', mobile: '13912340005', stateCode: '86', labelIds: [1561077317] };
const newcomer = { name: '李新', mobile: '13912340001', departmentIds: [BACKEND] };

async function start(t: TestContext, options: Parameters<typeof startTestServer>[1] = {}): Promise<TestServer> {
  const server = await startTestServer(t, options);
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  return server;
}

/** Two administrators: whoever is removed is named by the rules still. */
function startWithTwo(t: TestContext): Promise<TestServer> {
  const file = join(temporaryFolder(t), 'tools.yaml');
  writeFileSync(file, 'admins:\n  - user: manager4220\n  - user: wuyutong\ntools: []\n');
  return start(t, { env: { TOOLS_FILE: file } });
}

/** DingTalk's answers about somebody wait until they are let through. */
function holdAnswersAbout({ services: { dingtalk } }: TestServer, userId: string, count: number) {
  const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ask = dingtalk.getEmployeeByUserId;
  let asked = 0;
  dingtalk.getEmployeeByUserId = async (of, signal) => {
    if (of !== userId) return ask(of, signal);
    asked += 1;
    if (asked === count) reached.resolve();
    await held.promise;
    return ask(of, signal);
  };
  return { reached: reached.promise, letThrough: held.resolve };
}

describe('an administrator who is removed while their own acts wait', () => {
  const acts: [what: string, method: 'POST' | 'PATCH', path: string, body: object][] = [
    ['a change', 'PATCH', 'people/dengkai', { title: 'x' }],
    ['an addition', 'POST', 'people', { ...newcomer, managerUserId: 'dengkai' }],
    ['managers', 'PATCH', `departments/${BACKEND}`, { managers: ['dengkai'] }],
    ['an external contact', 'POST', 'external-contacts', { ...contact, followerUserId: 'dengkai' }],
  ];
  // They could undo their own removal, by adding themselves or an accomplice.
  it('has none of them carried out, and each is written down', async (t) => {
    const server = await startWithTwo(t);
    const { replica, audit } = server.services;
    const other = await signedIn(server.newBrowser(), 'wuyutong');
    // Whom the directory does not know, DingTalk is asked about.
    replica.transact(() => replica.remove(replica.findByUserId('dengkai')?.id ?? 0));
    const { reached, letThrough } = holdAnswersAbout(server, 'dengkai', acts.length);
    const waiting = acts.map(([, method, path, body]) => askJson(other, method, `/api/admin/${path}`, body));
    await reached;
    const confirm = replica.findByUserId('wuyutong')?.record.name ?? '';
    const removal = await askJson(server.browser, 'DELETE', '/api/admin/people/wuyutong', { confirm });
    assert.equal(removal.statusCode, 200, removal.body);
    letThrough();
    for (const [index, answer] of (await Promise.all(waiting)).entries()) {
      const { code } = answer.json().error;
      assert.deepEqual([answer.statusCode, code], [403, 'access_denied'], acts[index]?.[0]);
    }
    assert.ok(writes.every((path) => server.dingtalk.calls.count(`POST /topapi/${path}`) === 0));
    const { rows } = await audit.list({ limit: 20, by: 'wuyutong', outcome: 'refused' });
    assert.deepEqual(
      rows.map(({ act, code }) => `${act} ${code}`).sort(),
      ['external_contact_added', 'managers_changed', 'person_added', 'person_changed'].map(
        (act) => `${act} access_denied`,
      ),
    );
  });

  it('has them carried out when somebody else is removed', async (t) => {
    const server = await startWithTwo(t);
    const other = await signedIn(server.newBrowser(), 'wuyutong');
    const { reached, letThrough } = holdAnswersAbout(server, 'dengkai', 1);
    const waiting = askJson(other, 'PATCH', '/api/admin/people/dengkai', { title: '顾问' });
    await reached;
    const confirm = server.services.replica.findByUserId('hourui')?.record.name ?? '';
    assert.equal((await askJson(server.browser, 'DELETE', '/api/admin/people/hourui', { confirm })).statusCode, 200);
    letThrough();
    assert.equal((await waiting).statusCode, 200);
  });
});

describe('an act that takes long', () => {
  it('is heard of at the end, by the server and by the browser', () => {
    assert.ok(ACT_HANDLER_MS > ACT_MS + AFTERWARDS_MS);
    // The browser's own patience, in web/api.ts.
    assert.ok(ACT_HANDLER_MS < 30_000);
  });

  // A directory that does not follow shows what was before, and whoever looks would do it again.
  it('is followed by the directory, though the time for the act itself is over', async (t) => {
    const server = await start(t);
    const { contacts, dingtalk, replica } = server.services;
    const time = new AbortController();
    const { changePerson } = dingtalk.writing;
    dingtalk.writing.changePerson = async (...asked) => {
      const done = await changePerson(...asked);
      time.abort();
      return done;
    };
    const { title } = await contacts.people.change('wuyutong' as UserId, { title: '首席设计师' }, doer, time.signal);
    assert.equal(title, '首席设计师');
    assert.equal(replica.findByUserId('wuyutong')?.record.title, '首席设计师');
  });
});

describe('an act during which the process is killed', () => {
  // Somebody would be removed, and nobody could say by whom.
  it('is in the audit log after the next start, as one of which nobody knows whether it was done', async (t) => {
    const dataDir = temporaryFolder(t);
    const server = await start(t, { dataDir });
    const { dingtalk, replica } = server.services;
    const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { removePerson } = dingtalk.writing;
    dingtalk.writing.removePerson = async (...asked) => {
      const done = await removePerson(...asked);
      reached.resolve();
      await held.promise;
      return done;
    };
    const name = replica.findByUserId('wuyutong')?.record.name ?? '';
    const removal = askJson(server.browser, 'DELETE', '/api/admin/people/wuyutong', { confirm: name });
    await reached.promise;
    const next = await startTestServer(t, { dataDir, dingtalk: server.dingtalk, clock: server.clock });
    const { rows } = await next.services.audit.list({ limit: 10, acts: ['person_removed'] });
    assert.deepEqual(
      rows.map(({ outcome, code, actor, target, before }) => [outcome, code, actor?.userId, target?.id, before?.name]),
      [['unknown', 'interrupted', 'manager4220', 'wuyutong', name]],
    );
    held.resolve();
    await removal;
  });
});
