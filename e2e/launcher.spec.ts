/** Finding and opening tools; and where a tool is closed to somebody, learning why, from either side. */
import { expect, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';
import { tabTo } from './keyboard.ts';

const tools = (page: Page) => page.getByRole('list', { name: '我的工具' }).getByRole('link');
const searchField = (page: Page) => page.getByRole('searchbox', { name: '查找工具' });
const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const noAccess = (target: string) => `/no-access?${new URLSearchParams({ target })}`;
/** Names stand in invisible marks, so that none turns the words around it. */
const heading = (page: Page, words: RegExp) => page.getByRole('heading', { level: 1, name: words });

test.describe('the launcher', () => {
  // Without it, people would click on what is closed to them, and learn of tools that are none of their business.
  test('shows exactly the tools that somebody may open', async ({ page, newContext, signInAs, expectAccessible }) => {
    await signInAs('张伟');
    await expect(tools(page)).toHaveText([/青禾知识库/, /研发看板/, /值班台/]);
    await expect(tools(page).nth(1)).toHaveAttribute('href', `${addresses.board}/`);
    await expect(tools(page).last()).toHaveAttribute('href', `${addresses.desk}/`);
    await expectAccessible();
    const hers = await (await newContext()).newPage();
    await signInAs('龚琳', hers);
    await expect(tools(hers)).toHaveText([/青禾知识库/]);
    await expect(hers.locator('body')).not.toContainText(/研发看板|值班台/);
  });

  test('finds a tool as somebody types, and opens it, without a mouse', async ({ page, signInAs }) => {
    await signInAs('张伟');
    await expect(tools(page)).toHaveCount(3);
    await page.keyboard.press('/');
    await expect(searchField(page)).toBeFocused();
    await expect(searchField(page)).toHaveValue('');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${addresses.foyer}/`);

    await page.keyboard.press('ArrowDown');
    await expect(tools(page).first()).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(tools(page).nth(1)).toBeFocused();
    await page.keyboard.press('End');
    await expect(tools(page).last()).toBeFocused();
    await page.keyboard.press('Home');
    await expect(tools(page).first()).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(tools(page).nth(1)).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(searchField(page)).toBeFocused();

    // Letters as wide as Chinese characters, as an input method may leave them.
    for (const words of ['看板', 'board', 'ＢＯＡＲＤ', '产品 研发']) {
      await searchField(page).fill(words);
      await expect(tools(page)).toHaveText([/研发看板/]);
    }
    await expect(page.getByRole('status').filter({ hasText: '找到 1 个' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(tools(page)).toHaveCount(3);
    await page.keyboard.type('board');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${addresses.board}/`);
  });

  test('leads on to colleagues when no tool is found', async ({ page, signInAs, expectAccessible }) => {
    await signInAs('张伟');
    await searchField(page).fill('龚琳');
    await expect(page.getByText(/没有找到“.?龚琳.?”/)).toBeVisible();
    await expectAccessible();
    await page.getByRole('link', { name: /在通讯录中查找/ }).click();
    await expect(page.getByRole('list', { name: '同事' }).getByRole('link')).toContainText('龚琳');
    await page.goBack();
    await page.getByRole('searchbox', { name: '查找同事' }).fill('gl');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${addresses.foyer}/directory?q=gl`);
  });

  test('says so when the tools cannot be read, and shows them when they can', async ({
    page,
    signInAs,
    expectAccessible,
  }) => {
    await page.route('**/api/tools', (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }));
    await signInAs('张伟');
    await expect(page.getByText('暂时无法读取您的工具')).toBeVisible();
    await expectAccessible();
    await page.unroute('**/api/tools');
    await page.getByRole('button', { name: '重试' }).click();
    await expect(tools(page)).toHaveCount(3);
  });

  test('says so when there is nothing to open yet', async ({ page, signInAs, expectAccessible }) => {
    await page.route('**/api/tools', (route) => route.fulfill({ json: [] }));
    await signInAs('龚琳');
    await expect(part(page, '我的工具')).toContainText('还没有工具');
    await expectAccessible();
  });
});

test.describe('a tool that is closed to somebody', () => {
  test('is explained: by whom it may be opened, which line says so, and whom to ask', async ({
    page,
    context,
    signInAs,
    expectAccessible,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await signInAs('龚琳');
    const answer = await page.goto(`/auth/tool?${new URLSearchParams({ target: `${addresses.board}/cards?of=me` })}`);
    expect(answer?.status()).toBe(403);
    await expect(heading(page, /您还不能打开“.?研发看板.?”/)).toBeVisible();
    const main = page.getByRole('main');
    await expect(main).toContainText('/cards');
    await expect(page.getByRole('list', { name: '向谁开放' }).getByRole('listitem')).toHaveText([
      '部门研发部',
      '部门产品部',
      '角色主管',
    ]);
    await expect(part(page, '可以找谁').getByRole('link', { name: '李明哲' }).first()).toBeVisible();
    await expect(part(page, '可以找谁').getByRole('link', { name: '在钉钉中打开' })).toHaveAttribute(
      'href',
      /^dingtalk:\/\//,
    );
    await expect(part(page, '管理员需要知道的')).toContainText(/tools\.yaml 第 \d+ 行.*参考编号/);
    await expectAccessible();

    await page.getByRole('button', { name: '复制给管理员' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/研发看板.*\/cards[\s\S]*gonglin[\s\S]*tools\.yaml 第 \d+ 行/);
    await page.getByRole('button', { name: '再看一次' }).click();
    await expect(main).toContainText('还没有向您开放');
    await page.getByRole('link', { name: '返回我的工具' }).click();
    await expect(tools(page)).toHaveText([/青禾知识库/]);
    await page.goBack();
    await expect(heading(page, /研发看板/)).toBeVisible();
  });

  test('in part only, still leads to its first page', async ({ page, signInAs }) => {
    await signInAs('张伟');
    await page.goto(noAccess(`${addresses.wiki}/admin/settings`));
    await expect(page.getByRole('main')).toContainText(/这个工具里的 .?\/admin\/\*\*.? 部分/);
    await page.getByRole('link', { name: /的首页/ }).click();
    await expect(page).toHaveURL(`${addresses.wiki}/`);
  });

  test('opens once the rules have changed, without anything being typed again', async ({ page, signInAs }) => {
    await signInAs('张伟');
    await page.goto(noAccess(`${addresses.board}/`));
    await expect(heading(page, /现在可以打开“.?研发看板.?”了/)).toBeVisible();
    await page.getByRole('link', { name: /^打开/ }).click();
    await expect(page).toHaveURL(`${addresses.board}/`);
  });

  test('may be open to another account of the same person', async ({ page, signInAs, pickAtDingTalk }) => {
    await signInAs('龚琳');
    await page.goto(`/auth/tool?${new URLSearchParams({ target: `${addresses.board}/` })}`);
    await page.getByRole('link', { name: '使用其他账号' }).click();
    await pickAtDingTalk('张伟');
    await expect(page).toHaveURL(`${addresses.board}/`);
  });

  // Without it, anybody could put their own words, or a link of their own, onto Foyer's page.
  test('is never read out of the address: what is no tool’s address is only not found', async ({ page, signInAs }) => {
    await signInAs('张伟');
    for (const target of ['https://evil.example/Call-555', 'javascript:alert(555)', 'Call 555 <b>now</b>', '']) {
      await page.goto(noAccess(target));
      await expect(heading(page, /页面不存在/)).toBeVisible();
      await expect(page.locator('body')).not.toContainText('555');
      await expect(page.getByRole('main').locator('a:not([href="/"])')).toHaveCount(0);
    }
  });

  test('asks a person who is not signed in to sign in first', async ({ page, pickAtDingTalk }) => {
    const address = noAccess(`${addresses.board}/`);
    await page.goto(address);
    await page.getByRole('link', { name: '用钉钉登录' }).click();
    await pickAtDingTalk('龚琳');
    await expect(page).toHaveURL(addresses.foyer + address);
    await expect(heading(page, /您还不能打开“.?研发看板.?”/)).toBeVisible();
  });

  test('is explained in English, on a phone', async ({ newContext, signInAs, expectAccessible }) => {
    const context = await newContext({ viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'en-GB' });
    const page = await context.newPage();
    await signInAs('龚琳', page);
    await page.goto(noAccess(`${addresses.board}/`));
    await expect(heading(page, /You cannot open “.?研发看板.?” yet/)).toBeVisible();
    await expect(page.getByRole('link', { name: /Open in DingTalk/ })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  });
});

test.describe('who gets in', () => {
  test('is asked by a few letters of a name, and answered with the line that decides', async ({
    page,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs('李明哲');
    await page.goto('/admin/access');
    await expect(part(page, '所有工具').getByRole('listitem').filter({ hasText: '研发看板' })).toContainText('产品部');
    await expectAccessible();
    await page.getByRole('combobox', { name: '工具' }).selectOption('board');
    const person = page.getByRole('combobox', { name: '同事' });
    await tabTo(person);
    await page.keyboard.type('gonglin');
    await expect(page.getByRole('option', { name: /gonglin/ })).toBeVisible();
    await expectAccessible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(person).toHaveValue('gonglin');
    await page.keyboard.press('Enter');
    const answer = part(page, '答案');
    await expect(answer).toContainText(/龚琳.? 不能打开“.?研发看板.?”的 .?\/.?（GET）/);
    await expect(answer).toContainText(/第 \d+ 行的 allow 中，没有一条符合此人/);
    await expect(part(page, '逐步判断').getByRole('listitem').first()).toContainText('拒绝');
    await expect(part(page, '规则看到的此人')).toContainText('财务部');
    await expectAccessible();

    // A name alone is enough where one person has it; the address can be sent to somebody.
    await person.fill('张伟');
    await person.press('Enter');
    await expect(answer).toContainText(/张伟.? 可以打开“.?研发看板.?”/);
    await expect(part(page, '逐步判断')).toContainText(/依据第 \d+ 行：\s*部门研发部/);
    const address = page.url();
    await page.goto('/');
    await page.goto(address);
    await expect(answer).toContainText(/张伟.? 可以打开/);
    await expect(person).toHaveValue('张伟');
    await page.goBack();
  });

  test('differs from part to part of a tool', async ({ page, signInAs }) => {
    await signInAs('李明哲');
    await page.goto('/admin/access?tool=wiki&person=zhangwei01');
    await expect(part(page, '答案')).toContainText('可以打开');
    await page.getByRole('textbox', { name: '路径' }).fill('/admin/settings');
    await page.getByRole('button', { name: '查看' }).click();
    await expect(part(page, '答案')).toContainText('不能打开');
    await expect(part(page, '逐步判断').getByRole('listitem')).toHaveCount(3);
    await expect(part(page, '逐步判断')).toContainText('/admin/**');
    await page.goBack();
    await expect(part(page, '答案')).toContainText('可以打开');
  });

  test('has no answer for somebody who is not there, and none for somebody who is no administrator', async ({
    page,
    newContext,
    signInAs,
  }) => {
    await signInAs('李明哲');
    await page.goto('/admin/access?tool=wiki&person=nobody-here');
    await expect(part(page, '答案').getByRole('alert')).toContainText('没有找到这位同事');
    const his = await (await newContext()).newPage();
    await signInAs('张伟', his);
    await his.goto('/admin/access');
    await expect(heading(his, /您无权打开此页面/)).toBeVisible();
  });
});
