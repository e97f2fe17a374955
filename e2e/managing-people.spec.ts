/** What an administrator changes in the company, one by one: people, managers, external contacts. */
import { expect } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';
import { signInThere, withOwnFoyer } from './own-foyer.ts';
import { BACKEND, field, fillIn, openAsAdministrator, press, settled } from './people-pages.ts';

test('somebody is added, found by mobile, changed, and removed by their name', async ({
  page,
  signInAs,
  expectAccessible,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await expectAccessible();
  await fillIn(page, { name: '林小满', mobile: '13912341001' });
  await press(page, '添加');
  await expect(page.getByText('已添加：').first()).toBeVisible();

  await page.getByRole('link', { name: '查找', exact: true }).click();
  await field(page, '手机号').fill('13912341001');
  await press(page, '查找');
  await page.getByRole('link', { name: '查看和修改' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '林小满' })).toBeVisible();
  await expectAccessible();

  await field(page, '职位').fill('资深工程师');
  const manager = page.getByRole('combobox', { name: '直属主管' });
  await manager.fill('zhangwei01');
  await page.getByRole('option', { name: '张伟' }).click();
  await expect(manager).toHaveAccessibleDescription(/已选择：.*张伟/);
  await press(page, '保存');
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible();
  await page.reload();
  await expect(field(page, '职位')).toHaveValue('资深工程师');
  await expect(manager).toHaveValue('zhangwei01');
  await expect(manager).toHaveAccessibleDescription(/已选择：.*张伟/);

  await expect(page.getByText('钉钉不支持修改手机号。')).toBeVisible();
  await press(page, '移除这个人');
  await page.getByRole('textbox', { name: /请输入此人的姓名/ }).fill('林小');
  await press(page, '确认移除');
  await expect(page.getByText('输入的姓名与这个人的姓名不一致。')).toBeVisible();
  await page.getByRole('textbox', { name: /请输入此人的姓名/ }).fill('林小满');
  await press(page, '确认移除');
  await expect(page.getByText('已移除：').first()).toBeVisible();
  await expect(page.getByText('tools.yaml')).toHaveCount(0);
});

test('departments are found by name, way down and number, by keys alone', async ({
  page,
  signInAs,
  expectAccessible,
}) => {
  // A company far larger than the sandbox's: no list of all of them could be scrolled.
  await page.route('**/api/directory/departments', async (route) => {
    const answer = await route.fetch();
    const { departments } = await answer.json();
    const shops = Array.from({ length: 3_000 }, (_, at) => ({
      ...{ id: 900_000 + at, name: `门店 ${at}`, parentId: 1, memberCount: 0, hasChildren: false },
    }));
    const alike = [910_000, 910_001].map((id) => ({ ...shops[0], id, name: '仓库' }));
    await route.fulfill({ response: answer, json: { departments: [...departments, ...shops, ...alike] } });
  });
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  const box = page.getByRole('combobox', { name: '部门', exact: true });
  const chosen = page.getByRole('list', { name: '已选择的部门' }).getByRole('listitem');
  const options = page.getByRole('option');

  await box.fill('门店');
  await expect(options).toHaveCount(30);
  await expect(box).toHaveAccessibleDescription(/只列出前 30 个，请再多输入几个字/);
  // Two of one name in one place are told apart by what nobody else has.
  await box.fill('仓库');
  await expect(options).toHaveText([/910000/, /910001/]);
  await expect(box).not.toHaveAccessibleDescription(/只列出前/);

  await box.fill('门店 2999');
  await expect(options).toHaveCount(1);
  await expect(options).toHaveAttribute('aria-selected', 'true');
  await expectAccessible();
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveText(['门店 2999']);
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('');

  await box.fill('技术中心/');
  await expect(options.first()).toContainText('后端组');
  await page.keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveCount(2);

  await box.fill(BACKEND);
  await page.keyboard.press('Enter');
  await expect(chosen.nth(2)).toHaveText('研发部/技术中心/后端组');
  // Sent with a name that was never chosen, somebody would be added without that department.
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await box.fill('没有的部门');
  await expect(options).toHaveCount(0);
  for (const send of [() => page.keyboard.press('Enter'), () => press(page, '添加')]) {
    await send();
    await expect(box).toHaveAccessibleDescription(/请从列表中选择部门/);
    await expect(box).toBeFocused();
  }
  expect(sent).not.toContain('POST /api/admin/people');
  // Emptied, the field offers the first of all; Escape puts the list away.
  await box.fill('');
  await expect(options.first()).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Escape');
  await expect(options.first()).toBeHidden();
  await page.getByRole('button', { name: /移出.*门店 2999/ }).click();
  await expect(chosen).toHaveCount(2);
  await expect(box).toBeFocused();
});

