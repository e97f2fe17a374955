/** Tools behind Foyer, the way people meet them: the wiki and the board that run with the sandbox. */
import { expect } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

const start = { name: '回到前厅' };
const boardHeading = { level: 1, name: '研发看板' } as const;

test.describe('a tool behind Foyer', () => {
  test('opens from the launcher without asking, and so does the next one', async ({
    page,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs('张伟');
    await page.getByRole('link', { name: '青禾知识库' }).click();
    await expect(page).toHaveURL(`${addresses.wiki}/`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: '张伟' })).toBeVisible();
    await expectAccessible();
    await page.getByRole('link', { name: new URL(addresses.board).host }).click();
    await expect(page).toHaveURL(`${addresses.board}/`);
    await expect(page.getByRole('heading', boardHeading)).toBeVisible();
    await expectAccessible();
  });

  test('is opened by its own address, and after the sign-in shows the very page that was asked for', async ({
    page,
    pickAtDingTalk,
    expectAccessible,
  }) => {
    const deep = `${addresses.wiki}/articles/onboarding?section=2&from=%E9%82%AE%E4%BB%B6`;
    await page.goto(deep);
    await pickAtDingTalk('张伟');
    await expect(page).toHaveURL(deep);
    await expect(page.getByRole('heading', { level: 2, name: '第二天：电脑和权限' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 2, name: '第一天：报到' })).toHaveCount(0);
    await expectAccessible();
    await page.getByRole('link', start).click();
    await expect(page).toHaveURL(`${addresses.foyer}/`);
  });

  test('that is not for somebody says so on Foyer’s own page', async ({ page, signInAs, expectAccessible }) => {
    await signInAs('孙晓燕');
    await expect(page.getByRole('link', { name: '青禾知识库' })).toBeVisible();
    await expect(page.getByRole('link', { name: '研发看板' })).toHaveCount(0);
    await page.goto(`${addresses.board}/`);
    await expect(page).toHaveURL((url) => url.origin === addresses.foyer && url.pathname === '/auth/tool');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('研发看板');
    await expect(page.getByRole('main')).toContainText('产品部');
    await expectAccessible();
    await page.goto(`${addresses.wiki}/`);
    await page.getByRole('link', { name: '/admin/' }).click();
    await expect(page).toHaveURL((url) => url.origin === addresses.foyer && url.pathname === '/auth/tool');
    await expect(page.getByRole('main')).toContainText('/admin/**');
  });

  test('knows of somebody what Foyer says, and has none of Foyer’s cookies', async ({ page, signInAs }) => {
    await signInAs('李明哲');
    await page.goto(`${addresses.wiki}/admin/`);
    await expect(page.getByRole('heading', { level: 1, name: '管理知识库' })).toBeVisible();
    const panel = page.getByRole('region', { name: '这个工具知道你什么' });
    await expect(panel).toContainText('manager4220');
    await expect(panel).toContainText('role:主管理员');
    await expect(panel).toContainText(`"iss": "${addresses.foyer}/oidc"`);
    const cookies = await page.context().cookies(addresses.wiki);
    const ours = cookies.filter(({ name }) => name.startsWith('foyer'));
    expect(ours.length).toBeGreaterThan(0);
    for (const { value } of ours) expect(await page.content()).not.toContain(value);
  });

  test('asks again once the person has signed out of Foyer, and a form is not lost on the way', async ({
    page,
    signOutElsewhere,
    pickAtDingTalk,
    expectAccessible,
  }) => {
    await page.goto(`${addresses.board}/`);
    await pickAtDingTalk('张伟');
    const title = page.getByRole('textbox', { name: '新卡片' });
    await title.fill('写完发布说明');
    await page.getByRole('button', { name: '添加' }).click();
    await expect(page.getByRole('heading', { name: '写完发布说明' })).toBeVisible();
    await title.fill('退出之后才发送');
    await signOutElsewhere();
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: '添加' }).click(),
    ]);
    expect(answer.status()).toBe(401);
    await expectAccessible();
    const [tab] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link').first().click()]);
    await pickAtDingTalk('张伟', tab);
    await expect(tab).toHaveURL(`${addresses.board}/`);
    await expect(tab.getByRole('heading', { name: '退出之后才发送' })).toHaveCount(0);
    await page.goBack();
    await expect(title).toHaveValue('退出之后才发送');
    await page.getByRole('button', { name: '添加' }).click();
    await expect(page.getByRole('heading', { name: '退出之后才发送' })).toBeVisible();
  });
});
