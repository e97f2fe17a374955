import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readCsv } from '../testing/read-csv.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import type { AuditEntry } from './audit-log.ts';

const url = '/api/admin/audit';
const li = { subject: 'subject-of-li', userId: 'li01', name: '李明哲' };
const removed: AuditEntry = {
  act: 'person_removed',
  actor: li,
  outcome: 'refused',
  target: { kind: 'person', id: 'wang01', name: '王芳' },
  before: { mobile: '13800000001' },
  code: '60121',
  dingtalkRequestId: 'dt-7',
  requestId: 'foyer-7',
  from: '203.0.113.9',
};

async function start(t: TestContext) {
  const server = await startTestServer(t);
  const admin = await signedIn(server.browser, 'manager4220');
  const acts = async (query: string): Promise<string[]> => {
    const answer = await admin.get(`${url}?${query}`);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json().events.map(({ act }: { act: string }) => act);
  };
  return { ...server, admin, acts, audit: server.services.audit };
}

describe('GET /api/admin/audit', () => {
  it('tells everything that was written down, the latest first, mobiles masked', async (t) => {
    const { admin, audit, clock } = await start(t);
    audit.record(removed);
    const { events, nextCursor } = (await admin.get(url)).json();
    assert.equal(nextCursor, undefined);
    const at = new Date(clock.now()).toISOString();
    assert.deepEqual(events[0], { ...removed, id: 2, at, before: { mobile: '138****0001' } });
    assert.equal(events[1].act, 'signed_in');
  });

  it('gives pages that follow each other to the end', async (t) => {
    const { admin, audit } = await start(t);
    for (let n = 0; n < 6; n += 1) audit.record(removed);
    const seen: number[] = [];
    let cursor = '';
    do {
      const { events, nextCursor } = (await admin.get(`${url}?limit=3${cursor}`)).json();
      seen.push(...events.map(({ id }: { id: number }) => id));
      cursor = nextCursor === undefined ? '' : `&cursor=${nextCursor}`;
    } while (cursor !== '');
    assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  });

  it('is looked through by act, outcome, person, target and time', async (t) => {
    const { acts, audit, clock } = await start(t);
    clock.advance(1_000);
    const since = new Date(clock.now()).toISOString();
    audit.record(removed);
    assert.deepEqual(await acts('act=person_removed'), ['person_removed']);
    assert.deepEqual(await acts('outcome=done'), ['signed_in']);
    assert.deepEqual(await acts('by=li01'), ['person_removed']);
    assert.deepEqual(await acts(`by=${encodeURIComponent('明哲')}&outcome=refused`), ['person_removed']);
    assert.deepEqual(await acts('on=wang01'), ['person_removed']);
    assert.deepEqual(await acts(`since=${since}`), ['person_removed']);
    assert.deepEqual(await acts(`until=${since}`), ['signed_in']);
    assert.deepEqual(await acts('by=&on='), ['person_removed', 'signed_in']);
    assert.deepEqual(await acts('act=person_removed&outcome=done'), []);
  });

  it('refuses filters that it does not know', async (t) => {
    const { admin } = await start(t);
    for (const query of [
      'act=everything',
      'act=signed_in&act=signed_out',
      'outcome=maybe',
      'since=yesterday',
      'cursor=0',
      'cursor=1;DROP',
      'limit=101',
      'limit=0',
      'order=asc',
      `by=${'x'.repeat(129)}`,
    ]) {
      for (const path of [url, `${url}/export.csv`]) {
        assert.equal((await admin.get(`${path}?${query}`)).statusCode, 400, query);
      }
    }
  });

  // Whoever could write to it could hide what they did.
  it('can be changed by no method', async (t) => {
    const { admin, acts } = await start(t);
    const before = await acts('');
    const headers = { 'sec-fetch-site': 'same-origin', 'x-foyer-csrf': '1' };
    for (const path of [url, `${url}/1`, `${url}/export.csv`]) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        const { statusCode } = await admin.request({ method, url: path, headers });
        assert.ok([404, 405].includes(statusCode), `${method} ${path} ${statusCode}`);
      }
    }
    assert.deepEqual(await acts(''), before);
  });

  // It says where everybody was and when.
  it('is refused to employees and to visitors, in every form', async (t) => {
    const { newBrowser } = await start(t);
    const employee = await signedIn(newBrowser());
    for (const path of [url, `${url}/export.csv`, `${url}/export.ndjson`]) {
      assert.equal((await employee.get(path)).statusCode, 403);
      assert.equal((await newBrowser().get(path)).statusCode, 401);
    }
  });
});

describe('the audit log as a file', () => {
  it('is CSV that a spreadsheet reads, with every row that the filters let through', async (t) => {
    const { admin, audit } = await start(t);
    for (let n = 0; n < 450; n += 1) audit.record(removed);
    const answer = await admin.get(`${url}/export.csv?act=person_removed`);
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(answer.headers['content-disposition'], 'attachment; filename="audit.csv"');
    assert.ok(answer.body.startsWith('\uFEFFat,act,outcome,actorName,'));
    const [, ...rows] = readCsv(answer.body.slice(1));
    assert.equal(rows.length, 450);
    assert.deepEqual(rows[0]?.slice(1), [
      ...['person_removed', 'refused', '李明哲', 'li01', 'subject-of-li', 'person', 'wang01', '王芳'],
      ...['{"mobile":"138****0001"}', '', '60121', 'dt-7', 'foyer-7', '203.0.113.9'],
    ]);
  });

  // A name in DingTalk is anybody's to choose; in a spreadsheet it would run on the administrator's computer.
  it('has no cell that begins a formula, and no line that a name began', async (t) => {
    const { admin, audit } = await start(t);
    for (const name of ['=1+1', '+1', '-1', '@x', '\t=1', 'a\r\n=HYPERLINK("x")', 'a\n=1', '＝1+1']) {
      audit.record({ ...removed, actor: { ...li, name }, target: { kind: 'person', id: name, name }, code: name });
    }
    const { body } = await admin.get(`${url}/export.csv?act=person_removed`);
    const rows = readCsv(body.slice(1));
    assert.equal(rows.length, 9);
    for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r＝]/);
  });

  it('is one JSON object a line for programs, whatever a name holds', async (t) => {
    const { admin, audit } = await start(t);
    audit.record({ ...removed, actor: { ...li, name: 'a\nb\r\u2028c' } });
    const answer = await admin.get(`${url}/export.ndjson`);
    const lines = answer.body.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).act),
      ['audit_exported', 'person_removed', 'signed_in'],
    );
    assert.equal(JSON.parse(lines[1] ?? '').actor.name, 'a\nb\r\u2028c');
  });

  it('is written down itself, with who took it and what was chosen', async (t) => {
    const { admin, audit } = await start(t);
    await admin.get(`${url}/export.csv?outcome=refused`);
    const [row] = (await audit.list({ limit: 1 })).rows;
    assert.deepEqual(
      [row?.act, row?.actor?.userId, row?.after],
      ['audit_exported', 'manager4220', { format: 'csv', filter: { outcome: 'refused' } }],
    );
  });
});