test('what DingTalk does not take stands beside its field, and nothing typed is lost', async ({ page, signInAs }) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await fillIn(page, { name: '苏安', mobile: '51234567' });
  await press(page, '添加');
  await expect(field(page, '手机号')).toHaveAccessibleDescription(/请写成“\+区号-号码”/);
  await expect(field(page, '手机号')).toBeFocused();
  await page.reload();
  await expect(field(page, '姓名')).toHaveValue('苏安');
  await expect(page.getByText('已恢复您之前填写')).toBeVisible();
});

test('whoever has to agree first is invited, found among the invitations, and shown as joined afterwards', async ({
  page,
  signInAs,
  withFault,
  expectAccessible,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await withFault('privacy-asks');
  await fillIn(page, { name: '周知夏', mobile: '13912341002' });
  await press(page, '添加');
  await expect(page.getByText('邀请已发出：').first()).toBeVisible();
  await expect(page.getByText('移除后的 24 小时内再次添加')).toBeVisible();
  await page.getByRole('link', { name: '查看邀请' }).click();
  const invited = page.getByRole('listitem').filter({ hasText: '周知夏' });
  await expect(invited).toContainText('等待同意');
  await expect(invited.getByRole('link')).toHaveCount(0);
  await expectAccessible();

  await page.goto(`${addresses.sandbox}/sandbox/invitations`);
  await page.getByRole('button', { name: '接受 Accept: 周知夏' }).click();
  await page.goto(`${addresses.foyer}/admin/people/invitations`);
  await expect(invited).toContainText('已加入');
  await invited.getByRole('link', { name: '查看和修改' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '周知夏' })).toBeVisible();
});

test('a department is left without a manager, and given two', async ({ page, signInAs, expectAccessible }) => {
  await openAsAdministrator(page, signInAs, `/admin/departments/${BACKEND}`);
  await expectAccessible();
  for (;;) {
    const remove = page.getByRole('button', { name: /移除主管/ });
    await expect(page.getByRole('button', { name: '保存' })).toBeVisible();
    if ((await remove.count()) === 0) break;
    await remove.first().click();
  }
  await expect(page.getByRole('combobox', { name: '添加主管' })).toBeFocused();
  await press(page, '保存');
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText('没有主管')).toBeVisible();

  // Enter puts whoever is typed on the list; "save" takes along who still stands in the field.
  const next = page.getByRole('combobox', { name: '添加主管' });
  const managers = page.getByRole('button', { name: /移除主管/ });
  await next.fill('linzhiyuan');
  await next.press('Enter');
  await expect(managers).toHaveCount(1);
  // A name that is one colleague's alone is as good as their userId.
  await next.fill('吴雨桐');
  await expect(page.getByRole('option', { name: '吴雨桐' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(next).toHaveValue('wuyutong');
  await press(page, '保存');
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: 'wuyutong' })).toBeVisible();
  await expect(managers).toHaveCount(2);
});

