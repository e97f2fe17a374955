/** What an administrator does with the company's directory: read it, take it away, look ids up. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './journey.ts';

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const latest = (page: Page) => part(page, '最近一次读取');
const bar = (page: Page) => page.getByRole('progressbar', { name: '读取进度' });

async function runOf(page: Page) {
  return (await (await page.request.get('/api/admin/directory')).json()).run;
}

/** Waits for whatever reading is under way; the first one begins with the server. */
async function settled(page: Page): Promise<void> {
  await expect.poll(async () => (await runOf(page))?.state ?? 'running').not.toBe('running');
}

/** Reads the company once more, by a button on the page, and waits for the end. */
async function readAnew(page: Page, button = '立即读取'): Promise<void> {
  const before = (await runOf(page)).id;
  await page.getByRole('button', { name: button }).click();
  await expect.poll(async () => (await runOf(page)).id).toBeGreaterThan(before);
  await settled(page);
  await expect(bar(page)).toHaveCount(0);
}

async function openAsAdministrator(page: Page, signInAs: (name: string) => Promise<void>): Promise<void> {
  await signInAs('李明哲');
  await settled(page);
  await page.goto('/admin/directory');
  await expect(page.getByRole('heading', { level: 1, name: '通讯录同步' })).toBeVisible();
}

test('the company is read anew, and a reload in the middle loses nothing', async ({
  page,
  signInAs,
  withFault,
  withoutFaults,
  expectAccessible,
}) => {
  await openAsAdministrator(page, signInAs);
  await expectAccessible();
  await withFault('school-parents');
  // One answer takes seconds: the run stands almost at its end for as long as this takes.
  await withFault('slow', 'POST /topapi/role/list');
  await page.getByRole('button', { name: '立即读取' }).click();
  await expect(latest(page)).toContainText('您可以离开或刷新本页，读取会继续。');
  const stepsDone = () => bar(page).evaluate((element) => (element as HTMLProgressElement).value);
  await expect.poll(stepsDone).toBeGreaterThan(1);
  await page.reload();
  await expect.poll(stepsDone).toBeGreaterThan(1);
  await expect(page.getByRole('button', { name: '正在读取…' })).toBeVisible();
  await expectAccessible();
  await withoutFaults();
  await expect(latest(page)).toContainText('已完成');
  await expect(latest(page)).toContainText('核对一致');
  const { departments, people } = await runOf(page);
  await expect(latest(page)).toContainText(`部门${departments}`);
  await expect(latest(page)).toContainText(`人员${people}`);

  const unseen = part(page, '没能看到的内容');
  await expect(unseen).toContainText('不在授权范围内的人员');
  await expect(unseen).toContainText('tangruoxi');
  await expect(unseen).toContainText('部门 -7 是家校通讯录');
  await expectAccessible();
  await unseen.getByRole('link', { name: '查看该部门的 userId' }).click();
  const userIds = part(page, '部门的 userId 列表');
  // Whom the app may not see is listed all the same, and nobody else of the department is missing.
  await expect(userIds.getByRole('listitem')).toHaveText(['chenguodong', 'tangruoxi', 'xumanli']);
  await userIds.getByRole('textbox', { name: '部门 ID' }).fill('460000212');
  await userIds.getByRole('button', { name: '查询' }).click();
  await expect(userIds).toContainText('共 6 个 userId');
  await userIds.getByRole('textbox', { name: '部门 ID' }).fill('999999999');
  await userIds.getByRole('textbox', { name: '部门 ID' }).press('Enter');
  await expect(userIds.getByRole('alert')).toContainText('没有这个部门');
});

