import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';

const li = { name: '李新', mobile: '13912340001', dept_id_list: '460000212', userid: 'lixin' };
const HOUR_MS = 3_600_000;

async function ask({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<unknown> {
  return (await post(`${path}?access_token=${await appToken()}`, body)).body.errcode;
}

const add = (test: SandboxCaller, fields: Json = {}) => ask(test, '/topapi/v2/user/create', { ...li, ...fields });
const remove = (test: SandboxCaller, userid: string) => ask(test, '/topapi/v2/user/delete', { userid });

function send({ origin }: SandboxCaller, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(fields);
  return fetch(`${origin}/sandbox/invitations`, { method: 'POST', body, headers, redirect: 'manual' });
}

describe('somebody who must be asked', () => {
  it('is invited, is in no list, and cannot be found until they accept', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('privacy-asks');
    assert.equal(await add(test), 40103);
    assert.equal(test.sandbox.company.find('lixin'), null);
    assert.equal(await ask(test, '/topapi/v2/user/get', { userid: 'lixin' }), 60121);
    const [invitation] = test.sandbox.invitations.list();
    assert.deepEqual([invitation?.person.name, invitation?.reason], ['李新', 'privacy']);
    assert.equal(test.sandbox.invitations.accept(invitation?.id ?? ''), true);
    assert.equal(await ask(test, '/topapi/v2/user/get', { userid: 'lixin' }), 0);
    assert.deepEqual(test.sandbox.invitations.list(), []);
    assert.equal(test.sandbox.invitations.accept(invitation?.id ?? ''), false);
  });

  it('has one invitation, however often they are asked', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('privacy-asks');
    await add(test);
    await add(test, { name: '李新新' });
    assert.deepEqual(
      test.sandbox.invitations.list().map(({ person }) => person.name),
      ['李新新'],
    );
  });

  it('is whoever already belongs to another company, with the account they have there', async (t) => {
    const test = await startSandboxCaller(t);
    const other = test.sandbox.company.list('ding5a4db05a4db00000000000000000002b').find(({ name }) => name === '顾清');
    assert.equal(await add(test, { mobile: other?.mobile }), 40103);
    const [invitation] = test.sandbox.invitations.list();
    assert.deepEqual([invitation?.reason, invitation?.person.account], ['other-company', other?.account]);
  });

  it('is whoever joined and was removed within the last 24 hours, and nobody afterwards', async (t) => {
    let now = Date.parse('2026-07-30T09:00:00+08:00');
    const test = await startSandboxCaller(t, { now: () => now });
    assert.equal(await add(test), 0);
    now += 2 * HOUR_MS;
    assert.equal(await remove(test, 'lixin'), 0);
    now += 23 * HOUR_MS;
    assert.equal(await add(test), 40103);
    assert.equal(test.sandbox.invitations.list()[0]?.reason, 'removed-today');
    now += HOUR_MS;
    assert.equal(await add(test), 0);
  });

  it('is nobody who was in the company for longer', async (t) => {
    const test = await startSandboxCaller(t);
    const { mobile } = test.sandbox.company.find('zhangwei01') ?? {};
    await remove(test, 'zhangwei01');
    assert.equal(await add(test, { mobile }), 0);
  });
});

describe('/sandbox/invitations', () => {
  it('shows who is asked and why, and takes the answer', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('privacy-asks');
    const page = async () => (await fetch(`${test.origin}/sandbox/invitations`)).text();
    assert.match(await page(), /没有等待接受的邀请/);
    await add(test, { name: '<b>李新' });
    await add(test, { name: '王一', mobile: '13912340002', userid: 'wangyi' });
    const shown = await page();
    assert.match(shown, /2 waiting/);
    assert.match(shown, /&lt;b&gt;李新.*13912340001.*隐私设置.*Accept/s);
    const [first, second] = test.sandbox.invitations.list();
    const accepted = await send(test, { id: first?.id ?? '', action: 'accept' });
    assert.deepEqual([accepted.status, accepted.headers.get('location')], [303, '/sandbox/invitations']);
    assert.equal((await send(test, { id: second?.id ?? '', action: 'decline' })).status, 303);
    assert.deepEqual(
      [test.sandbox.company.find('lixin')?.standing, test.sandbox.company.find('wangyi')],
      ['employee', null],
    );
    assert.equal((await send(test, { id: first?.id ?? '', action: 'accept' })).status, 404);
    assert.match(await (await fetch(test.origin)).text(), /href="\/sandbox\/invitations"/);
  });

  // Otherwise any web page could let somebody into the company.
  it('ignores a form of another site', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('privacy-asks');
    await add(test);
    const id = test.sandbox.invitations.list()[0]?.id ?? '';
    assert.equal((await send(test, { id, action: 'accept' }, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal(test.sandbox.company.find('lixin'), null);
  });

  it('does nothing for a form that says neither yes nor no', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('privacy-asks');
    await add(test);
    const id = test.sandbox.invitations.list()[0]?.id ?? '';
    assert.equal((await send(test, { id })).status, 400);
    assert.equal(test.sandbox.invitations.list().length, 1);
  });
});
