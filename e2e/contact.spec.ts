/** My own record in the company: what it says, and why something in it is empty. */
import { expect, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** The line of a card that names absent fields, and the explanation to which it leads. */
const gap = (page: Page, reason: string) => page.getByRole('listitem').filter({ hasText: reason });
const why = (page: Page, reason: string) =>
  part(page, '有些信息为什么是空的')
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: reason }) });

test.describe('my contact page', () => {
  test('says who I am, where I belong, whom I report to and how to reach me', async ({
    page,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs('罗晓鸣');
    await page.goto('/profile');
    await expect(part(page, '我的身份')).toContainText('技术总监');
    await expect(part(page, '所属部门').getByRole('listitem')).toHaveText([/^技术中心.*部门主管$/, /^研发部/]);
    await expect(part(page, '向谁汇报')).toContainText('方正宇');
    await expect(part(page, '联系方式')).toContainText('luoxiaoming@qinghe.example');
    await expect(part(page, '联系方式').getByRole('link', { name: /^拨打 0571-8800/ })).toBeVisible();
    await expect(part(page, '员工信息')).toContainText('2013年3月4日');
    await expect(part(page, '员工信息')).toContainText('架构委员');
    await expect(part(page, '我的 ID')).toContainText('userId 与 unionId 有什么区别？');
    await expectAccessible();

    await part(page, '向谁汇报').getByRole('link').click();
    await expect(page).toHaveURL(`${addresses.foyer}/directory/people/fangzhengyu`);
    await page.goBack();
    await part(page, '所属部门')
      .getByRole('link', { name: /^技术中心/ })
      .click();
    await expect(page).toHaveURL(`${addresses.foyer}/directory/departments/460000211`);
  });

  test('is read anew on request', async ({ page, signInAs }) => {
    await signInAs('任欣怡');
    await page.goto('/profile');
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/me/contact'));
    await page.getByRole('button', { name: '重新读取' }).click();
    expect((await answer).status()).toBe(200);
    await expect(page.getByRole('status').filter({ hasText: '已重新读取' })).toHaveCount(1);
    await expect(part(page, '员工信息')).toContainText('值班电话见排班表');
  });

  test('says so when it cannot be read, and comes when it can', async ({ page, signInAs, expectAccessible }) => {
    await signInAs('任欣怡');
    await page.route('**/api/me/contact', (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }));
    await page.goto('/profile');
    await expect(page.getByText('暂时无法读取您在公司通讯录中的记录')).toBeVisible();
    // What was known at the sign-in stays, and so does the DingTalk account beside it.
    await expect(part(page, '我的身份')).toContainText('安全工程师');
    await expect(part(page, '钉钉账号')).toContainText('任欣怡');
    await expectAccessible();
    await page.unroute('**/api/me/contact');
    await page.getByRole('button', { name: '重试' }).click();
    await expect(part(page, '所属部门')).toContainText('运维组');
  });
});

test('my mail is missing: because the app may not see it, or because nobody filled it in', async ({
  page,
  newContext,
  signInAs,
  withFault,
  withoutFaults,
  expectAccessible,
}) => {
  await withFault('no-field-email');
  await signInAs('曹思源');
  await page.goto('/profile');
  await expect(gap(page, '应用缺少权限').first()).toContainText('邮箱、企业邮箱');
  const permission = why(page, '应用缺少权限');
  await expect(permission).toContainText('邮箱、企业邮箱');
  await expect(permission).toContainText('fieldEmail');
  await expect(permission).toContainText('邮箱等个人信息');
  await expect(permission).toContainText('钉钉开发者后台 › 应用详情 › 权限管理');
  await expect(why(page, '未填写')).not.toContainText('邮箱');
  await part(page, '联系方式').getByRole('link', { name: '应用缺少权限' }).click();
  await expect(permission).toBeInViewport();
  await expectAccessible();

  await withoutFaults();
  const his = await (await newContext()).newPage();
  await signInAs('王刚', his);
  await his.goto('/profile');
  await expect(part(his, '联系方式')).toContainText('杭州');
  await expect(why(his, '未填写')).toContainText('手机号、分机号、邮箱、企业邮箱');
  await expect(why(his, '未填写')).toContainText('由管理通讯录的管理员填写：钉钉管理后台 › 通讯录');
  await expect(why(his, '应用缺少权限')).toHaveCount(0);
  await expectAccessible(his);
});

test('a colleague who has no mobile is not said to hide it', async ({ page, signInAs }) => {
  await signInAs('邓凯');
  await page.goto('/directory/people/wanggang88');
  const card = page.getByRole('region', { name: '名片 王刚' });
  await expect(card).toContainText('司机');
  await expect(card).not.toContainText('公司设置了不向同事展示');
});
