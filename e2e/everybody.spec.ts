/** That everybody can use it: by keyboard, in both languages, in the dark, on a phone. */

import { expect, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';
import { tabTo } from './keyboard.ts';

test('the keyboard alone signs a person in and out', async ({ page }) => {
  await page.goto('/');
  const signIn = page.getByRole('link', { name: '用钉钉登录' });
  await expect(signIn).toBeVisible();
  await tabTo(signIn);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL((url) => url.origin === addresses.sandbox);
  await tabTo(page.getByRole('button', { name: /张伟/ }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${addresses.foyer}/`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('张伟');
  await tabTo(page.getByRole('button', { name: '我的账户' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('button', { name: '退出登录' }));
  await page.keyboard.press('Enter');
  await expect(signIn).toBeVisible();
});

test('the first Tab offers to skip to the content', async ({ page, signInAs }) => {
  await signInAs('张伟');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '跳到正文' })).toBeFocused();
});

test.describe('language', () => {
  test('follows the browser', async ({ newContext }) => {
    const context = await newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto('/');
    await expect(page.getByRole('link', { name: 'Sign in with DingTalk' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });

  test('can be switched, and stays switched', async ({ page, signInAs }) => {
    await signInAs('张伟');
    await page.getByRole('radio', { name: 'English' }).check();
    await expect(page.getByRole('link', { name: 'My profile' }).first()).toBeVisible();
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('link', { name: 'My profile' }).first()).toBeVisible();
  });
});

/** Pages with a line that stands there once they are complete, in both languages. */
const pages = [
  { path: '/', complete: { 'zh-CN': '研发看板', 'en-GB': '研发看板' } },
  { path: '/profile', complete: { 'zh-CN': '向谁汇报', 'en-GB': 'Whom I report to' } },
  { path: '/sessions', complete: { 'zh-CN': '本浏览器', 'en-GB': 'This browser' } },
  { path: '/directory', complete: { 'zh-CN': /共 \d+ 位同事/, 'en-GB': /\d+ colleagues/ } },
  { path: '/directory/departments/460000211', complete: { 'zh-CN': '部门主管', 'en-GB': 'Managers' } },
  { path: '/directory/people/maria-fernanda', complete: { 'zh-CN': '直属主管', 'en-GB': 'Direct manager' } },
  { path: '/admin/directory', complete: { 'zh-CN': '下次读取', 'en-GB': 'Next run' } },
  { path: '/admin/people?id=nobody', complete: { 'zh-CN': '钉钉错误 60121', 'en-GB': 'DingTalk error 60121' } },
  { path: '/admin/people/add', complete: { 'zh-CN': '直属主管', 'en-GB': 'Direct manager' } },
  { path: '/admin/people/import', complete: { 'zh-CN': '预检', 'en-GB': 'Dry run' } },
  { path: '/admin/people/invitations', complete: { 'zh-CN': '没有邀请', 'en-GB': 'No invitations' } },
  { path: '/admin/person/maria-fernanda', complete: { 'zh-CN': '移除并重新添加', 'en-GB': 'Remove and add again' } },
  { path: '/admin/departments/460000212', complete: { 'zh-CN': '添加主管', 'en-GB': 'Add a manager' } },
  { path: '/admin/external-contacts', complete: { 'zh-CN': '跟进人', 'en-GB': 'Looked after by' } },
  { path: '/admin/access?tool=wiki&person=zhangwei01', complete: { 'zh-CN': '逐步判断', 'en-GB': 'Step by step' } },
  { path: '/admin/audit', complete: { 'zh-CN': '详细信息', 'en-GB': 'Details' } },
  { path: '/admin/diagnosis', complete: { 'zh-CN': '复制报告', 'en-GB': 'Copy the report' } },
  { path: '/no-access?target=x', complete: { 'zh-CN': '页面不存在', 'en-GB': 'Page not found' } },
  { path: '/no/such/page', complete: { 'zh-CN': '页面不存在', 'en-GB': 'Page not found' } },
  { path: '/sign-in?error=other_company', complete: { 'zh-CN': '使用其他账号', 'en-GB': 'Use another account' } },
] as const;

for (const { locale, colorScheme } of [
  { locale: 'zh-CN', colorScheme: 'dark' },
  { locale: 'en-GB', colorScheme: 'light' },
] as const) {
  test(`on a phone in ${colorScheme} colours, in ${locale}, every page fits and is accessible`, async ({
    newContext,
    signInAs,
    expectAccessible,
  }) => {
    const page = await (await newContext({ viewport: { width: 360, height: 740 }, colorScheme, locale })).newPage();
    await signInAs('李明哲', page);
    for (const { path, complete } of pages) {
      await page.goto(path);
      await expect(page.getByRole('main').getByText(complete[locale]).filter({ visible: true }).first()).toBeVisible();
      await expectToFit(page, path);
      await expectAccessible(page);
    }
  });
}

test('on a phone even the longest name fits', async ({ newContext, signInAs, expectAccessible }) => {
  const page = await (await newContext({ viewport: { width: 360, height: 740 } })).newPage();
  await signInAs('Maria-Fernanda', page);
  for (const path of ['/profile', '/directory?q=maria', '/directory/people/maria-fernanda']) {
    await page.goto(path);
    await expect(page.getByRole('main')).toContainText('Channel Partner Manager');
    await expectToFit(page, path);
    await expectAccessible(page);
  }
});

async function expectToFit(page: Page, path: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${path} is wider than the screen by this many pixels`).toBeLessThanOrEqual(0);
}