test('an external contact without the company’s own field is explained beside it, and then added', async ({
  page,
  signInAs,
  withFault,
  expectAccessible,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/external-contacts');
  await withFault('contact-field-required');
  await expectAccessible();
  await field(page, '姓名').fill('何客户');
  await field(page, '手机号').fill('13912343001');
  await page.getByRole('combobox', { name: '跟进人' }).fill('zhangwei01');
  await page.getByRole('checkbox').first().check();
  await press(page, '添加');
  const ownField = page.locator('.text-field').filter({ has: field(page, '字段名') });
  await expect(field(page, '字段名')).toHaveAccessibleDescription('必须填写。');
  await expect(ownField).toContainText('把这个自定义字段的“必填”改为“否”');
  await field(page, '字段名').fill('客户编号');
  await field(page, '内容').fill('K-1');
  await press(page, '添加');
  await expect(page.getByText('已添加：').first()).toBeVisible();
});

test('a sign-in that is too long ago leads round and back to what was typed, and then it is done', async ({
  page,
  signInAs,
  ageSignIn,
  pickAtDingTalk,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await fillIn(page, { name: '陆遥', mobile: '13912345009' });
  await ageSignIn(16);
  await press(page, '添加');
  await expect(page.getByRole('alert')).toContainText('15 分钟');
  await page.getByRole('link', { name: '重新登录' }).click();
  await pickAtDingTalk('李明哲');
  await expect(page).toHaveURL(/\/admin\/people\/add$/);
  await expect(field(page, '姓名')).toHaveValue('陆遥');
  await expect(field(page, '手机号')).toHaveValue('13912345009');
  await expect(page.getByRole('list', { name: '已选择的部门' })).toContainText('后端组');
  await press(page, '添加');
  await expect(page.getByText('已添加：').first()).toBeVisible();
});

// Without this, whoever signs in next in the same tab could read the number that was typed before.
test('signing out forgets what was typed', async ({ page, signInAs }) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await fillIn(page, { name: '陆遥', mobile: '13912345010' });
  const kept = () => page.evaluate(() => Object.values(sessionStorage).join());
  expect(await kept()).toContain('13912345010');
  await page.getByRole('button', { name: '我的账户' }).click();
  await page.getByRole('button', { name: '退出登录' }).click();
  await expect(page.getByRole('link', { name: '用钉钉登录' })).toBeVisible();
  expect(await kept()).not.toContain('13912345010');
});

test('a new number is had by removing somebody and adding them again, with everything else filled in', async ({
  page,
  signInAs,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await fillIn(page, { name: '江一帆', mobile: '13912346001' });
  await field(page, '职位').fill('摄影师');
  await press(page, '添加');
  await page.getByRole('link', { name: '查看和修改' }).click();
  await press(page, '移除并重新添加');
  await expect(page.getByText('会失去的内容')).toBeVisible();
  await page.getByRole('textbox', { name: /请输入此人的姓名/ }).fill('江一帆');
  await press(page, '确认移除');
  await page.getByRole('link', { name: '重新添加' }).click();
  await expect(field(page, '姓名')).toHaveValue('江一帆');
  await expect(field(page, '职位')).toHaveValue('摄影师');
  await expect(field(page, '手机号')).toHaveValue('');
});

test('whoever is removed and still named as an administrator in tools.yaml is pointed out', async ({ page }) => {
  const toolsFile = 'admins:\n  - user: manager4220\n  - user: wuyutong\ntools: []\n';
  await withOwnFoyer({ toolsFile }, async (foyer) => {
    await signInThere(page, foyer, /李明哲/);
    await settled(page, foyer);
    await page.goto(`${foyer}/admin/person/wuyutong`);
    await press(page, '移除这个人');
    await page.getByRole('textbox', { name: /请输入此人的姓名/ }).fill('吴雨桐');
    await press(page, '确认移除');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('tools.yaml 仍把此人写作管理员');
    await expect(alert).toContainText(/从 tools\.yaml 的 admins 中删去 userId .*wuyutong/);
  });
});

test('a third-party enterprise app is told before anything is typed, on every page in both languages', async ({
  newContext,
  expectAccessible,
}) => {
  // A server of its own, and every page twice.
  test.slow();
  const words = { 'zh-CN': /企业内部应用.*钉钉管理后台/s, 'en-GB': /internal apps.*DingTalk Admin Console/s };
  const pages = [
    'people',
    'people/add',
    'people/import',
    'people/invitations',
    'person/wuyutong',
    `departments/${BACKEND}`,
    'external-contacts',
  ];
  await withOwnFoyer({ env: { DINGTALK_APP_KIND: 'third-party' } }, async (foyer) => {
    for (const locale of ['zh-CN', 'en-GB'] as const) {
      const page = await (await newContext({ locale })).newPage();
      await signInThere(page, foyer, /李明哲/);
      for (const path of pages) {
        await page.goto(`${foyer}/admin/${path}`);
        await expect(page.getByRole('region').filter({ hasText: words[locale] }), path).toBeVisible();
        await expect(page.getByRole('navigation', { name: /人员管理|Managing people/ })).toHaveCount(0);
        // Ids are looked up on the first of them, which DingTalk offers to every app.
        await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(path === 'people' ? 1 : 0);
      }
      await expectAccessible(page);
    }
  });
});
