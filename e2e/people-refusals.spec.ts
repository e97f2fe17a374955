/**
 * What DingTalk refuses when people are managed, from the wire to the words on the page, in both languages: each beside
 * the field it is about, with the catalogue's explanation, and with everything that was typed still there.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './journey.ts';
import { BACKEND, chooseDepartment, field, openAsAdministrator, press } from './people-pages.ts';

const locales = ['zh-CN', 'en-GB'] as const;
type Words = Readonly<Record<(typeof locales)[number], string>>;
const both = (zh: string, en: string): Words => ({ 'zh-CN': zh, 'en-GB': en });

/** `beside` is the field it stands at, absent for the form as a whole; `code` is DingTalk's, where it gave one. */
type Refusal = { fault: string; api?: string; beside?: Words; says: Words; explains?: Words; code?: string };

const w = {
  name: both('姓名', 'Name'),
  mobile: both('手机号', 'Mobile number'),
  departments: both('部门', 'Departments'),
  userId: both('userId', 'userId'),
  email: both('邮箱', 'E-mail'),
  title: both('职位', 'Job title'),
  managers: both('添加主管', 'Add a manager'),
  add: both('添加', 'Add'),
  save: both('保存', 'Save'),
  find: both('查找', 'Find'),
  error: both('钉钉错误', 'DingTalk error'),
};

const taken = both('已被别人使用', 'Somebody else has this');
const whatIsTaken = both('这一项在公司里已经有人用了', 'Somebody in the company has this already');
const outOfRange = both('不在应用的通讯录授权范围内', 'outside the app’s contact scope');
const noDepartment = both('没有这个部门', 'There is no such department');
const schoolParents = both(
  '请求的是 -7：那是家校通讯录',
  'The call asks for -7, the department id of the school-parent',
);
const lacksPermission = both('没有开通所需的权限', 'has not been granted what it needs');

const ofAdding: readonly Refusal[] = [
  {
    fault: 'company-abroad',
    beside: w.mobile,
    says: both('请写成“+区号-号码”', 'Write it as +CC-number'),
    explains: both('手机号码的写法与公司所在地区不符', 'not written as the region of the company demands'),
    code: '60103',
  },
  { fault: 'mobile-taken', beside: w.mobile, says: taken, explains: whatIsTaken, code: '60104' },
  { fault: 'user-id-taken', beside: w.userId, says: taken, explains: whatIsTaken, code: '60102' },
  { fault: 'email-taken', beside: w.email, says: taken, explains: whatIsTaken, code: '40101' },
  {
    fault: 'name-refused',
    beside: w.name,
    says: both('钉钉没有接受', 'DingTalk did not accept this'),
    explains: both('改正这一项后重试', 'Correct the value and try again'),
    code: '60112',
  },
  {
    fault: 'sensitive-words',
    says: both('含有敏感内容', 'objectionable'),
    explains: both('改写这段文字后重试', 'Rewrite the text and try again'),
    code: '60022',
  },
  {
    fault: 'department-unseen',
    beside: w.departments,
    says: outOfRange,
    explains: both('在通讯录授权范围中添加这个部门', 'put the department on the list of authorised users'),
    code: '50004',
  },
  {
    fault: 'department-invalid',
    beside: w.departments,
    says: noDepartment,
    explains: schoolParents,
    code: '40009',
  },
  {
    fault: 'add-limit',
    says: both('每周添加人数的上限，或超出了企业人数的总上限', 'weekly limit for adding employees, or its total limit'),
    explains: both('等到下周再添加', 'Add the rest next week'),
  },
  {
    fault: 'company-full',
    says: both('企业人数的总上限', 'its total limit'),
    explains: both('公司人数已满（40020）', 'The company is full (40020)'),
    code: '40020',
  },
  {
    fault: 'reset',
    api: 'POST /topapi/v2/user/create',
    says: both('不确定是否已经完成', 'Nobody knows whether this was done'),
    explains: both('请先查看现在的情况', 'Look at how things are now before you try again'),
  },
  {
    fault: 'no-qyapi-manage-addresslist',
    says: lacksPermission,
    explains: both('通讯录数据管理权限', 'Contacts data management permission'),
    code: '60011',
  },
];

const ofChanging: readonly Refusal[] = [
  {
    fault: 'person-gone',
    says: both('没有这个人', 'There is no such person'),
    explains: both('此人已离职，或者还没有入职', 'The person has left, or has not started yet'),
    code: '60121',
  },
  {
    fault: 'person-unseen',
    says: outOfRange,
    explains: both('在通讯录授权范围中添加这位员工', 'put the employee on the list of authorised users'),
    code: '50002',
  },
  {
    fault: 'smart-hr',
    beside: w.title,
    says: both('通过员工调岗流程', 'employee transfer flow'),
    explains: both('在智能人事中修改', 'Make the change in Smart HR'),
    code: '12150',
  },
  {
    fault: 'mobile-differs',
    says: both('只能移除后重新添加', 'has to be removed and added again'),
    explains: both('接口不能修改用户的手机号码', 'The API cannot change the mobile number'),
    code: '40022',
  },
];

