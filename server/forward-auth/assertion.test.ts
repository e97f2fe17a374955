import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Tool } from '../access/tool.ts';
import { createKeyRing } from '../keys/key-ring.ts';
import { createSealer } from '../keys/seal.ts';
import { openSigningKeys } from '../keys/signing-keys.ts';
import { createLogger } from '../logger.ts';
import type { CorpId, Person, UnionId, UserId } from '../person.ts';
import { Secret } from '../secret.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock } from '../testing/clock.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { createAssertions } from './assertion.ts';
import type { Group, Identity } from '../people/identity.ts';

const issuer = 'https://foyer.example.com/oidc';

const wiki: Tool = {
  id: 'wiki',
  name: 'Wiki',
  url: 'https://wiki.example.com/',
  origins: ['https://wiki.example.com'],
  allow: { line: 1, kind: 'everyone' },
  rules: [],
  username: 'userId',
  assertion: true,
  corsPreflight: 'refuse',
  groups: null,
  oidc: null,
  line: 1,
};

const zhangWei: Identity = {
  subject: 'c3ViamVjdCBvZiDlvKDkvJ8tLS0tLS0tLS0tLS0tLS0',
  username: 'zhangwei01',
  name: '张伟',
  email: 'zhangwei@example.com',
  groups: [
    { kind: 'department', path: ['青禾科技', '研发部', '技术中心', '后端组'] },
    { kind: 'role', name: '主管' },
  ],
  person: {
    subject: 'c3ViamVjdCBvZiDlvKDkvJ8tLS0tLS0tLS0tLS0tLS0',
    corpId: 'ding0001' as CorpId,
    unionId: 'union' as UnionId,
    userId: 'zhangwei01' as UserId,
    name: '张伟',
    title: '后端工程师',
    isAdmin: false,
    departments: [],
    roles: [],
  },
};

const withTitle = (title: string): Person => ({ ...zhangWei.person, title });

async function start(t: TestContext) {
  const db = openDatabase(':memory:');
  t.after(() => db.close());
  const keyRing = createKeyRing({
    secrets: [new Secret('a secret that is long enough for a key')],
    environment: 'live',
  });
  const clock = createTestClock();
  const sealer = createSealer(keyRing, 'signing keys');
  const signingKeys = await openSigningKeys({ db, sealer, now: clock.now, log: createLogger('silent') });
  const keys = createLocalJWKSet(signingKeys.jwks());
  const { mint } = createAssertions({ signingKeys, issuer, now: clock.now });
  const verify = async (jwt: string) =>
    (await jwtVerify(jwt, keys, { issuer, audience: 'wiki', currentDate: new Date(clock.now()) })).payload;
  return { clock, mint, verify, signingKeys };
}

describe('an assertion', () => {
  it('says who somebody is, to one tool, in full text', async (t) => {
    const { mint, verify, clock } = await start(t);
    const { iat, exp, ...claims } = await verify((await mint(wiki, zhangWei)).jwt);
    assert.deepEqual(claims, {
      iss: issuer,
      aud: 'wiki',
      sub: zhangWei.subject,
      preferred_username: 'zhangwei01',
      name: '张伟',
      email: 'zhangwei@example.com',
      corp_id: 'ding0001',
      dingtalk_user_id: 'zhangwei01',
      title: '后端工程师',
      groups: ['青禾科技/研发部/技术中心/后端组', 'role:主管'],
    });
    assert.equal(iat, Math.floor(clock.now() / 1_000));
    assert.equal(exp, Number(iat) + 60);
  });

  it('names its algorithm and its key', async (t) => {
    const { mint, signingKeys } = await start(t);
    const kid = signingKeys.jwks().keys[0]?.kid;
    assert.deepEqual(decodeProtectedHeader((await mint(wiki, zhangWei)).jwt), { alg: 'ES256', typ: 'JWT', kid });
  });

  it('leaves out what is not known', async (t) => {
    const { mint, verify } = await start(t);
    const { title: _, ...person } = zhangWei.person;
    const { username: _username, email: _email, ...rest } = zhangWei;
    const claims = await verify((await mint(wiki, { ...rest, groups: [], person })).jwt);
    for (const claim of ['preferred_username', 'email', 'title', 'groups_cut'])
      assert.equal(claim in claims, false, claim);
    assert.deepEqual(claims.groups, []);
    assert.equal(claims.sub, zhangWei.subject);
  });

  // What one tool is shown must be worth nothing at another: any of them could otherwise be its people elsewhere.
  it('is for one tool, and for no other', async (t) => {
    const { mint, verify } = await start(t);
    await verify((await mint(wiki, zhangWei)).jwt);
    await assert.rejects(verify((await mint({ ...wiki, id: 'grafana' }, zhangWei)).jwt), /"aud"/);
  });

  it('is over after a minute, and is sent again only while half of that is left', async (t) => {
    const { mint, verify, clock } = await start(t);
    const { jwt, freshUntil } = await mint(wiki, zhangWei);
    assert.ok(freshUntil > clock.now() + 28_000 && freshUntil <= clock.now() + 30_000);
    assert.ok(Number(decodeJwt(jwt).exp) * 1_000 - freshUntil >= 30_000);
    clock.advance(58_000);
    await verify(jwt);
    clock.advance(2_000);
    await assert.rejects(verify(jwt), /"exp"/);
  });

  for (const { id, nick } of hostile.profileStrings) {
    it(`carries any text whole, or its beginning: ${id}`, async (t) => {
      const { mint, verify } = await start(t);
      const groups: Group[] = [{ kind: 'role', name: nick }];
      const { jwt } = await mint(wiki, { ...zhangWei, name: nick, groups, person: withTitle(nick) });
      assert.ok(jwt.length < 4_096, String(jwt.length));
      assert.match(jwt, /^[\w-]+\.[\w-]+\.[\w-]+$/);
      const { name, title } = await verify(jwt);
      for (const text of [name, title] as string[]) assert.ok(nick.toWellFormed().startsWith(text) && text.length > 0);
    });
  }
});

