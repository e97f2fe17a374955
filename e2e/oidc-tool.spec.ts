/** A tool that signs people in itself, as an OpenID Connect client: the desk that runs with the sandbox. */
import { expect, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';
import { tabTo } from './keyboard.ts';

const heading = (page: Page, words: RegExp) => page.getByRole('heading', { level: 1, name: words });
const desk = (page: Page) => page.getByRole('heading', { level: 2, name: '本周值班' });
const isInteraction = (url: URL) => url.origin === addresses.foyer && url.pathname.startsWith('/oidc/interaction/');

async function openFromLauncher(page: Page): Promise<void> {
  await page.goto(`${addresses.foyer}/`);
  await page.getByRole('list', { name: '我的工具' }).getByRole('link', { name: '值班台' }).click();
  await expect(page).toHaveURL(`${addresses.desk}/`);
}

test.describe('a tool that signs people in itself', () => {
  test('opens from the launcher without asking, and shows what it was told', async ({
    page,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs('张伟');
    await openFromLauncher(page);
    const panel = page.getByRole('region', { name: '这个工具知道你什么' });
    for (const words of ['zhangwei01@corp.qinghe.example', '青禾科技/研发部/技术中心/后端组', '"aud": "desk"'])
      await expect(panel).toContainText(words);
    await expectAccessible();

    await page.goto(`${addresses.foyer}/sessions`);
    const open = page.getByRole('list', { name: '在其中打开的工具' });
    await expect(open.getByRole('listitem').filter({ hasText: '值班台' })).toBeVisible();
  });

  test('opened by its own address, asks at DingTalk alone', async ({ page, pickAtDingTalk }) => {
    await page.goto(`${addresses.desk}/`);
    await pickAtDingTalk('王刚');
    await expect(page).toHaveURL(`${addresses.desk}/`);
    await expect(page.getByRole('main')).toContainText('公司记录里没有邮箱，这没有关系');
  });

  test('signs out of Foyer as well, and is come back to', async ({ page, signInAs, expectAccessible }) => {
    await signInAs('张伟');
    await openFromLauncher(page);
    await page.getByRole('button', { name: '退出登录' }).click();
    await expect(page).toHaveURL(`${addresses.desk}/signed-out`);
    await expect(heading(page, /你已退出登录/)).toBeVisible();
    await expectAccessible();
    await page.goto(`${addresses.foyer}/`);
    await expect(page.getByRole('link', { name: '用钉钉登录' })).toBeVisible();
  });

  test('knows that somebody has signed out of Foyer, says so, and lets them in again', async ({
    page,
    signOutElsewhere,
    signInAs,
    pickAtDingTalk,
    expectAccessible,
  }) => {
    await signInAs('张伟');
    await openFromLauncher(page);
    await signOutElsewhere();
    await expect(async () => {
      await page.goto(`${addresses.desk}/`);
      await expect(heading(page, /前厅已让你在这里退出登录/)).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.locator('body')).not.toContainText('zhangwei01');
    await expectAccessible();
    await page.getByRole('link', { name: '重新登录' }).click();
    await pickAtDingTalk('张伟');
    await expect(desk(page)).toBeVisible();
  });
});

test.describe('such a tool, where it is closed to somebody', () => {
  test('is explained by Foyer, which leads back to it; and then it says so itself', async ({
    page,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs('孙晓燕');
    const answer = await page.goto(`${addresses.desk}/`);
    expect(answer?.status()).toBe(403);
    await expect(page).toHaveURL(isInteraction);
    await expect(heading(page, /您还不能打开“.?值班台.?”/)).toBeVisible();
    await expect(page.getByRole('list', { name: '向谁开放' }).getByRole('listitem')).toHaveText([
      '部门研发部',
      '部门信息技术部',
      '部门行政部',
    ]);
    await expect(page.getByRole('region', { name: '管理员需要知道的' })).toContainText(
      /tools\.yaml 第 \d+ 行.*desk.*参考编号/,
    );
    await expectAccessible();

    await page.getByRole('button', { name: '再看一次' }).click();
    await expect(page.getByRole('main')).toContainText('还没有向您开放');
    await page.getByRole('link', { name: '返回我的工具' }).click();
    await expect(page).toHaveURL(`${addresses.foyer}/`);
    await page.goBack();
    const back = page.getByRole('link', { name: /回到“.?值班台.?”/ });
    await tabTo(back);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${addresses.desk}/refused`);
    await expect(heading(page, /你没能进入值班台/)).toBeVisible();
    await expect(page.getByRole('main')).toContainText('access_denied');
    await expectAccessible();
  });

  test('may be open to another account of the same person', async ({ page, signInAs, pickAtDingTalk }) => {
    await signInAs('龚琳');
    await page.goto(`${addresses.desk}/`);
    await page.getByRole('link', { name: '使用其他账号' }).click();
    await pickAtDingTalk('张伟');
    await expect(page).toHaveURL(`${addresses.desk}/`);
    await expect(page.getByRole('link', { name: '张伟' })).toBeVisible();
  });

  test('opens from the very page, once the rules let somebody in', async ({ page, signInAs }) => {
    await signInAs('龚琳');
    await page.goto(`${addresses.desk}/`);
    await expect(heading(page, /您还不能打开/)).toBeVisible();
    // The rules of the demo tools cannot be changed while they run: what the server would say then, it says here.
    await page.route('**/api/tools/access?*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), refusal: null } });
    });
    await page.getByRole('button', { name: '再看一次' }).click();
    await expect(heading(page, /现在可以打开“.?值班台.?”了/)).toBeVisible();
    await expect(page.getByRole('link', { name: /^打开“/ })).toHaveAttribute('href', new URL(page.url()).pathname);
  });

  test('is explained in English, on a phone', async ({ newContext, signInAs, expectAccessible }) => {
    const context = await newContext({ viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'en-GB' });
    const page = await context.newPage();
    await signInAs('龚琳', page);
    await page.goto(`${addresses.desk}/`);
    await expect(heading(page, /You cannot open “.?值班台.?” yet/)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await page.getByRole('link', { name: /Back to “/ }).click();
    await expect(heading(page, /You did not get into the desk/)).toBeVisible();
    await expectAccessible(page);
  });

  // Whoever is sent such an address must not be led on with somebody else’s request.
  test('knows nothing of a stop that was made in another browser', async ({ page, newContext, signInAs }) => {
    await signInAs('龚琳');
    await page.goto(`${addresses.desk}/`);
    const other = await (await newContext()).newPage();
    await signInAs('张伟', other);
    const answer = await other.goto(page.url());
    expect(answer?.status()).toBe(400);
    await expect(heading(other, /这次登录已过期/)).toBeVisible();
    await other.getByRole('link', { name: '回到首页' }).click();
    await expect(other).toHaveURL(`${addresses.foyer}/`);
  });
});
