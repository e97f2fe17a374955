/** Finding colleagues: by a few letters, through the departments, and by a link that somebody sent. */
import { expect, type Page } from '@playwright/test';
import hostileInputs from '../server/testing/hostile-inputs.json' with { type: 'json' };
import { addresses } from './addresses.ts';
import { test } from './journey.ts';
import { tabTo } from './keyboard.ts';

const searchField = (page: Page) => page.getByRole('searchbox', { name: '查找同事' });
const people = (page: Page) => page.getByRole('list', { name: '同事' }).getByRole('link');
const count = (page: Page) => page.getByRole('status').filter({ hasText: '位同事' });
const card = (page: Page, name = '') => page.getByRole('region', { name: `名片 ${name}`.trim() });
const row = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}`) });
/** What was looked for stands in invisible marks, so that no name turns the words around it. */
const noMatch = (page: Page, text: string) => page.getByText(new RegExp(`没有找到“.?${text}.?”`));
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 2, name, exact: true });

test.describe('a search', () => {
  test('by pinyin, initials, name or userId finds 张伟 as somebody types', async ({ page, signInAs }) => {
    await signInAs('邓凯');
    await page.getByRole('link', { name: '通讯录' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: '通讯录' })).toBeVisible();
    for (const letters of ['zw', 'zhangwei', 'ZhangW', '张伟', 'zhangwei01']) {
      await searchField(page).fill('');
      await expect(count(page)).toContainText('共');
      await searchField(page).pressSequentially(letters);
      await expect(page).toHaveURL(`${addresses.foyer}/directory?${new URLSearchParams({ q: letters })}`);
      await expect(count(page)).toContainText('找到');
      await expect(people(page).first()).toContainText(/张伟.*后端工程师/);
    }
  });

  test('and the card, the copied number and the manager need no mouse; Back and Escape lead back', async ({
    page,
    context,
    signInAs,
    expectAccessible,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await signInAs('邓凯');
    await page.goto('/directory');
    await tabTo(searchField(page));
    await page.keyboard.type('zw');
    await expect(people(page).first()).toContainText('张伟');
    await expectAccessible();

    await page.keyboard.press('ArrowDown');
    await expect(people(page).first()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${addresses.foyer}/directory/people/zhangwei01?q=zw`);
    await expect(card(page, '张伟')).toBeFocused();
    await expectAccessible();
    await tabTo(card(page).getByRole('button', { name: '复制手机号' }));
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\+86 13\d{9}$/);
    // The link leaves the browser for DingTalk's client, which is not here: where it leads is all there is to see.
    await expect(card(page).getByRole('link', { name: '在钉钉中打开' })).toHaveAttribute('href', /^dingtalk:\/\//);

    await tabTo(card(page).getByRole('link', { name: '林志远' }));
    await page.keyboard.press('Enter');
    await expect(card(page, '林志远')).toBeFocused();
    await expect(card(page)).toContainText('后端组长');

    await page.goBack();
    await expect(card(page, '张伟')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(card(page)).toHaveCount(0);
    await expect(people(page).first()).toBeFocused();
    await expect(searchField(page)).toHaveValue('zw');
    await page.keyboard.press('ArrowUp');
    await expect(searchField(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(searchField(page)).toHaveValue('');
    await expect(page).toHaveURL(`${addresses.foyer}/directory`);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('is there again after Back', async ({ page, signInAs }) => {
    await signInAs('邓凯');
    await page.goto('/directory');
    await searchField(page).fill('gongchengshi');
    await expect(page).toHaveURL(/q=gongchengshi$/);
    await searchField(page).fill('zhangwei');
    await people(page).filter({ hasText: '张伟' }).click();
    await expect(card(page, '张伟')).toBeVisible();
    await page.goBack();
    await expect(card(page)).toHaveCount(0);
    await expect(searchField(page)).toHaveValue('zhangwei');
    await page.goBack();
    await expect(searchField(page)).toHaveValue('');
    await expect(count(page)).toContainText('共');
  });

  test('without a match says so, and what can be searched for', async ({ page, signInAs, expectAccessible }) => {
    await signInAs('邓凯');
    await page.goto('/directory/departments/460000301');
    await searchField(page).fill('zhangwei');
    await expect(noMatch(page, 'zhangwei')).toBeVisible();
    await expect(page.getByRole('main')).toContainText(/只查找了“.?产品部.?”及其下级部门。/);
    await expectAccessible();
    await page.getByRole('link', { name: '在全公司查找' }).click();
    await expect(people(page).first()).toContainText('张伟');
  });

  // Without it, a colleague could learn number after number that the company hides.
  test('never finds a number that the company hides, and the card does not show it', async ({
    page,
    newContext,
    signInAs,
  }) => {
    const mobileOf = async (name: string) => {
      const theirs = await (await newContext()).newPage();
      await signInAs(name, theirs);
      return (await (await theirs.request.get('/api/me/contact')).json()).contact.mobile as string;
    };
    const hidden = await mobileOf('孙晓燕');
    const shown = await mobileOf('石明辉');
    await signInAs('邓凯');
    await page.goto('/directory');
    await searchField(page).fill(shown);
    await expect(people(page)).toHaveCount(1);
    await expect(people(page)).toContainText('石明辉');
    await searchField(page).fill(hidden);
    await expect(noMatch(page, hidden)).toBeVisible();

    await searchField(page).fill('孙晓燕');
    await people(page).filter({ hasText: '孙晓燕' }).click();
    await expect(card(page, '孙晓燕')).toContainText('公司设置了不向同事展示');
    await expect(page.locator('body')).not.toContainText(hidden);
    const answer = await page.request.get('/api/directory/people/0423752');
    expect(await answer.text()).not.toContain(hidden);
  });

  test('for anything at all breaks nothing', async ({ page, signInAs }) => {
    const texts = hostileInputs.profileStrings.map(({ nick }) => nick);
    expect(texts.length).toBeGreaterThan(10);
    await signInAs('邓凯');
    await page.goto('/directory');
    await expect(count(page)).toBeVisible();
    for (const text of texts) {
      await searchField(page).fill(text);
      // Whatever was typed: the address holds what is looked for, and the page says what came of it.
      await expect(page.getByRole('main')).toContainText(/没有找到“|找到 [\d,]+ 位同事|共 [\d,]+ 位同事/);
    }
    for (const text of texts) {
      await page.goto(`/directory?${new URLSearchParams({ q: text })}`);
      await expect(page.getByRole('main')).toContainText(/没有找到“|找到 [\d,]+ 位同事|共 [\d,]+ 位同事/);
    }
    await expect(page.locator('main img, main script')).toHaveCount(0);
    await searchField(page).fill('zw');
    await expect(people(page).first()).toContainText('张伟');
  });
});

test.describe('a link to a card', () => {
  test('leads through the sign-in and to the card', async ({ page, pickAtDingTalk }) => {
    await page.goto('/directory/people/zhangwei01');
    await page.getByRole('link', { name: '用钉钉登录' }).click();
    await pickAtDingTalk('邓凯');
    await expect(page).toHaveURL(`${addresses.foyer}/directory/people/zhangwei01`);
    await expect(card(page, '张伟')).toContainText('后端工程师');
    await expect(page).toHaveTitle(/张伟/);
  });

  // Without it, the words would tell who has left and who works in which other company.
  test('of nobody, of a leaver, of somebody elsewhere: the same words', async ({
    page,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs('邓凯');
    for (const userId of ['nobody', 'zhaolei07', 'zhangwei01-ys', encodeURIComponent('<b>../x')]) {
      await page.goto(`/directory/people/${userId}`);
      await expect(card(page)).toContainText('找不到这位同事');
      await expect(card(page)).toContainText('可能已经离职，或者不在前厅的授权范围内。');
      await expect(card(page)).not.toContainText(/赵磊|章巍/);
    }
    await expectAccessible();
    await page.goto('/directory/departments/999999999');
    await expect(page.getByText('找不到这个部门')).toBeVisible();
  });
});

test.describe('the departments', () => {
  test('are walked with the arrow keys', async ({ page, signInAs, expectAccessible }) => {
    await signInAs('邓凯');
    await page.goto('/directory');
    await tabTo(row(page, '全部同事'));
    await page.keyboard.press('End');
    await expect(row(page, '信息技术部')).toBeFocused();
    await page.keyboard.press('Home');
    await expect(row(page, '全部同事')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(row(page, '青禾科技')).toBeFocused();
    await expect(row(page, '青禾科技')).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(row(page, '研发部')).toBeFocused();
    await expect(row(page, '技术中心')).toHaveCount(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(row(page, '技术中心')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${addresses.foyer}/directory/departments/460000211`);
    await expect(heading(page, '技术中心')).toBeVisible();
    await expect(row(page, '技术中心')).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('navigation', { name: '上级部门' })).toContainText('研发部');
    await expectAccessible();
    await row(page, '技术中心').press('ArrowLeft');
    await row(page, '技术中心').press('ArrowLeft');
    await expect(row(page, '研发部')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(row(page, '技术中心')).toHaveCount(0);
  });

  test('count the people below them, and nobody twice', async ({ page, signInAs }) => {
    await signInAs('邓凯');
    // 罗晓鸣 is in 研发部 and in 技术中心 below it, 魏振华 in 数据中心 and in 算法组 below that.
    await page.goto('/directory/departments/460000201');
    await expect(count(page)).toHaveText('共 26 位同事');
    await expect(row(page, '研发部')).toContainText('26');
    await expect(people(page).filter({ hasText: '罗晓鸣' })).toHaveCount(1);
    await expect(people(page).filter({ hasText: '罗晓鸣' })).toContainText('另在 1 个部门');
    await people(page).filter({ hasText: '罗晓鸣' }).click();
    await expect(card(page, '罗晓鸣').getByRole('listitem')).toHaveText(['研发部/技术中心部门主管', '研发部']);
  });

  test('fold away on a phone, where the card is a page with a way back', async ({
    newContext,
    signInAs,
    expectAccessible,
  }) => {
    const page = await (await newContext({ viewport: { width: 360, height: 740 } })).newPage();
    await signInAs('邓凯', page);
    await page.goto('/directory');
    const folded = page.getByRole('button', { name: '按部门查看' });
    await expect(folded).toHaveAttribute('aria-expanded', 'false');
    await expect(page.getByRole('tree')).toBeHidden();
    await folded.click();
    await expect(page.getByRole('tree')).toBeVisible();
    await expectAccessible(page);
    await row(page, '产品部').click();
    await expect(page.getByRole('tree')).toBeHidden();
    await expect(heading(page, '产品部')).toBeFocused();

    await people(page).filter({ hasText: '陆一帆' }).click();
    await expect(card(page, '陆一帆')).toBeVisible();
    await expect(searchField(page)).toBeHidden();
    await expectAccessible(page);
    await page.getByRole('link', { name: '返回列表' }).click();
    await expect(people(page).filter({ hasText: '陆一帆' })).toBeFocused();
    await expect(heading(page, '产品部')).toBeVisible();
  });
});

test('a directory that cannot be read says so, and comes when it can', async ({ page, signInAs, expectAccessible }) => {
  await signInAs('邓凯');
  await page.route('**/api/directory', (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }));
  await page.goto('/directory');
  await expect(page.getByText('暂时无法读取通讯录')).toBeVisible();
  await expectAccessible();
  await page.unroute('**/api/directory');
  await page.getByRole('button', { name: '重试' }).click();
  await expect(people(page).first()).toBeVisible();
});
