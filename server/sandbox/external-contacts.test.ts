import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, type SandboxCaller, startSandboxCaller } from '../testing/sandbox-caller.ts';

const list = '/topapi/extcontact/list';
const create = '/topapi/extcontact/create';

const zhou = {
  name: '周敏',
  mobile: '13912340002',
  state_code: '86',
  label_ids: [1561077317],
  follower_user_id: 'zhangwei01',
};

async function ask({ appToken, post }: SandboxCaller, path: string, body: Json): Promise<Json> {
  return (await post(`${path}?access_token=${await appToken()}`, body)).body;
}

describe('POST /topapi/extcontact/list', () => {
  it('answers beside errcode, a page at a time, without empty fields', async (t) => {
    const test = await startSandboxCaller(t);
    const { errcode, results } = await ask(test, list, { size: 1, offset: 1 });
    assert.equal(errcode, 0);
    assert.deepEqual(results, [
      {
        userid: '015643211790',
        name: '罗静怡',
        mobile: '15000008102',
        state_code: '86',
        label_ids: [1561077315],
        follower_user_id: 'xueliping',
        company_name: '海石科技',
        address: '杭州市西湖区',
      },
    ]);
    assert.deepEqual((await ask(test, list, { size: 100, offset: 100 })).results, []);
    assert.equal((await ask(test, list, { size: 101, offset: 0 })).errcode, 40069);
  });
});

describe('POST /topapi/extcontact/listlabelgroups', () => {
  it('lists the labels in their groups', async (t) => {
    const { results } = await ask(await startSandboxCaller(t), '/topapi/extcontact/listlabelgroups', {});
    const [first] = results as Json[];
    assert.deepEqual(first?.name, '级别');
    assert.deepEqual(first?.labels, [
      { id: 1561077315, name: '重要' },
      { id: 1561077317, name: '一般' },
    ]);
  });
});

describe('POST /topapi/extcontact/create', () => {
  it('adds a contact, who is in the list from then on and no employee', async (t) => {
    const test = await startSandboxCaller(t);
    const contact = { ...zhou, title: '经理', company_name: '云帆物流', address: '杭州', remark: '老客户' };
    const { errcode, userid } = await ask(test, create, { contact });
    assert.equal(errcode, 0);
    const { results } = await ask(test, list, { size: 100, offset: 0 });
    assert.deepEqual((results as Json[]).at(-1), { userid, ...contact });
    assert.equal((await ask(test, '/topapi/v2/user/get', { userid })).errcode, 60121);
  });

  it('reads a form as well, where the contact is JSON in a string', async (t) => {
    const test = await startSandboxCaller(t);
    const body = new URLSearchParams({ contact: JSON.stringify(zhou) });
    const url = `${test.origin}${create}?access_token=${await test.appToken()}`;
    assert.equal(((await (await fetch(url, { method: 'POST', body })).json()) as Json).errcode, 0);
  });

  const refused: readonly [number, unknown][] = [
    [400002, {}],
    [400002, 'no contact'],
    [400002, { ...zhou, label_ids: [] }],
    [400002, { ...zhou, label_ids: [7] }],
    [60112, { ...zhou, name: 'x'.repeat(81) }],
    [60103, { ...zhou, mobile: '123' }],
    [60204, { ...zhou, follower_user_id: 'nobody' }],
    [22005, { ...zhou, mobile: '15000008102' }],
  ];
  for (const [code, contact] of refused) {
    it(`answers ${code} for ${JSON.stringify(contact).slice(0, 80)}`, async (t) => {
      const test = await startSandboxCaller(t);
      assert.equal((await ask(test, create, { contact })).errcode, code);
      assert.equal(((await ask(test, list, { size: 100, offset: 0 })).results as Json[]).length, 2);
    });
  }

  it('says 40001 for a custom field that is required and missing, and takes the contact with it', async (t) => {
    const test = await startSandboxCaller(t);
    test.sandbox.faults.on('contact-field-required');
    const { errcode, errmsg } = await ask(test, create, { contact: zhou });
    assert.deepEqual([errcode, errmsg], [40001, '系统繁忙']);
    const extension = (fields: Json) => ({ contact: { ...zhou, extension: JSON.stringify(fields) } });
    assert.equal((await ask(test, create, extension({ 客户编号: '' }))).errcode, 40001);
    assert.equal((await ask(test, create, extension({ 客户编号: 'K1' }))).errcode, 0);
  });
});
