/** Managing people when an answer is lost or late, when somebody is gone, and on the way back: nothing is lost or guessed. */
import { expect, type Page } from '@playwright/test';
import { test } from './journey.ts';
import { BACKEND, field, fillIn, openAsAdministrator, press } from './people-pages.ts';

/** Lets Foyer act, and loses its answer: a proxy in front of it gives up and answers with a page of its own. */
async function loseAnswer(page: Page, method: string, path: string): Promise<void> {
  await page.route(
    (url) => url.pathname.startsWith(path),
    async (route) => {
      if (route.request().method() !== method) return route.fallback();
      await route.fetch();
      await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' });
    },
  );
}

const combobox = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const alert = (page: Page) => page.getByRole('main').getByRole('alert');
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

/** Adds somebody and opens their page. */
async function addAndOpen(page: Page, who: { name: string; mobile: string }): Promise<void> {
  await fillIn(page, who);
  await press(page, '添加');
  await link(page, '查看和修改').click();
  await expect(page.getByRole('heading', { level: 1, name: who.name })).toBeVisible();
}

// Without this, somebody reads "nobody was added" about a person who was, and adds them twice.
test('an answer of Foyer’s that is lost is no "nothing was done", and there is a way to look', async ({
  page,
  signInAs,
  expectAccessible,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await loseAnswer(page, 'POST', '/api/admin/people');
  await fillIn(page, { name: '孟可', mobile: '13912347001' });
  await press(page, '添加');
  await expect(alert(page)).toContainText('不确定是否已经完成');
  await expect(alert(page)).toContainText('没有收到前厅的答复');
  await expect(page.getByText('没有添加')).toHaveCount(0);
  await expectAccessible();
  await alert(page).getByRole('link', { name: '按手机号查找' }).click();
  await link(page, '查看和修改').click();
  await expect(page.getByRole('heading', { level: 1, name: '孟可' })).toBeVisible();

  await loseAnswer(page, 'PATCH', '/api/admin/people/');
  await field(page, '职位').fill('编剧');
  await press(page, '保存');
  await expect(alert(page)).toContainText('不确定是否已经完成');
  await page.unrouteAll();
  await press(page, '查看现在的情况');
  await press(page, '保存');
  await expect(page.getByText('没有改动', { exact: true }).first()).toBeVisible();
  await expect(field(page, '职位')).toHaveValue('编剧');

  await loseAnswer(page, 'PATCH', '/api/admin/departments/');
  await page.goto(`/admin/departments/${BACKEND}`);
  await combobox(page, '添加主管').fill('zhangwei01');
  await press(page, '保存');
  await expect(alert(page)).toContainText('不确定是否已经完成');
  await alert(page).getByRole('button', { name: '查看现在的情况' }).click();
  const manager = page.getByRole('listitem').filter({ hasText: 'zhangwei01' });
  await expect(manager).toBeVisible();
  // As it was, for the journeys that follow.
  await page.unrouteAll();
  await combobox(page, '添加主管').fill('');
  await manager.getByRole('button').click();
  await press(page, '保存');
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible();

  await loseAnswer(page, 'POST', '/api/admin/external-contacts');
  await page.goto('/admin/external-contacts');
  await field(page, '姓名').fill('何客户');
  await field(page, '手机号').fill('13912347101');
  await combobox(page, '跟进人').fill('zhangwei01');
  await page.getByRole('checkbox').first().check();
  await press(page, '添加');
  await expect(alert(page)).toContainText('不确定是否已经完成');
  await alert(page).getByRole('link', { name: '查看审计日志' }).click();
  await expect(page.getByRole('list', { name: '记录' })).toContainText('何客户');
});

test('somebody who is gone has no form: after Back, and when they were removed elsewhere', async ({
  page,
  newContext,
  signInAs,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await addAndOpen(page, { name: '段青', mobile: '13912347002' });
  const address = page.url();
  const elsewhere = await (await newContext()).newPage();
  await openAsAdministrator(elsewhere, signInAs, address);
  await expect(field(elsewhere, '姓名')).toHaveValue('段青');

  await press(page, '移除这个人');
  const name = page.getByRole('textbox', { name: /请输入此人的姓名/ });
  // The question begins in its field, which is read together with what would be lost.
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/退出所有企业群/);
  await name.fill('段青');
  await press(page, '确认移除');
  await expect(page.getByText('已移除：').first()).toBeVisible();
  await link(page, '按手机号查找').first().click();
  await expect(page.getByRole('heading', { level: 1, name: '段青' })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByText('无法读取这个人')).toBeVisible();
  await expect(field(page, '姓名')).toHaveCount(0);

  // Known from before and read again: what it was is not shown as what it is.
  await link(elsewhere, '添加').click();
  await elsewhere.goBack();
  await expect(elsewhere.getByText('无法读取这个人')).toBeVisible();
  await expect(field(elsewhere, '姓名')).toHaveCount(0);
});

// Without this, what is typed while a save is under way is deleted by its success.
test('what is typed while a save is under way stays', async ({ page, signInAs, withFault }) => {
  await openAsAdministrator(page, signInAs, '/admin/person/luoxiaoming');
  await expect(field(page, '姓名')).toHaveValue('罗晓鸣');
  const title = await field(page, '职位').inputValue();
  const place = await field(page, '办公地点').inputValue();
  await withFault('slow', 'POST /topapi/v2/user/update');
  await field(page, '职位').fill(`${title}。`);
  await press(page, '保存');
  await field(page, '办公地点').fill('三楼');
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible();
  await expect(field(page, '职位')).toHaveValue(`${title}。`);
  await expect(field(page, '办公地点')).toHaveValue('三楼');
  await page.reload();
  await expect(field(page, '办公地点')).toHaveValue('三楼');
  await press(page, '放弃改动');
  await expect(field(page, '办公地点')).toHaveValue(place);
  await expect(field(page, '姓名')).toBeFocused();
});

// Without this, whoever turns to something else never learns that the person was added, and adds them again.
test('a slow add is sent once, and whoever leaves it finds on the page what came of it', async ({
  page,
  signInAs,
  withFault,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await withFault('slow', 'POST /topapi/v2/user/create');
  await fillIn(page, { name: '祝遥', mobile: '13912347003' });
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  // Twice before anything is drawn anew: somebody is added once.
  await page.getByRole('button', { name: '添加', exact: true }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await link(page, '邀请').click();
  await expect(page.getByRole('status').filter({ hasText: '已添加：' })).toContainText('祝遥');
  await expect(page.getByRole('heading', { level: 1, name: '邀请' })).toBeVisible();
  await link(page, '添加').click();
  await expect(page.getByText('已添加：').first()).toBeVisible();
  expect(sent.filter((request) => request === 'POST /api/admin/people')).toHaveLength(1);
  await press(page, '再添加一个');
  await expect(field(page, '姓名')).toHaveValue('');
  // Seen once, it is not told again.
  await link(page, '邀请').click();
  await link(page, '添加').click();
  await expect(field(page, '姓名')).toBeVisible();
});

test('"remove and add again" survives a lost answer, and leaves a half-typed form alone', async ({
  page,
  signInAs,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await field(page, '职位').fill('录音师');
  await addAndOpen(page, { name: '乔木', mobile: '13912347004' });
  const address = page.url();
  await page.goto('/admin/people/add');
  await field(page, '姓名').fill('写到一半');
  await page.goto(address);
  await press(page, '移除并重新添加');
  await page.getByRole('textbox', { name: /请输入此人的姓名/ }).fill('乔木');
  await loseAnswer(page, 'DELETE', '/api/admin/people/');
  await press(page, '确认移除');
  await expect(alert(page)).toContainText('不确定是否已经完成');
  await alert(page).getByRole('button', { name: '查看现在的情况' }).click();
  await expect(page.getByText('无法读取这个人')).toBeVisible();
  await link(page, '重新添加').click();
  await expect(page.getByText('重新添加刚刚移除的人')).toBeVisible();
  await expect(field(page, '姓名')).toHaveValue('乔木');
  await expect(field(page, '职位')).toHaveValue('录音师');
  await expect(field(page, '手机号')).toHaveValue('');
  await link(page, '添加').click();
  await expect(field(page, '姓名')).toHaveValue('写到一半');
});

test('a full name and Enter chooses the only one who has it; what names nobody holds the form', async ({
  page,
  signInAs,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/person/luoxiaoming');
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const manager = combobox(page, '直属主管');
  await manager.fill('没有这个人');
  for (const send of [() => page.keyboard.press('Enter'), () => press(page, '保存')]) {
    await send();
    await expect(manager).toHaveAccessibleDescription(/请从建议中选择/);
    await expect(manager).toBeFocused();
  }
  // Sooner than the suggestions are there.
  await manager.fill('吴雨桐');
  await page.keyboard.press('Enter');
  await expect(manager).toHaveValue('wuyutong');
  await expect(manager).toHaveAccessibleDescription(/已选择：.*吴雨桐/);
  expect(sent.filter((request) => request.startsWith('PATCH'))).toEqual([]);
  await press(page, '放弃改动');

  await page.goto(`/admin/departments/${BACKEND}`);
  const next = combobox(page, '添加主管');
  await next.fill('没有这个人');
  await press(page, '加入');
  await expect(next).toHaveAccessibleDescription(/请从建议中选择/);
  await next.fill('');
  await press(page, '保存');
  await expect(page.getByText('没有改动', { exact: true }).first()).toBeVisible();
  expect(sent.filter((request) => request.startsWith('PATCH'))).toEqual([]);
});

test('*Clear* takes the text of the department field along, and begins at the first field', async ({
  page,
  signInAs,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await expect(combobox(page, '部门')).toHaveAttribute('aria-required', 'true');
  await expect(page.getByText('必填', { exact: true })).toHaveCount(3);
  await fillIn(page, { name: '季然', mobile: '13912347005' });
  await combobox(page, '部门').fill('没有的部门');
  await press(page, '清空');
  await expect(combobox(page, '部门')).toHaveValue('');
  await expect(field(page, '姓名')).toBeFocused();
  // Nothing failed: the fields are only not filled in, and there is nothing to look up in a log.
  await press(page, '添加');
  await expect(alert(page)).toBeVisible();
  await expect(page.getByText('参考编号')).toHaveCount(0);
  await fillIn(page, { name: '季然', mobile: '13912347005' });
  await press(page, '添加');
  await expect(page.getByText('已添加：').first()).toBeVisible();
});

test('what a number found goes away with the next number, and stands there again after Back', async ({
  page,
  signInAs,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/add');
  await addAndOpen(page, { name: '白予', mobile: '13912347006' });
  await link(page, '查找').click();
  await field(page, '手机号').fill('12');
  await press(page, '查找');
  await expect(field(page, '手机号')).toHaveAccessibleDescription(/这不是有效的手机号/);
  await field(page, '手机号').fill('1391234700');
  await expect(field(page, '手机号')).not.toHaveAccessibleDescription(/这不是有效的手机号/);
  await field(page, '手机号').fill('13912347006');
  await press(page, '查找');
  await link(page, '查看和修改').click();
  await expect(page.getByRole('heading', { level: 1, name: '白予' })).toBeVisible();
  await page.goBack();
  await expect(field(page, '手机号')).toHaveValue('13912347006');
  await expect(page.getByText('白予', { exact: true })).toBeVisible();
  expect(page.url()).not.toContain('13912347006');
});

/** Types a manager; the suggestions would lie over what is pressed next. */
async function propose(page: Page, userId: string): Promise<void> {
  await combobox(page, '添加主管').fill(userId);
  await combobox(page, '添加主管').press('Escape');
}

// Without this, the later of two administrators undoes what the earlier one did, and both read "saved".
test('two who change the same list hear of each other, and nothing is overwritten unseen', async ({
  page,
  context,
  signInAs,
  expectAccessible,
}) => {
  await openAsAdministrator(page, signInAs, `/admin/departments/${BACKEND}`);
  const other = await context.newPage();
  await other.goto(`/admin/departments/${BACKEND}`);
  await expect(combobox(page, '添加主管')).toBeVisible();

  await propose(other, 'zhangwei01');
  await press(other, '保存');
  await expect(other.getByText('已保存', { exact: true }).first()).toBeVisible();

  await propose(page, 'wuyutong');
  await press(page, '保存');
  await expect(combobox(page, '添加主管')).toHaveAccessibleDescription(/有人改过这一项/);
  await expectAccessible();
  await press(page, '查看现在的情况');
  const managers = page.getByRole('listitem');
  await expect(managers.filter({ hasText: 'zhangwei01' })).toBeVisible();
  await propose(page, 'wuyutong');
  await press(page, '保存');
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible();

  // As it was, for the journeys that follow.
  for (const userId of ['zhangwei01', 'wuyutong']) {
    await managers.filter({ hasText: userId }).getByRole('button').click();
  }
  await press(page, '保存');
  await expect(managers.filter({ hasText: 'wuyutong' })).toHaveCount(0);
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible();
});
