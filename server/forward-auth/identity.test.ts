import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Candidate } from '../access/decide.ts';
import type { Tool } from '../access/tool.ts';
import type { CorpId, Person, UnionId, UserId } from '../person.ts';
import type { Answer } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser, navigation } from '../testing/tool-browser.ts';
import type { Attributes } from '../people/people-reads.ts';
import { toIdentity } from '../people/identity.ts';
import { identityHeaders } from './identity.ts';

const WIKI = 'https://wiki.example.com';
const wiki = (more = '') => `
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
${more}`;

const names = [
  'remote-user',
  'remote-name',
  'remote-email',
  'remote-groups',
  'x-auth-request-user',
  'x-auth-request-email',
  'x-auth-request-groups',
  'x-auth-request-preferred-username',
  'x-foyer-assertion',
] as const;

async function openWiki(t: TestContext, { more = '', userId = 'zhangwei01' } = {}) {
  const server = await startTestServer(t, { tools: wiki(more) });
  await readCompany(server.services);
  const tab = createToolBrowser(server.browser);
  const { answer } = await tab.open(`${WIKI}/`, { userId });
  assert.equal(answer.statusCode, 200, answer.body);
  return { ...server, tab, answer };
}

const groupsOf = (answer: Answer) =>
  String(answer.headers['remote-groups'])
    .split(',')
    .map((group) => decodeURIComponent(group));

describe('what a tool is told of a person', () => {
  it('is name, mail, departments from the company down, and roles, percent-encoded', async (t) => {
    const { answer } = await openWiki(t, { userId: 'luoxiaoming', more: '    username: userId' });
    assert.equal(answer.headers['remote-user'], 'luoxiaoming');
    assert.equal(decodeURIComponent(String(answer.headers['remote-name'])), '罗晓鸣');
    assert.equal(answer.headers['remote-email'], 'luoxiaoming@corp.qinghe.example');
    const groups = ['青禾科技/研发部/技术中心', '青禾科技/研发部', 'role:主管', 'role:架构委员'];
    assert.deepEqual(groupsOf(answer).toSorted(), groups.toSorted());
    assert.match(String(answer.headers['remote-groups']), /^[\x21-\x7e]+$/);
  });

  it('is told under both families of names', async (t) => {
    const { answer } = await openWiki(t);
    for (const [one, other] of [
      ['remote-user', 'x-auth-request-user'],
      ['remote-user', 'x-auth-request-preferred-username'],
      ['remote-email', 'x-auth-request-email'],
      ['remote-groups', 'x-auth-request-groups'],
    ] as const) {
      assert.equal(answer.headers[one], answer.headers[other]);
      assert.notEqual(answer.headers[one], '');
    }
  });

  // A header that is left out is taken from whoever sent the request: anybody could be anybody.
  it('names every header on every answer, empty where nothing is known', async (t) => {
    const { answer, tab } = await openWiki(t, {
      userId: 'wanggang88',
      more: '    username: email\n    groups: [{ role: 主管 }]',
    });
    for (const name of names) assert.equal(typeof answer.headers[name], 'string', name);
    assert.equal(answer.headers['remote-user'], '', 'without a mailbox there is no name to know them by');
    assert.equal(answer.headers['remote-email'], '');
    assert.equal(answer.headers['remote-groups'], '');
    const lies = Object.fromEntries(names.map((name) => [name, 'admin']));
    const again = await tab.ask(`${WIKI}/`, { ...navigation, ...lies });
    for (const name of names) assert.equal(again.headers[name], answer.headers[name], name);
  });

  for (const [username, expected] of [
    ['subject', /^[\w-]{43}$/],
    ['userId', /^zhangwei01$/],
    ['jobNumber', /^QH\d{4}$/],
    ['email', /^zhangwei01@corp\.qinghe\.example$/],
  ] as const) {
    it(`knows people by their ${username} where the file says so`, async (t) => {
      const { answer } = await openWiki(t, { more: `    username: ${username}` });
      assert.match(String(answer.headers['remote-user']), expected);
    });
  }

  it('is only the groups that the file names, with everything below a department', async (t) => {
    const more = '    groups:\n      - department: 研发部/技术中心\n      - role: 架构委员\n      - department: 财务部';
    const { answer, newBrowser } = await openWiki(t, { userId: 'luoxiaoming', more });
    assert.deepEqual(groupsOf(answer), ['青禾科技/研发部/技术中心', 'role:架构委员']);
    const colleague = await createToolBrowser(newBrowser()).open(`${WIKI}/`, { userId: 'zhangwei01' });
    assert.deepEqual(groupsOf(colleague.answer), ['青禾科技/研发部/技术中心/后端组']);
  });

  // Otherwise whoever is given a used userId, or the mailbox of somebody who left, would be them in the tool.
  it('has one stable name for a person, whatever is renamed, and another for somebody else with the same userId', async (t) => {
    const { answer, tab, dingtalk, services, newBrowser } = await openWiki(t);
    const subject = answer.headers['remote-user'];
    dingtalk.company.rename('zhangwei01', '张玮');
    dingtalk.company.movePerson('zhangwei01', [460000801]);
    await readCompany(services);
    const renamed = await tab.ask(`${WIKI}/`);
    assert.equal(renamed.headers['remote-user'], subject);
    assert.equal(decodeURIComponent(String(renamed.headers['remote-name'])), '张玮');
    dingtalk.company.addPerson({ userId: 'zhangwei01', name: '张三', departmentIds: [460000212], account: 'another' });
    const other = await createToolBrowser(newBrowser()).open(`${WIKI}/`);
    assert.equal(other.answer.statusCode, 200);
    assert.notEqual(other.answer.headers['remote-user'], subject);
  });
});

