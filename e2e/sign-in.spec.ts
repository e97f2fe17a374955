import { expect } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

test.describe('signing in', () => {
  test('an employee signs in for the first time and sees who the company says they are', async ({
    page,
    pickAtDingTalk,
    expectAccessible,
  }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible();
    await page.getByRole('link', { name: '用钉钉登录' }).click();
    await pickAtDingTalk('张伟');
    await expect(page).toHaveURL(`${addresses.foyer}/`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('张伟');
    await expect(page.getByRole('main')).toContainText('后端工程师');
    await expectAccessible();
    await page.getByRole('link', { name: '我的资料' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: '我的资料' })).toBeFocused();
    await expect(page.getByRole('main')).toContainText('阿伟');
    await expectAccessible();
  });

  test('returns the person to where they were', async ({ page, pickAtDingTalk }) => {
    await page.goto('/sessions?from=mail');
    await page.getByRole('link', { name: '用钉钉登录' }).click();
    await pickAtDingTalk('张伟');
    await expect(page).toHaveURL(`${addresses.foyer}/sessions?from=mail`);
    await expect(page.getByRole('heading', { level: 1, name: '登录设备' })).toBeVisible();
  });

  test('two tabs may sign in at once, and both arrive', async ({ page, context, pickAtDingTalk }) => {
    const other = await context.newPage();
    await page.goto('/auth/sign-in?return_to=/profile');
    await other.goto('/auth/sign-in?return_to=/sessions');
    await pickAtDingTalk('张伟', other);
    await pickAtDingTalk('张伟', page);
    await expect(page).toHaveURL(`${addresses.foyer}/profile`);
    await expect(other).toHaveURL(`${addresses.foyer}/sessions`);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: '我的资料' })).toBeVisible();
  });

  test('somebody who cancels is told so, and may try again to where they wanted to go', async ({
    page,
    pickAtDingTalk,
    expectAccessible,
  }) => {
    await page.goto('/auth/sign-in?return_to=/sessions');
    await page.getByRole('button', { name: /取消/ }).click();
    await expect(page).toHaveURL(`${addresses.foyer}/sign-in?error=sign_in_cancelled`);
    await expect(page.getByRole('heading', { level: 1, name: '登录已取消' })).toBeVisible();
    await expectAccessible();
    await page.getByRole('link', { name: '重试' }).click();
    await pickAtDingTalk('张伟');
    await expect(page).toHaveURL(`${addresses.foyer}/sessions`);
  });

  test('somebody who chose another company is told so, and may use another account', async ({
    page,
    pickAtDingTalk,
  }) => {
    await page.goto('/auth/sign-in');
    await page.getByRole('link', { name: /远山咨询/ }).click();
    await pickAtDingTalk('顾清');
    await expect(page).toHaveURL(`${addresses.foyer}/sign-in?error=other_company`);
    await expect(page.getByRole('heading', { level: 1, name: '您选择了另一家公司' })).toBeVisible();
    await page.getByRole('link', { name: '使用其他账号' }).click();
    await pickAtDingTalk('张伟');
    await expect(page).toHaveURL(`${addresses.foyer}/`);
  });

  test('the page shows nothing that its address says, only words it knows', async ({ page }) => {
    await page.goto(`/sign-in?error=${encodeURIComponent('Call 555 <img src=x onerror=alert(1)>')}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('body')).not.toContainText('555');
  });
});