test('everybody can be taken away as a file', async ({ page, signInAs }) => {
  await openAsAdministrator(page, signInAs);
  const { people } = await runOf(page);
  const takeAway = async (name: string): Promise<{ file: string; text: string }> => {
    const arrival = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const download = await arrival;
    return { file: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  };

  const csv = await takeAway('CSV（用于电子表格）');
  expect(csv.file).toBe('directory.csv');
  expect(csv.text.startsWith('\uFEFFuserId,unionId,name,title,')).toBe(true);
  const rows = csv.text.trimEnd().split('\r\n');
  expect(rows.length).toBe(people + 1);
  expect(rows.find((row) => row.startsWith('zhangwei01,'))).toContain(',张伟,后端工程师,');
  // A leading zero survives, and no cell begins as a formula does: nobody of this company has such a name.
  expect(rows.find((row) => row.includes('孙晓燕'))).toMatch(/^0423752,/);
  expect(csv.text).not.toMatch(/(^|,|")[=+@-]/m);

  const ndjson = await takeAway('NDJSON（用于程序）');
  expect(ndjson.file).toBe('directory.ndjson');
  const lines = ndjson.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBe(people);
  expect(lines.find(({ userId }) => userId === 'manager4220').departments).toHaveLength(2);
});

test('one id of a person leads to the other, and back', async ({ page, signInAs, expectAccessible }) => {
  await openAsAdministrator(page, signInAs);
  await page.getByRole('link', { name: '人员', exact: true }).click();
  const field = page.getByRole('textbox', { name: '要查询的 ID' });
  const result = part(page, '查询结果');
  const fact = (name: string) => result.locator('.fact').filter({ has: page.getByText(name, { exact: true }) });
  await field.fill('0423752');
  await field.press('Enter');
  await expect(fact('姓名')).toContainText('孙晓燕');
  await expect(result).toContainText('按 userId 查询');
  await expectAccessible();
  const unionId = await fact('unionId').locator('code').innerText();
  await field.fill(unionId);
  await page.getByRole('button', { name: '查询' }).click();
  await expect(result).toContainText('按 unionId 查询');
  await expect(fact('userId')).toContainText('0423752');

  await field.fill('nobody-here');
  await page.getByRole('button', { name: '查询' }).click();
  await expect(result.getByRole('alert')).toContainText('没有人使用这个 userId');
  await expect(result).toContainText('钉钉错误 60121');
  await expect(result).toContainText('此人已离职，或者还没有入职。');
  await expectAccessible();
  // The question stands in the address, for a colleague and for Back.
  await page.goBack();
  await expect(fact('姓名')).toContainText('孙晓燕');
});

test('a range that was narrowed by mistake removes nobody until an administrator says so', async ({
  page,
  newContext,
  signInAs,
  withFault,
  withoutFaults,
  expectAccessible,
}) => {
  const colleague = await (await newContext()).newPage();
  await signInAs('龚琳', colleague);
  await openAsAdministrator(page, signInAs);
  const { people } = await runOf(page);
  await withFault('range-partial');
  await readAnew(page);
  await expect(latest(page)).toContainText('为安全起见，没有移除任何人');
  await expect(part(page, '没能看到的内容')).toContainText('整个公司（部门 ID 1）');
  await expectAccessible();
  const { wouldRemove } = await runOf(page);
  expect(wouldRemove).toBeGreaterThan(people / 10);
  await colleague.goto('/directory/people/gonglin');
  await expect(colleague.getByRole('region', { name: '名片 龚琳' })).toContainText('会计');

  await page.getByRole('button', { name: '移除他们' }).click();
  await expect(page.getByRole('group', { name: `移除这 ${wouldRemove} 人？` })).toBeVisible();
  await expect(page.getByRole('button', { name: '取消' })).toBeFocused();
  await expectAccessible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '移除他们' })).toBeFocused();

  await page.keyboard.press('Enter');
  await readAnew(page, '确认移除');
  await expect(latest(page)).toContainText(`移除 ${wouldRemove}`);
  await colleague.goto('/directory/people/gonglin');
  await expect(colleague.getByText('找不到这位同事')).toBeVisible();

  // Out of range is not gone: she stays signed in. Her own record has to be asked for, and the app lost that permission.
  await withoutFaults();
  await withFault('no-qyapi-get-member');
  await colleague.goto('/profile');
  await expect(colleague.getByText('暂时无法读取您在公司通讯录中的记录')).toBeVisible();
  await expect(colleague.getByRole('region', { name: '公司记录' })).toContainText('qyapi_get_member');
  await expect(colleague.getByRole('region', { name: '公司记录' })).toContainText('管理员如何处理');
  await expectAccessible(colleague);
  await withoutFaults();
  await colleague.getByRole('region', { name: '公司记录' }).getByRole('button', { name: '重试' }).click();
  await expect(colleague.getByRole('region', { name: '所属部门' })).toContainText('财务部');

  await readAnew(page);
  await expect(latest(page)).toContainText('核对一致');
  expect((await runOf(page)).people).toBe(people);
});
