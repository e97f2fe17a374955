/** Why something does not work, as the administrators' page finds it out. */
import { expect, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

const checks = (page: Page) => page.getByRole('region', { name: '检查项目' }).locator('ol').first().locator('> li');
const check = (page: Page, title: string) =>
  checks(page).filter({ has: page.getByRole('heading', { level: 2, name: title }) });

test('everything is well, as one check after the other shows', async ({
  page,
  context,
  signInAs,
  withFault,
  withoutFaults,
  expectAccessible,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAs('李明哲');
  await expect
    .poll(async () => (await (await page.request.get('/api/directory')).json()).state, 'the company has been read')
    .toBe('ready');
  // Slow enough to be seen at work; the checks after it have not begun.
  await withFault('slow', 'POST /topapi/user/count');
  await page.getByRole('link', { name: '管理', exact: true }).click();
  await page.getByRole('link', { name: '诊断' }).click();
  await expect(check(page, 'qyapi_get_member')).toContainText('检查中');
  await expect(check(page, 'qyapi_base')).toContainText('通过');
  await expect(checks(page).last()).toContainText('检查中');
  await expect(page.getByRole('button', { name: '正在检查…' })).toBeVisible();
  const begun = await checks(page).count();
  await withoutFaults();
  await expect(page.getByText('全部通过', { exact: true })).toBeVisible();
  expect(await checks(page).count()).toBeGreaterThan(begun);
  await expect(checks(page).filter({ hasText: '检查中' })).toHaveCount(0);
  await expectAccessible();

  await page.getByRole('button', { name: '复制报告' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('[通过]');
});

test('a permission that is missing is named, with the link that asks for it', async ({
  page,
  signInAs,
  withFault,
  withoutFaults,
  expectAccessible,
}) => {
  await signInAs('李明哲');
  await withFault('no-qyapi-get-department-member');
  await page.goto('/admin/diagnosis');
  const failed = check(page, 'qyapi_get_department_member');
  await expect(failed).toContainText('失败');
  await expect(failed).toContainText('没有 qyapi_get_department_member。');
  await expect(failed).toContainText('60011');
  await expect(failed.getByRole('link', { name: /申请此权限/ })).toHaveAttribute(
    'href',
    /^https:\/\/open-dev\.dingtalk\.com\/appscope\/apply\?content=.+%23qyapi_get_department_member$/,
  );
  await expect(page.getByText('有问题需要处理', { exact: true })).toBeVisible();
  await expect(check(page, 'qyapi_get_member（')).toContainText('通过');
  await expectAccessible();

  await withoutFaults();
  await page.getByRole('button', { name: '重新诊断' }).click();
  await expect(failed).toContainText('通过');
  await expect(page.getByText('全部通过', { exact: true })).toBeVisible();
});

// Without it, whoever knows an address could look up anybody's ids and take the whole company away.
test('the pages of administrators are closed to everybody else', async ({ page, signInAs, expectAccessible }) => {
  await signInAs('张伟');
  await expect(page.getByRole('link', { name: '管理', exact: true })).toHaveCount(0);
  for (const path of ['/admin', '/admin/directory', '/admin/people', '/admin/diagnosis', '/admin/audit']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: '您无权打开此页面' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: '管理' })).toHaveCount(0);
  }
  await expectAccessible();
  for (const path of ['diagnosis', 'directory', 'directory/export.csv', 'people/by-user-id/zhangwei01', 'no/such']) {
    const answer = await page.request.get(`${addresses.foyer}/api/admin/${path}`);
    expect(answer.status(), path).toBe(403);
  }
});
