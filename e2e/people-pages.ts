/** What journeys through the pages for managing people do again and again. */
import { expect, type Page } from '@playwright/test';

/** The department in which journeys put people: 后端组. */
export const BACKEND = '460000212';

export const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

type SignInAs = (name: string, page?: Page) => Promise<void>;

/** Opens a page as an administrator, once the company has been read. */
export async function openAsAdministrator(page: Page, signInAs: SignInAs, path: string): Promise<void> {
  await signInAs('李明哲', page);
  await settled(page);
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Waits for the reading of the company that begins with the server. */
export async function settled(page: Page, foyer = ''): Promise<void> {
  const read = async () => (await (await page.request.get(`${foyer}/api/admin/directory`)).json()).run?.state;
  await expect.poll(async () => (await read()) ?? 'running').not.toBe('running');
}

/** Finds a department by its name and takes it. */
export async function chooseDepartment(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).fill(name);
  await page.getByRole('option', { name }).first().click();
}

/** Fills in what nobody can be added without. */
export async function fillIn(page: Page, { name, mobile }: { name: string; mobile: string }): Promise<void> {
  await field(page, '姓名').fill(name);
  await field(page, '手机号').fill(mobile);
  await chooseDepartment(page, '部门', '后端组');
}
