/** The guides about managing people, beside the endpoints that they describe. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import type { Answer } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import { readCsv } from '../testing/read-csv.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { readHeader } from './imports/columns.ts';
import { Reason } from './schema.ts';

/** The examples of a guide, in the order in which it prints them. */
const examples = [
  ...['newPerson', 'added', 'invited', 'confirm', 'removed', 'managers', 'department', 'contact'],
  ...['file', 'plan', 'progress', 'failure'],
] as const;
type Examples = Record<(typeof examples)[number], Record<string, unknown>>;

/** What differs from one company, and one moment, to the next. */
const passing = /"(?:025\d{9}|[0-9a-f]{8}-[0-9a-f-]+|[0-9a-z]{12,14}|\d{4}-\d\d-\d\dT[\d:.]+Z)"/g;
const settle = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replace(passing, '"…"'));

for (const file of ['managing-people.md', 'managing-people.zh-CN.md']) {
  const text = readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8');
  const blocks = (kind: string) =>
    [...text.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].flatMap(([, of, inner = '']) => (of === kind ? [inner] : []));
  const parsed = blocks('json').map((block) => JSON.parse(block));
  const example = Object.fromEntries(examples.map((name, index) => [name, parsed[index]])) as Examples;

  describe(`docs/${file}`, () => {
    it('prints what the endpoints take, and what they answer', async (t) => {
      assert.equal(parsed.length, examples.length);
      const server = await start(t);
      await askAll(server, example, (answer, name) => {
        assert.partialDeepStrictEqual(settle(answer.json()), settle(example[name]) as object, name);
      });
    });

    it('names endpoints that are there', async (t) => {
      const { app } = await start(t);
      const named = [...text.matchAll(/^\| `([A-Z]+)`?(?:[,、] ?`([A-Z]+))? (\/api\/[^`?]+)/gm)];
      assert.ok(named.length >= 14);
      for (const [, first = '', second = first, url = ''] of named) {
        for (const method of [first, second]) assert.ok(app.hasRoute({ method: method as 'GET', url }), url);
      }
    });

    it('has a file to import, and the result that comes of it', async (t) => {
      const server = await start(t);
      const [csv = '', result = ''] = blocks('csv');
      const { id } = (await ask(server, 'POST', '/api/admin/imports', { csv })).json().import;
      await ask(server, 'POST', `/api/admin/imports/${id}/start`);
      await server.services.contacts.imports.runner.settled();
      const carriedOut = await server.browser.get(`/api/admin/imports/${id}/result.csv`);
      const toRows = (of: string) => settle(readCsv(of.replace(/^\uFEFF/, '')));
      assert.deepEqual(toRows(carriedOut.body), toRows(`${result}\n`.replaceAll('\n', '\r\n')));
    });

    it('lists the columns of such a file, and each word for what is wrong', () => {
      const rows = [...text.matchAll(/^\| ([^|]+) \| ([^|]+) \|.*\|$/gm)].map(([, a = '', b = '']) => `${a},${b}`);
      const columns = rows.filter((row) => /`(userId|name|mobile|hidesMobile)`/.test(row) && !row.includes('/'));
      assert.equal(columns.length, 4);
      const table = rows.slice(rows.indexOf(columns[0] ?? ''), rows.indexOf(columns.at(-1) ?? '') + 1);
      const names = table.flatMap((row) => row.replaceAll('`', '').split(/[,、]/));
      assert.equal(new Set(readHeader(names)).size, 14, names.join());
      assert.ok(!readHeader(names).includes(null), names.join());
      const words = text.slice(text.lastIndexOf('`reason`')).match(/(?<=`)[a-z_]+(?=`)/g) ?? [];
      assert.deepEqual(
        words.filter((word) => word !== 'reason').toSorted(),
        Reason.anyOf.map((word) => String(word.const)).toSorted(),
      );
    });
  });
}

async function start(t: TestContext): Promise<TestServer> {
  const server = await startTestServer(t);
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  return server;
}

const ask = ({ browser }: TestServer, ...question: Question) => askJson(browser, ...question);
type Question = [method: 'POST' | 'PATCH' | 'DELETE', url: string, body?: object];

type Compare = (answer: Answer, name: keyof Examples) => void;

/** Whoever is removed on the day they joined is invited when they are added again. */
async function askAll(server: TestServer, example: Examples, compare: Compare): Promise<void> {
  const PEOPLE = '/api/admin/people';
  const added = await ask(server, 'POST', PEOPLE, example.newPerson);
  compare(added, 'added');
  compare(await ask(server, 'DELETE', `${PEOPLE}/${added.json().person.userId}`, example.confirm), 'removed');
  compare(await ask(server, 'POST', PEOPLE, example.newPerson), 'invited');
  compare(await ask(server, 'PATCH', '/api/admin/departments/460000212', example.managers), 'department');
  const contact = await ask(server, 'POST', '/api/admin/external-contacts', example.contact);
  assert.equal(contact.statusCode, 201, contact.body);
  const plan = await ask(server, 'POST', '/api/admin/imports', example.file);
  compare(plan, 'plan');
  const { id } = plan.json().import;
  assert.equal((await ask(server, 'POST', `/api/admin/imports/${id}/start`)).statusCode, 202);
  await server.services.contacts.imports.runner.settled();
  compare(await server.browser.get(`/api/admin/imports/${id}`), 'progress');
  server.dingtalk.faults.on('company-abroad');
  compare(await ask(server, 'POST', PEOPLE, { ...example.newPerson, mobile: '13912340002' }), 'failure');
}