describe('an assertion about somebody of whom there is much to say', () => {
  const many: Group[] = Array.from({ length: 60 }, (_, at) => ({ kind: 'role', name: `第${at}个角色的名字很长很长` }));

  // Servers refuse requests with longer headers, and the person would see an error in every tool.
  it('stays under 4 KB: the groups that do not fit are left out whole, and it says so', async (t) => {
    const { mint, verify } = await start(t);
    const { jwt } = await mint(wiki, { ...zhangWei, groups: [...zhangWei.groups, ...many] });
    assert.ok(jwt.length < 4_096 && jwt.length > 3_900, String(jwt.length));
    const { groups, groups_cut: isCut } = await verify(jwt);
    const all = [
      '青禾科技/研发部/技术中心/后端组',
      'role:主管',
      ...many.map((role) => `role:${'name' in role && role.name}`),
    ];
    assert.equal(isCut, true);
    assert.ok(Array.isArray(groups) && groups.length > 20);
    assert.deepEqual(groups, all.slice(0, groups.length));
  });

  it('says nothing of that when everything fits', async (t) => {
    const { mint, verify } = await start(t);
    const claims = await verify((await mint(wiki, { ...zhangWei, groups: many.slice(0, 20) })).jwt);
    assert.equal('groups_cut' in claims, false);
    assert.equal((claims.groups as string[]).length, 20);
  });

  it('stays under 4 KB with the longest of everything', async (t) => {
    const { mint, verify } = await start(t);
    const long = '🀄\u0001"\\'.repeat(500);
    const person = { ...withTitle(long), userId: 'u'.repeat(64) as UserId, corpId: 'c'.repeat(64) as CorpId };
    const tool = { ...wiki, id: 'wiki' };
    const { jwt } = await mint(tool, {
      ...zhangWei,
      name: long,
      groups: [{ kind: 'role', name: long }, ...many],
      person,
    });
    assert.ok(jwt.length < 4_096, String(jwt.length));
    const { name, groups } = await verify(jwt);
    assert.ok(long.startsWith(String(name)) && String(name).isWellFormed());
    assert.deepEqual(groups, [], 'what comes after a group that does not fit is left out as well');
  });

  // The first half of an address may be the address of somebody else.
  it('never cuts a name that somebody is known by: it is whole, or not there', async (t) => {
    const { mint, verify } = await start(t);
    const fits = `${'a'.repeat(300)}@example.com`;
    const long = `${'a'.repeat(500)}@example.com`;
    assert.equal((await verify((await mint(wiki, { ...zhangWei, email: fits })).jwt)).email, fits);
    const claims = await verify((await mint(wiki, { ...zhangWei, username: long, email: long })).jwt);
    assert.deepEqual(['preferred_username' in claims, 'email' in claims], [false, false]);
    assert.equal(claims.sub, zhangWei.subject);
  });
});
