/** That everybody can use it: by keyboard, in both languages, in the dark, on a phone. */

import { expect, type Locator, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

test('the keyboard alone signs a person in and out', async ({ page }) => {
  await page.goto('/');
  const signIn = page.getByRole('link', { name: '用钉钉登录' });
  await expect(signIn).toBeVisible();
  await tabTo(page, signIn);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL((url) => url.origin === addresses.sandbox);
  await tabTo(page, page.getByRole('button', { name: /张伟/ }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${addresses.foyer}/`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('张伟');
  await tabTo(page, page.getByRole('button', { name: '我的账户' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: '退出登录' }));
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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`on a phone in ${colorScheme} colours every page fits and is accessible`, async ({
    newContext,
    pickAtDingTalk,
    expectAccessible,
  }) => {
    const context = await newContext({ viewport: { width: 360, height: 740 }, colorScheme });
    const page = await context.newPage();
    await page.goto('/auth/sign-in');
    await pickAtDingTalk('Maria-Fernanda', page);
    for (const path of ['/', '/profile', '/sessions', '/no/such/page', '/sign-in', '/sign-in?error=other_company']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} is wider than the screen by this many pixels`).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    }
  });
}

/** Presses Tab until a control has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  const isFocused = () => control.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isFocused()) return;
    await page.keyboard.press('Tab');
  }
  expect(await isFocused(), 'the control can be reached with Tab').toBe(true);
}