describe('X-Foyer-Assertion', () => {
  it('is there only for tools that ask for it, and is good at /oidc/jwks', async (t) => {
    const { answer, browser, clock } = await openWiki(t, { more: '    assertion: true' });
    const jwt = String(answer.headers['x-foyer-assertion']);
    const keys = createLocalJWKSet((await browser.get('/oidc/jwks')).json());
    const options = { issuer: 'https://foyer.example.com/oidc', audience: 'wiki', currentDate: new Date(clock.now()) };
    const { payload, protectedHeader } = await jwtVerify(jwt, keys, options);
    assert.equal(protectedHeader.alg, 'ES256');
    assert.equal(payload.sub, answer.headers['remote-user']);
    assert.equal(payload.name, '张伟');
    assert.deepEqual(payload.groups, ['青禾科技/研发部/技术中心/后端组']);
    assert.ok((payload.exp ?? 0) - (payload.iat ?? 0) <= 60);
    await assert.rejects(jwtVerify(jwt, keys, { ...options, audience: 'reports' }), {
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    });
    const { answer: without } = await openWiki(t);
    assert.equal(without.headers['x-foyer-assertion'], '');
  });

  // Signing for each image of a page would make the signature the limit of how many people can work at once.
  it('is sent again while it is fresh, and is another one after 30 seconds', async (t) => {
    const { tab, clock } = await openWiki(t, { more: '    assertion: true' });
    const first = (await tab.ask(`${WIKI}/`)).headers['x-foyer-assertion'];
    clock.advance(28_000);
    assert.equal((await tab.ask(`${WIKI}/`)).headers['x-foyer-assertion'], first);
    clock.advance(3_000);
    const next = (await tab.ask(`${WIKI}/`)).headers['x-foyer-assertion'];
    assert.notEqual(next, first);
    assert.equal((await tab.ask(`${WIKI}/`)).headers['x-foyer-assertion'], next);
  });

  it('says what has changed at once, however fresh the one before is', async (t) => {
    const { answer, tab, dingtalk, services } = await openWiki(t, { more: '    assertion: true' });
    dingtalk.company.rename('zhangwei01', '张玮');
    await readCompany(services);
    const next = String((await tab.ask(`${WIKI}/`)).headers['x-foyer-assertion']);
    assert.notEqual(next, answer.headers['x-foyer-assertion']);
    const { name } = JSON.parse(Buffer.from(next.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(name, '张玮');
  });
});

const tool: Tool = {
  ...{ id: 'wiki', name: 'Wiki', url: `${WIKI}/`, origins: [WIKI], allow: { line: 1, kind: 'everyone' }, rules: [] },
  ...{ username: 'subject', assertion: false, corsPreflight: 'refuse', groups: null, oidc: null, line: 1 },
};
const person: Person = {
  ...{ subject: 'subject', corpId: 'ding1' as CorpId, unionId: 'union' as UnionId, userId: 'user' as UserId },
  ...{ name: '张伟', isAdmin: false, departments: [], roles: [] },
};
const candidate: Candidate = { userId: 'user', roles: [], departments: [], isAdministrator: false };

type Facts = {
  tool?: Partial<Tool>;
  person?: Partial<Person>;
  candidate?: Partial<Candidate>;
  attributes?: Attributes;
};

/** The headers about somebody, by lower-case name. */
function headersFor(facts: Facts): Record<string, string> {
  const identity = toIdentity(
    { ...tool, ...facts.tool },
    { ...person, ...facts.person },
    { ...candidate, ...facts.candidate },
    facts.attributes ?? {},
  );
  const pairs = identityHeaders(identity);
  const named = pairs.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), pairs[index + 1] ?? '']] : []));
  return Object.fromEntries(named);
}

