import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conforms } from '../conforms.ts';
import type { CorpId } from '../person.ts';
import { toEmployee, toListedEmployee } from './employee.ts';
import { ListedUser, UserDetails, UserPage } from './wire.ts';

const corpId = 'ding1' as CorpId;
const least = { userid: 'zhangsan', unionid: 'U1', name: '张三', active: true };
const nothing = { hidesMobile: false, departmentIds: [], isAdmin: false, isBoss: false, isActive: true };
const whoever = { corpId, unionId: 'U1', userId: 'zhangsan', name: '张三' };

const read = (fields: object) => toEmployee(corpId, { ...least, ...fields });
const extensionIn = (extension: unknown) => read({ extension }).extension;

describe('a record of DingTalk’s, in our words', () => {
  it('has everything that DingTalk says', () => {
    const full = {
      ...least,
      avatar: 'https://static.example/a.jpg',
      title: '工程师',
      job_number: 'A-17',
      state_code: '86',
      mobile: '13800000001',
      hide_mobile: true,
      telephone: '1001',
      email: 'li@example.test',
      org_email: 'li@corp.example.test',
      work_place: '杭州',
      remark: 'x',
      extension: '{"工位":"3F-12"}',
      hired_date: 1_597_507_200_000,
      manager_userid: 'emu009',
      dept_id_list: [1, 100_001],
      leader_in_dept: [
        { dept_id: 1, leader: false },
        { dept_id: 100_001, leader: true },
      ],
      role_list: [{ id: 507_113_580, name: '主管', group_name: '默认' }],
      admin: true,
      boss: true,
    };
    assert.ok(conforms(UserDetails, full));
    assert.deepEqual(toEmployee(corpId, full), {
      ...whoever,
      avatarUrl: 'https://static.example/a.jpg',
      title: '工程师',
      jobNumber: 'A-17',
      mobile: '13800000001',
      stateCode: '86',
      hidesMobile: true,
      telephone: '1001',
      email: 'li@example.test',
      orgEmail: 'li@corp.example.test',
      workPlace: '杭州',
      hiredAt: 1_597_507_200_000,
      remark: 'x',
      extension: { 工位: '3F-12' },
      managerUserId: 'emu009',
      departmentIds: [1, 100_001],
      leadsDepartmentIds: [100_001],
      roles: [{ id: 507_113_580, name: '主管', group: '默认' }],
      isAdmin: true,
      isBoss: true,
      isActive: true,
    });
  });

  it('is complete without any field that may be absent', () => {
    assert.deepEqual(read({}), { ...whoever, ...nothing, leadsDepartmentIds: [], roles: [] });
    assert.deepEqual(toListedEmployee(corpId, least), { ...whoever, ...nothing, leads: false });
    assert.equal(toListedEmployee(corpId, { ...least, leader: true }).leads, true);
  });

  const texts = [
    ...['avatar', 'title', 'job_number', 'state_code', 'mobile', 'telephone', 'email', 'org_email'],
    ...['work_place', 'remark', 'extension', 'manager_userid', 'hired_date', 'hide_mobile', 'dept_id_list'],
    ...['leader_in_dept', 'role_list'],
  ];
  for (const wrong of ['', null, 0, -1, true, {}, [], [null], [7.5], [{}], Number.NaN] as const) {
    it(`takes ${JSON.stringify(wrong)} in the place of anything for absent`, () => {
      const fields = Object.fromEntries(texts.map((name) => [name, wrong]));
      const { hidesMobile, ...rest } = read(fields);
      assert.deepEqual({ hidesMobile: false, ...rest }, { ...whoever, ...nothing, leadsDepartmentIds: [], roles: [] });
      assert.equal(hidesMobile, wrong === true);
    });
  }

  it('does not take the strings of DingTalk’s own samples for lists, numbers or yes', () => {
    const sample = read({
      dept_id_list: '[2,3,4]',
      leader_in_dept: { leader: 'true', dept_id: '2' },
      role_list: { id: '100', name: '总监', group_name: '职务' },
      hired_date: '1597573616828',
      hide_mobile: 'true',
      extension: '{"爱好":"旅游"}',
    });
    assert.deepEqual(sample, {
      ...whoever,
      ...nothing,
      leadsDepartmentIds: [],
      roles: [],
      extension: { 爱好: '旅游' },
    });
  });

  it('has the times and ids that can be, and no others', () => {
    for (const time of [0, -5, Date.UTC(9999, 0), Number.POSITIVE_INFINITY]) {
      assert.equal('hiredAt' in read({ hired_date: time }), false, String(time));
    }
    assert.equal(read({ hired_date: 1 }).hiredAt, 1);
    assert.deepEqual(read({ dept_id_list: [1, '2', 2 ** 53, 3, null] }).departmentIds, [1, 3]);
    const leads = [{ dept_id: '1', leader: true }, { dept_id: 2, leader: 'true' }, null, { dept_id: 3, leader: true }];
    assert.deepEqual(read({ leader_in_dept: leads }).leadsDepartmentIds, [3]);
    const roles = [{ id: 1, name: '甲' }, { id: '2', name: '乙' }, { id: 3 }, null];
    assert.deepEqual(read({ role_list: roles }).roles, [{ id: 1, name: '甲', group: '' }]);
  });

  it('shows custom fields as text, whatever they are', () => {
    assert.deepEqual(extensionIn('{"a":"x","b":1,"c":true,"d":["y"],"e":{"f":null},"g":"","h":null}'), {
      a: 'x',
      b: '1',
      c: 'true',
      d: '["y"]',
      e: '{"f":null}',
    });
    assert.deepEqual(extensionIn({ a: 'x' }), { a: 'x' });
    for (const none of ['{', 'x', '[]', '["a"]', 'null', '7', '{}', '{"a":""}']) {
      assert.equal(extensionIn(none), undefined, none);
    }
  });

  // A field with such a name must not change what every object of the program has.
  it('takes __proto__ and constructor for names like any other', () => {
    const fields = extensionIn('{"__proto__":{"isAdmin":true},"constructor":"x","toString":"y"}') ?? {};
    assert.deepEqual(Object.keys(fields), ['__proto__', 'constructor', 'toString']);
    assert.equal(Object.getPrototypeOf(fields), Object.prototype);
    assert.equal((fields as { isAdmin?: unknown }).isAdmin, undefined);
    assert.equal(({} as { isAdmin?: unknown }).isAdmin, undefined);
  });

  // One custom field of one person must not keep everybody from being read.
  it('leaves out what is nested too deeply, and keeps the rest', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    assert.deepEqual(extensionIn(`{"deep":${deep},"工位":"3F"}`), { 工位: '3F' });
    assert.equal(extensionIn(`{"long":"${'x'.repeat(100_000)}"}`)?.long?.length, 100_000);
  });

  it('is no record where it does not say who it is about, or whether they are active; its page still is one', () => {
    const page = (person: object) => conforms(ListedUser, person);
    assert.equal(page(least), true);
    assert.equal(conforms(UserPage, { has_more: false, list: [least, {}] }), true);
    for (const wrong of [{ userid: '' }, { unionid: undefined }, { active: 'true' }, { name: 7 }, { admin: 'true' }]) {
      assert.equal(page({ ...least, ...wrong }), false, JSON.stringify(wrong));
    }
  });
});
