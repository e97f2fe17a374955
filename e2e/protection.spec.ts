/** What the browser itself must refuse. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Response } from '@playwright/test';
import { addresses } from './addresses.ts';
import { test } from './journey.ts';

/** The page that says why: nobody may open an address that two programs could read in two ways. */
const refusedPage = `/no-access?${new URLSearchParams({ target: `${addresses.wiki}/a%2Fb` })}`;

// Without it, text that reaches the page as markup could run as script.
test('text cannot be made into markup', async ({ browser }) => {
  // Not watched, here and below: what the browser refuses is a violation.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto('/');
  const refusal = await page.evaluate(() => {
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
      return 'nothing';
    } catch (error) {
      return error instanceof Error ? error.name : 'something';
    }
  });
  expect(refusal).toBe('TypeError');
  await context.close();
});

// Without it, a page of somebody else could draw Foyer under its own buttons.
test('no page can be shown inside a frame of another site', async ({ browser }) => {
  const framed = ['/', '/sign-in', '/sessions', '/directory', refusedPage, '/admin/directory', '/admin/access'];
  const frames = framed.map((path) => `<iframe src="${addresses.foyer}${path}"></iframe>`);
  const attacker = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>frame</title>${frames.join('')}`);
  });
  await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
  const { port } = attacker.address() as AddressInfo;
  const context = await browser.newContext();
  const framing = await context.newPage();
  await framing.goto(`http://127.0.0.1:${port}/`);
  for (const frame of framing.frames().slice(1)) {
    expect(await frame.locator('#root').count(), 'no page of ours inside the frame').toBe(0);
  }
  expect(framing.frames().length).toBe(framed.length + 1);
  await context.close();
  attacker.close();
});

const everyPage = [
  '/',
  '/profile',
  '/sessions',
  '/directory',
  '/directory/people/zhangwei01',
  refusedPage,
  '/admin/directory',
  '/admin/people?id=zhangwei01',
  '/admin/access?tool=board&person=zhangwei01',
  '/admin/audit',
];

// Without it, one script in the page could carry somebody's tokens away.
test('no token and no secret ever reaches the browser', async ({ page, signInAs }) => {
  const answers: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().startsWith(addresses.foyer)) answers.push(readWhole(response));
  });
  // An administrator of Foyer: nobody is shown more.
  await signInAs('李明哲');
  for (const path of everyPage) {
    if (path !== '/') await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    // Before the next page: with a page, the browser forgets what it received for it.
    await Promise.all(answers);
  }
  // Asked for without its page: the browser hands out no answer that comes line by line.
  const diagnosis = await page.request.get('/api/admin/diagnosis');
  expect(await diagnosis.text()).toContain('"summary"');
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  const cookies = await page.context().cookies(addresses.foyer);
  expect(cookies.every(({ httpOnly }) => httpOnly)).toBe(true);
  const all = [...(await Promise.all(answers)), await diagnosis.text(), stored].join('\n');
  expect(all).toContain('manager4220');
  expect(all).not.toMatch(/accessToken|refreshToken|access_token|refresh_token|sandbox-secret/);
  // DingTalk's tokens are 32 hexadecimal digits; nothing of that shape has any business here.
  expect(all.replace(/\/assets\/\S+/g, '')).not.toMatch(/\b[0-9a-f]{32}\b/);
});

/** Headers and body of an answer; a redirect has no body that a browser would show. */
async function readWhole(response: Response): Promise<string> {
  const isRedirect = response.status() >= 300 && response.status() < 400;
  return JSON.stringify(await response.allHeaders()) + (isRedirect ? '' : await response.text());
}