describe('the value of a header', () => {
  // Node refuses to send a Chinese name as it is: nobody with one could open anything.
  it('is ASCII that decodes to the very name, for every name that people have given themselves', () => {
    for (const { id, nick } of hostile.profileStrings) {
      const value = headersFor({ person: { name: nick } })['remote-name'] ?? '';
      assert.match(value, /^[\x21-\x7e]{0,1024}$/, id);
      const decoded = decodeURIComponent(value);
      if (encodeURIComponent(nick.toWellFormed()).length <= 1_024) assert.equal(decoded, nick.toWellFormed(), id);
      else assert.ok(decoded.length > 100 && nick.startsWith(decoded), id);
    }
  });

  it('ends between two characters where a name is too long', () => {
    for (const name of ['张'.repeat(500), '👩‍💻'.repeat(200), `${'a'.repeat(1_020)}张`, '%'.repeat(600)]) {
      const value = headersFor({ person: { name } })['remote-name'] ?? '';
      assert.ok(value.length <= 1_024 && value.length > 1_000, `${value.length}`);
      assert.ok(name.startsWith(decodeURIComponent(value)));
    }
  });

  // The beginning of somebody's mailbox may be somebody else's.
  it('is empty where a name to know people by is too long: it is never cut', () => {
    const email = `${'a'.repeat(1_020)}@example.com`;
    const headers = headersFor({ tool: { username: 'email' }, attributes: { email } });
    assert.deepEqual([headers['remote-user'], headers['remote-email']], ['', '']);
  });

  // A department called "a,role:主管" would otherwise be a role that nobody gave.
  it('keeps commas and slashes inside names apart from those between them', () => {
    const path = ['公司', 'a,role:主管', 'b/c'];
    const headers = headersFor({ candidate: { departments: [{ path, withAbove: [] }], roles: ['x,y', 'm/n'] } });
    const items = (headers['remote-groups'] ?? '').split(',');
    assert.deepEqual(items.map(decodeURIComponent), ['公司/a,role:主管/b/c', 'role:x,y', 'role:m/n']);
    assert.deepEqual(items[0]?.split('/').map(decodeURIComponent), path);
  });

  it('leaves out groups at the end of an item where there is no room for all', () => {
    const departments = Array.from({ length: 40 }, (_, at) => ({ path: ['公司', `部门${at}`], withAbove: [at + 2] }));
    const value = headersFor({ candidate: { departments, roles: ['主管'] } })['remote-groups'] ?? '';
    assert.ok(value.length <= 1_024 && value.length > 950, `${value.length}`);
    const told = value.split(',').map(decodeURIComponent);
    assert.deepEqual(
      told,
      departments.slice(0, told.length).map(({ path }) => path.join('/')),
    );
  });

  it('says nothing of a department that is known by its number alone', () => {
    const departments = [
      { path: [], withAbove: [7] },
      { path: ['公司'], withAbove: [1] },
    ];
    assert.equal(decodeURIComponent(headersFor({ candidate: { departments } })['remote-groups'] ?? ''), '公司');
  });

  it('tells a role that the company wrote with a blank that nobody sees', () => {
    const groups = [{ kind: 'role', name: '主管' }] as const;
    const headers = headersFor({ tool: { groups }, candidate: { roles: ['主管 ', '其他'] } });
    assert.equal(decodeURIComponent(headers['remote-groups'] ?? ''), 'role:主管 ');
  });
});
