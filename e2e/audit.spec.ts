/** What an administrator finds in the audit log: what somebody has just done, by filters, and as a file. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './journey.ts';

const events = (page: Page) => page.getByRole('list', { name: '记录', exact: true }).locator('> li');
const actOf = (page: Page, at: number) => events(page).nth(at).getByRole('strong');
const filters = (page: Page) => page.getByRole('region', { name: '查找', exact: true });

test('what somebody did is found, looked through and taken away, and the taking is written down too', async ({
  page,
  newContext,
  signInAs,
  expectAccessible,
}) => {
  const colleague = await (await newContext()).newPage();
  await signInAs('龚琳', colleague);
  // No administrator, and so refused; the page asks on her behalf what it must not know.
  await colleague.request.get('/api/admin/audit');
  await colleague.goto('/admin/audit');
  await expect(colleague.getByRole('list', { name: '记录' })).toHaveCount(0);
  await colleague.goto('/');
  await colleague.getByRole('button', { name: '我的账户' }).click();
  await colleague.getByRole('button', { name: '退出登录' }).click();
  await expect(colleague.getByRole('link', { name: '用钉钉登录' })).toBeVisible();

  await signInAs('李明哲');
  await page.goto('/admin');
  await page.getByRole('link', { name: '审计', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: '审计日志' })).toBeVisible();
  await expect(actOf(page, 0)).toHaveText('登录');
  await expect(events(page).first()).toContainText('李明哲');
  await expectAccessible();

  await filters(page).getByRole('textbox', { name: '操作人' }).fill('龚琳');
  await page.keyboard.press('Enter');
  await expect(actOf(page, 0)).toHaveText('退出登录');
  await expect(actOf(page, 1)).toHaveText('访问被拒绝');
  await expect(actOf(page, 2)).toHaveText('登录');
  // Among many of the same words, each says what it is of.
  const summaries = await events(page).locator('summary').allTextContents();
  expect(new Set(summaries).size).toBeGreaterThan(1);
  for (const summary of summaries) expect(summary).toMatch(/详细信息 \S+ .*\d{2}:\d{2}/);
  await expect(page).toHaveURL(/by=/);
  await events(page).nth(1).getByText('详细信息').click();
  await expect(events(page).nth(1)).toContainText(/原因\s*您无权.*access_denied/);
  await expectAccessible();

  await filters(page).getByRole('combobox', { name: '操作' }).selectOption({ label: '访问被拒绝' });
  await filters(page).getByRole('button', { name: '查找记录' }).click();
  await expect(events(page)).toHaveCount(1);
  await filters(page).getByRole('combobox', { name: '结果' }).selectOption({ label: '已完成' });
  await filters(page).getByRole('button', { name: '查找记录' }).click();
  await expect(page.getByText('没有符合这些条件的记录')).toBeVisible();
  await expectAccessible();
  // What was looked for stands in the address, for a colleague and for Back.
  await page.goBack();
  await expect(events(page)).toHaveCount(1);
  await expect(filters(page).getByRole('textbox', { name: '操作人' })).toHaveValue('龚琳');

  const arrival = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV（用于电子表格）' }).click();
  const download = await arrival;
  expect(download.suggestedFilename()).toBe('audit.csv');
  const rows = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain('access_refused,refused,龚琳,');

  await page.goto('/admin/audit?act=audit_exported');
  await expect(events(page).first()).toContainText('导出审计日志');
  await events(page).first().getByText('详细信息').click();
  await expect(events(page).first()).toContainText('act: access_refused');
});

test('the days that are chosen are the reader’s own, and both of them count', async ({ page, signInAs }) => {
  await signInAs('李明哲');
  const day = (offset: number) =>
    page.evaluate((days) => {
      const at = new Date();
      at.setDate(at.getDate() + days);
      const two = (number: number) => String(number).padStart(2, '0');
      return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    }, offset);
  const [yesterday, today, tomorrow] = [await day(-1), await day(0), await day(1)];
  await page.goto(`/admin/audit?since=${today}&until=${today}`);
  await expect(events(page).first()).toContainText('李明哲');
  await page.goto(`/admin/audit?since=${tomorrow}`);
  await expect(page.getByText('没有符合这些条件的记录')).toBeVisible();
  await page.goto(`/admin/audit?until=${yesterday}`);
  await expect(page.getByText('没有符合这些条件的记录')).toBeVisible();
  await page.goto(`/admin/audit?since=${today}&until=${yesterday}`);
  await expect(page.getByText('开始的一天晚于结束的一天')).toBeVisible();
});

test('an act is told in the reader’s own words and time, whichever they are', async ({ newContext, signInAs }) => {
  const tellings = [
    {
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      told: ['导出通讯录', '格式', '人数', /\d{2}:\d{2}:\d{2} \(GMT\+8\)/],
    },
    { locale: 'en-US', timezoneId: 'Asia/Tokyo', told: ['Directory exported', 'Format', 'People', /\(GMT\+9\)/] },
  ];
  for (const { locale, timezoneId, told } of tellings) {
    const page = await (await newContext({ locale, timezoneId })).newPage();
    await signInAs('李明哲', page);
    await page.request.get('/api/admin/directory/export.csv');
    await page.goto('/admin/audit?act=directory_exported');
    const event = page.locator('ol > li').first();
    // By keyboard alone.
    await event.locator('summary').focus();
    await page.keyboard.press('Enter');
    for (const words of told) await expect(event).toContainText(words);
  }
});
