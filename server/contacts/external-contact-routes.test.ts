import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { askJson } from '../testing/ask-json.ts';
import { readCompany } from '../testing/company-run.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import type { NewExternalContactBody } from './schema.ts';

const he: NewExternalContactBody = {
  name: '贺新',
  mobile: '13912340005',
  stateCode: '86',
  labelIds: [1561077317],
  followerUserId: 'hourui',
};
const CREATE = 'POST /topapi/extcontact/create';

async function start(t: TestContext) {
  const server = await startTestServer(t);
  await readCompany(server.services);
  await signedIn(server.browser, 'manager4220');
  const add = (body: Partial<NewExternalContactBody> = {}) =>
    askJson(server.browser, 'POST', '/api/admin/external-contacts', { ...he, ...body });
  const list = async () => (await server.browser.get('/api/admin/external-contacts')).json();
  return { ...server, add, list };
}

describe('GET /api/admin/external-contacts', () => {
  it('lists them with everything the company sorts them by', async (t) => {
    const { list } = await start(t);
    const { contacts, labelGroups, next } = await list();
    assert.ok(contacts.length > 0);
    assert.ok(contacts[0].followerName);
    assert.deepEqual([labelGroups[0].name, labelGroups[0].labels[0].name, next], ['级别', '重要', undefined]);
  });
});

describe('POST /api/admin/external-contacts', () => {
  it('adds one, who is listed from then on', async (t) => {
    const { add, list, services } = await start(t);
    const answer = await add({ companyName: '云帆物流', title: '' });
    assert.equal(answer.statusCode, 201, answer.body);
    const { contact } = answer.json();
    const { contacts } = await list();
    assert.deepEqual(
      contacts.find(({ userId }: { userId: string }) => userId === contact.userId),
      contact,
    );
    const [row] = (await services.audit.list({ limit: 1 })).rows;
    assert.deepEqual(
      [row?.act, row?.target?.id, row?.after?.mobile],
      ['external_contact_added', contact.userId, '139****0005'],
    );
  });

  const checked: [Partial<NewExternalContactBody>, string, string][] = [
    [{ name: '' }, 'name', 'required'],
    [{ mobile: '' }, 'mobile', 'required'],
    [{ mobile: '123' }, 'mobile', 'not_a_mobile'],
    [{ stateCode: '' }, 'stateCode', 'required'],
    [{ stateCode: 'CN' }, 'stateCode', 'not_a_country_code'],
    [{ labelIds: [] }, 'labelIds', 'required'],
    [{ labelIds: Array.from({ length: 21 }, (_, id) => id) }, 'labelIds', 'too_many'],
    [{ followerUserId: '' }, 'followerUserId', 'required'],
    [{ followerUserId: 'nobody' }, 'followerUserId', 'unknown_person'],
    [{ remark: 'x'.repeat(2001) }, 'remark', 'too_long'],
  ];
  it('sends nothing to DingTalk for what cannot be right, and names the field', async (t) => {
    const { add, dingtalk } = await start(t);
    for (const [body, field, reason] of checked) {
      const { error } = (await add(body)).json();
      assert.deepEqual([error.code, error.field, error.reason], ['invalid_request', field, reason]);
    }
    assert.equal(dingtalk.calls.count(CREATE), 0);
  });

  // Everywhere else 40001 is a token to renew; here the contact would be sent a second time.
  it('says that a field of the company’s own is missing, and takes it', async (t) => {
    const { add, dingtalk } = await start(t);
    dingtalk.faults.on('contact-field-required');
    const { error } = (await add()).json();
    assert.deepEqual(
      [error.field, error.reason, error.dingtalk.code],
      ['extension', 'required', 'external-contact-required-field'],
    );
    assert.equal(dingtalk.calls.count(CREATE), 1);
    assert.equal((await add({ extension: { 客户编号: 'A-1' } })).statusCode, 201);
  });

  it('says that somebody is there already', async (t) => {
    const { add } = await start(t);
    await add();
    const { error } = (await add()).json();
    assert.deepEqual([error.field, error.reason, error.dingtalk.code], ['mobile', 'taken', '22005']);
  });
});