const ofRemoving: readonly Refusal[] = [
  { fault: 'person-unseen', says: outOfRange, code: '50002' },
  { fault: 'no-qyapi-manage-addresslist', says: lacksPermission, code: '60011' },
];

const ofManagers: readonly Refusal[] = [
  { fault: 'department-invalid', says: noDepartment, explains: schoolParents, code: '40009' },
  { fault: 'department-unseen', says: outOfRange, code: '50004' },
  { fault: 'no-qyapi-manage-addresslist', says: lacksPermission, code: '60011' },
];

for (const locale of locales) {
  test.describe(locale, () => {
    test.use({ locale });
    const say = (words: Words) => words[locale];

    /** Where the refusal stands: at its field, which then has the focus, or around what is read out of the whole form. */
    async function placeOf(page: Page, { fault, beside, says, explains }: Refusal): Promise<Locator> {
      if (!beside) {
        const alert = page.getByRole('main').getByRole('alert');
        await expect(alert, fault).toBeVisible();
        return alert.locator('xpath=ancestor-or-self::*[contains(@class, "admin-parts")][1]');
      }
      const label = say(beside);
      const input = page
        .getByRole('textbox', { name: label, exact: true })
        .or(page.getByRole('combobox', { name: label, exact: true }));
      const description = (words: Words) => new RegExp(say(words).replace(/[+]/g, '\\+'));
      await expect(input, fault).toHaveAccessibleDescription(description(says));
      // The reason is read out with the field; the whole explanation would drown it.
      if (explains) await expect(input, fault).not.toHaveAccessibleDescription(description(explains));
      await expect(input, fault).toBeFocused();
      return page.locator('.text-field').filter({ has: input });
    }

    async function expectSaid(page: Page, refusal: Refusal): Promise<void> {
      const { fault, says, explains, code } = refusal;
      const place = await placeOf(page, refusal);
      await expect(place, fault).toContainText(say(says));
      if (explains) await expect(place, fault).toContainText(say(explains));
      if (code) await expect(place, fault).toContainText(`${say(w.error)} ${code}`);
    }

    test('adding somebody: each refusal says what it is, and keeps what was typed', async ({
      page,
      signInAs,
      withFault,
      withoutFaults,
      expectAccessible,
    }) => {
      await openAsAdministrator(page, signInAs, '/admin/people/add');
      const typed = [
        [w.name, 'Wu Yan'],
        [w.mobile, locale === 'zh-CN' ? '13912344001' : '13912344002'],
        [w.userId, `wuyan-${locale}`],
        [w.email, `wuyan-${locale}@qinghe.example`],
        [w.title, 'Architect'],
      ] as const;
      for (const [name, value] of typed) await field(page, say(name)).fill(value);
      await chooseDepartment(page, say(w.departments), '后端组');
      for (const refusal of ofAdding) {
        await withFault(refusal.fault, refusal.api);
        await press(page, say(w.add));
        await expectSaid(page, refusal);
        for (const [name, value] of typed) await expect(field(page, say(name))).toHaveValue(value);
        await expect(page.getByRole('listitem').filter({ hasText: '后端组' })).toBeVisible();
        await withoutFaults();
      }
      await expectAccessible();

      // 40103 is no refusal: an invitation is on its way.
      await withFault('privacy-asks');
      await press(page, say(w.add));
      const main = page.getByRole('main');
      for (const words of [
        both('邀请已发出：', 'Invitation sent:'),
        both('已在另一家认证企业里', 'already belong to another authenticated organization'),
        both('团队添加我时需要验证', 'Require verification when a team adds me'),
        both('移除后的 24 小时内再次添加', 'within 24 hours after a removal'),
      ])
        await expect(main).toContainText(say(words));
    });

    test('changing somebody: each refusal says what it is, and 40022 offers the way round', async ({
      page,
      signInAs,
      withFault,
      withoutFaults,
      expectAccessible,
    }) => {
      await openAsAdministrator(page, signInAs, '/admin/person/luoxiaoming');
      const title = field(page, say(w.title));
      await title.fill('Architect');
      for (const refusal of ofChanging) {
        await withFault(refusal.fault);
        await press(page, say(w.save));
        await expectSaid(page, refusal);
        await expect(title).toHaveValue('Architect');
        await withoutFaults();
      }
      await expectAccessible();
      const replace = say(both('移除并重新添加', 'Remove and add again'));
      await page.locator('.notice').getByRole('button', { name: replace }).click();
      const lost = page.locator('.notice').filter({ hasText: say(both('会失去的内容', 'What would be lost')) });
      for (const words of [
        both('不再是这些部门的主管', 'They no longer manage'),
        both('不再拥有这些角色', 'They no longer have the roles'),
        both('24 小时规则', 'the 24-hour rule'),
      ])
        await expect(lost).toContainText(say(words));
      await expect(title).toHaveValue('Architect');
    });

    test('removing somebody: each refusal says what it is, and the name need not be typed again', async ({
      page,
      signInAs,
      withFault,
      withoutFaults,
    }) => {
      await openAsAdministrator(page, signInAs, '/admin/person/luoxiaoming');
      await press(page, say(both('移除这个人', 'Remove this person')));
      const name = page.getByRole('textbox', { name: '罗晓鸣' });
      await name.fill('罗晓鸣');
      for (const refusal of ofRemoving) {
        await withFault(refusal.fault);
        await press(page, say(both('确认移除', 'Yes, remove')));
        await expectSaid(page, refusal);
        await expect(name).toHaveValue('罗晓鸣');
        await withoutFaults();
      }
    });

    test('finding by mobile: an old app, a missing permission and nobody are told apart', async ({
      page,
      signInAs,
      withFault,
      withoutFaults,
    }) => {
      await openAsAdministrator(page, signInAs, '/admin/people');
      const mobile = field(page, say(w.mobile));
      await mobile.fill('13912340009');
      const main = page.getByRole('main');
      await withFault('old-app');
      await press(page, say(w.find));
      await expect(main).toContainText(
        say(both('在开发者后台新建一个应用', 'Create a new app in the Developer Console')),
      );
      await expect(main).not.toContainText(say(lacksPermission));
      await withoutFaults();
      await withFault('no-qyapi-get-member-by-mobile');
      await press(page, say(w.find));
      await expect(main).toContainText(say(lacksPermission));
      await expect(main).toContainText('qyapi_get_member_by_mobile');
      await withoutFaults();
      await press(page, say(w.find));
      await expect(main).toContainText(say(both('没有人使用这个号码', 'Nobody has this number')));
      await expect(main).not.toContainText(say(lacksPermission));
      await expect(mobile).toHaveValue('13912340009');
    });

    test('departments: the parents of a school cannot be read, and each refusal of managers says what it is', async ({
      page,
      signInAs,
      withFault,
      withoutFaults,
      expectAccessible,
    }) => {
      await openAsAdministrator(page, signInAs, '/admin/departments/-7');
      await expectSaid(page, {
        fault: '-7',
        says: noDepartment,
        explains: schoolParents,
        code: '40009',
      });
      await expectAccessible();
      await page.goto(`/admin/departments/${BACKEND}`);
      const next = page.getByRole('combobox', { name: say(w.managers) });
      await next.fill('zhangwei01');
      await press(page, say(both('加入', 'Add')));
      const wanted = page.getByRole('listitem').filter({ hasText: 'zhangwei01' });
      for (const refusal of ofManagers) {
        await withFault(refusal.fault);
        await press(page, say(w.save));
        await expectSaid(page, refusal);
        await expect(wanted).toBeVisible();
        await withoutFaults();
      }
    });

    test('external contacts: a required field and missing permissions are told apart', async ({
      page,
      signInAs,
      withFault,
      withoutFaults,
      expectAccessible,
    }) => {
      await openAsAdministrator(page, signInAs, '/admin/external-contacts');
      const name = field(page, say(w.name));
      await name.fill('He');
      await field(page, say(w.mobile)).fill('13912343009');
      await page.getByRole('combobox', { name: say(both('跟进人', 'Looked after by')) }).fill('zhangwei01');
      await page.getByRole('checkbox').first().check();
      for (const refusal of [
        {
          fault: 'contact-field-required',
          beside: both('字段名', 'Name of the field'),
          says: both('必须填写', 'This has to be filled in'),
          explains: both('把这个自定义字段的“必填”改为“否”', 'Change the required option of the custom field to No'),
        },
        { fault: 'no-qyapi-ext-write', says: lacksPermission, explains: both('qyapi_ext_write', 'qyapi_ext_write') },
      ] satisfies Refusal[]) {
        await withFault(refusal.fault);
        await press(page, say(w.add));
        await expectSaid(page, refusal);
        await expect(name).toHaveValue('He');
        await withoutFaults();
      }
      await expectAccessible();
      await withFault('no-qyapi-ext-read');
      await page.reload();
      await expect(page.getByRole('main')).toContainText(say(lacksPermission));
      await expect(page.getByRole('main')).toContainText('qyapi_ext_read');
    });
  });
}
