import { expect } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

test.describe('sessions', () => {
  test('signing out ends the session, and Back shows nothing of it', async ({ page, signInAs }) => {
    await signInAs('张伟');
    await page.getByRole('link', { name: '我的资料' }).first().click();
    await expect(page.getByRole('main')).toContainText('阿伟');
    await page.getByRole('button', { name: '我的账户' }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await expect(page.getByRole('link', { name: '用钉钉登录' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('link', { name: '用钉钉登录' })).toBeVisible();
    await expect(page.locator('body')).not.toContainText('阿伟');
    await expect(page.locator('body')).not.toContainText('张伟');
  });

  test('a person sees their browsers and ends one, which is refused at its next request', async ({
    page,
    newContext,
    signInAs,
    pickAtDingTalk,
    expectAccessible,
  }) => {
    const phonePage = await (await newContext()).newPage();
    await phonePage.goto('/auth/sign-in');
    await pickAtDingTalk('周子涵', phonePage);
    await expect(phonePage).toHaveURL(`${addresses.foyer}/`);

    await signInAs('周子涵');
    await page.getByRole('link', { name: '登录设备' }).first().click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Chrome' })).toHaveCount(2);
    await expectAccessible();
    await page
      .getByRole('button', { name: /^结束登录/ })
      .first()
      .click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Chrome' })).toHaveCount(1);

    expect((await phonePage.request.get('/api/me')).status()).toBe(401);
    await phonePage.reload();
    await expect(phonePage.getByRole('link', { name: '用钉钉登录' })).toBeVisible();
    expect((await page.request.get('/api/me')).status()).toBe(200);
  });
});
