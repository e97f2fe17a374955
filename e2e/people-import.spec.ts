/** People from a file: looked through, carried out, stopped by DingTalk, gone on with, and the file of results. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './journey.ts';
import { BACKEND, openAsAdministrator, press } from './people-pages.ts';

const faults = [
  { row: `无号码,,${BACKEND},实习生`, field: 'mobile', reason: 'required' },
  { row: `坏号码,abc,${BACKEND},实习生`, field: 'mobile', reason: 'not_a_mobile' },
  { row: '无部门,13912342098,没有的部门,实习生', field: 'departmentIds', reason: 'unknown_department' },
  { row: `,13912342099,${BACKEND},实习生`, field: 'name', reason: 'required' },
];

/** Chooses a file of thirty rows, four of them with a fault, and has it looked through. */
async function planThirty(page: Page, prefix: string): Promise<void> {
  const good = Array.from({ length: 26 }, (_, at) => `导入${at + 1},${prefix}${at + 10},${BACKEND},实习生`);
  const csv = ['姓名,手机号,部门,职位', ...good, ...faults.map(({ row }) => row)].join('\r\n');
  await page
    .getByLabel('选择 CSV 文件')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await press(page, '预检');
  await expect(page.getByText('添加 26，修改 0，无变化 0，有错误 4。').first()).toBeVisible();
}

const isDone = (page: Page) =>
  expect(page.getByText('26 / 26 行，失败 0，已邀请 0。').first()).toBeVisible({ timeout: 45_000 });

test('thirty rows of a file are looked through and carried out, but for four whose reasons the result gives', async ({
  page,
  signInAs,
  expectAccessible,
}) => {
  await openAsAdministrator(page, signInAs, '/admin/people/import');
  await planThirty(page, '139123420');
  await expectAccessible();
  // A department stands by its name, whatever the file calls it.
  await expect(page.getByRole('row').filter({ hasText: '导入26' })).toContainText('后端组');
  await press(page, '开始执行');
  await isDone(page);

  const arrival = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载结果文件' }).click();
  const text = await readFile(await (await arrival).path(), 'utf8');
  const [header = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  const names = header.split(',');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at], cell])));
  expect(rows).toHaveLength(30);
  expect(rows.filter(({ result }) => result === 'added')).toHaveLength(26);
  const bad = rows.filter(({ result }) => result === 'fault');
  expect(bad.map(({ field, reason }) => ({ field, reason }))).toEqual(
    faults.map(({ field, reason }) => ({ field, reason })),
  );
  for (const { explanation, explanationZh } of bad) {
    expect(explanation).toMatch(/\w{3}/);
    expect(explanationZh).toMatch(/\p{Script=Han}{2}/u);
  }
});

test('a workbook is told from a file of text', async ({ page, signInAs }) => {
  await openAsAdministrator(page, signInAs, '/admin/people/import');
  const workbook = { name: 'people.xlsx', mimeType: 'text/csv', buffer: Buffer.from('PK\u0003\u0004 and more') };
  await page.getByLabel('选择 CSV 文件').last().setInputFiles(workbook);
  await press(page, '预检');
  await expect(page.getByRole('alert')).toContainText('另存为 CSV');
});

test('an import that DingTalk stops goes on once that is put right, and a reload in the middle loses nothing', async ({
  page,
  signInAs,
  withFault,
  withoutFaults,
  expectAccessible,
}) => {
  test.slow();
  await openAsAdministrator(page, signInAs, '/admin/people/import');
  await planThirty(page, '139123430');
  await withFault('no-qyapi-manage-addresslist');
  await press(page, '开始执行');
  await expect(page.getByText('已停止', { exact: true })).toBeVisible();
  await expect(page.getByText('qyapi_manage_addresslist').first()).toBeVisible();
  await expectAccessible();
  await page.reload();
  await expect(page.getByText('已停止', { exact: true })).toBeVisible();
  await expect(page.getByRole('cell', { name: '导入26' })).toBeVisible();

  await withoutFaults();
  // Each row takes seconds: the import stands almost at its beginning for as long as this takes.
  await withFault('slow', 'POST /topapi/v2/user/create');
  await press(page, '继续');
  await expect(page.getByText(/^[1-9]\d* \/ 26 行/)).toBeVisible();
  // Whoever leaves finds it again, with what it does.
  await page.getByRole('link', { name: '邀请', exact: true }).click();
  await page.getByRole('link', { name: '批量导入', exact: true }).click();
  await page.getByRole('region', { name: '最近的导入' }).getByRole('link').first().click();
  await expect(page.getByText('正在执行', { exact: true })).toBeVisible();
  await expect(page.getByRole('cell', { name: '导入26' })).toBeVisible();

  await press(page, '停止');
  await expect(page.getByText('已停止', { exact: true })).toBeVisible();
  await expect(page.getByText('有人停止了这次导入。可以继续，做过的行不会重做。')).toBeVisible();
  await expectAccessible();
  await withoutFaults();
  await press(page, '继续');
  await isDone(page);
  await expect(page.getByText('已完成', { exact: true })).toBeVisible();
});
