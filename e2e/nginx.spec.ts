/**
 * Tools behind a real nginx, configured as our page says, in a real browser: the whole way in, and out again.
 *
 * Owns: a Foyer, an nginx and tools of its own, beside those of the other journeys. The hosts are two companies' worth of
 * domains; the browser is told where they are.
 */
import type { TestContext } from 'node:test';
import { test as base, type BrowserContext, expect, type Page } from '@playwright/test';
import { startEchoTool } from '../server/testing/echo-tool.ts';
import { startFoyer } from '../server/testing/foyer-process.ts';
import { writeConfiguration } from '../server/testing/proxy-page.ts';
import { findFreePort } from '../server/testing/proxy-process.ts';
import { runNginx } from '../server/testing/run-nginx.ts';
import { temporaryFolder } from '../server/testing/temporary-folder.ts';
import { makeTestCertificate } from '../server/testing/test-certificate.ts';

const wiki = 'https://wiki.example.com';
const tickets = 'https://tickets.example.org';
const reports = 'https://reports.example.com';

const toolsFile = `
tools:
  - { id: wiki, name: 知识库, url: ${wiki}/, hosts: [wiki.example.com], allow: everyone, username: userId }
  - { id: tickets, name: 工单, url: ${tickets}/, hosts: [tickets.example.org], allow: [{ department: 研发部 }] }
  - { id: reports, name: 财务报表, url: ${reports}/, hosts: [reports.example.com], allow: [{ department: 财务部 }] }
`;

type Stage = { foyer: string; context: BrowserContext };

const test = base.extend<{ stage: Stage }>({
  stage: async ({ playwright, launchOptions }, use) => {
    const endings: (() => unknown)[] = [];
    // What the unit tests’ support asks of its test.
    const t = {
      after: (end: () => unknown) => endings.unshift(end),
      diagnostic: () => {},
    } as unknown as TestContext;
    try {
      const { foyer, port } = await startStage(t);
      const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP *:443 127.0.0.1:${port}`];
      const browser = await playwright.chromium.launch({ ...launchOptions, args });
      endings.unshift(() => browser.close());
      // The certificate is nobody's.
      await use({ foyer, context: await browser.newContext({ ignoreHTTPSErrors: true, locale: 'zh-CN' }) });
    } finally {
      for (const end of endings) await end();
    }
  },
});

async function startStage(t: TestContext): Promise<{ foyer: string; port: number }> {
  const folder = temporaryFolder(t);
  const foyerPort = await findFreePort();
  const foyer = `http://localhost:${foyerPort}`;
  await startFoyer(t, {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      PUBLIC_URL: foyer,
      PORT: String(foyerPort),
      SANDBOX_PORT: '0',
      DATA_DIR: folder,
      TOOLS_FILE: writeConfiguration(folder, 'tools.yaml', toolsFile),
    },
  });
  const [one, two, three] = await Promise.all([startEchoTool(t), startEchoTool(t), startEchoTool(t)]);
  const tools = { 'wiki.example.com': one, 'tickets.example.org': two, 'reports.example.com': three };
  const { port } = await runNginx(t, { folder, certificate: makeTestCertificate(folder), foyerPort, tools, parts: [] });
  return { foyer, port };
}

/** What the tool says that it was told; it is shown as text. */
async function toldTo(page: Page): Promise<Record<string, string[]>> {
  return JSON.parse(await page.locator('body').innerText()).headers;
}

async function signIn(page: Page, name: string): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
}

test('a page of a tool, opened signed out, is the page that is there after the sign-in, and the next tool does not ask', async ({
  stage,
}) => {
  const page = await stage.context.newPage();
  const deep = `${wiki}/articles/新人?from=邮件&n=1%2B1`;
  await page.goto(deep);
  await signIn(page, '张伟');
  await expect(page).toHaveURL(new URL(deep).href);
  const told = await toldTo(page);
  expect(told.REMOTE_USER).toEqual(['zhangwei01']);
  expect(decodeURIComponent(told.REMOTE_NAME?.[0] ?? '')).toBe('张伟');
  expect(JSON.stringify(told)).not.toContain('foyer-tool');

  await page.goto(`${tickets}/list#open`);
  await expect(page).toHaveURL(`${tickets}/list#open`);
  expect(decodeURIComponent((await toldTo(page)).REMOTE_NAME?.[0] ?? '')).toBe('张伟');
});

test('a tool that is not for somebody leads to the page that says why', async ({ stage }) => {
  const page = await stage.context.newPage();
  await page.goto(`${wiki}/`);
  await signIn(page, '张伟');
  await expect(page).toHaveURL(`${wiki}/`);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().startsWith(`${stage.foyer}/auth/tool`)),
    page.goto(`${reports}/quarter`),
  ]);
  expect(answer.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('财务报表');
  await expect(page.getByRole('main')).toContainText('财务部');
});

test('a part of an open tool that is taken away from somebody leads there as well', async ({ stage }) => {
  const page = await stage.context.newPage();
  await page.goto(`${tickets}/`);
  await signIn(page, '孙晓燕');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('工单');
  expect(await page.evaluate(() => document.body.innerText)).toContain('研发部');
});

test('signing out at Foyer signs out of every tool', async ({ stage }) => {
  const tabs: Page[] = [];
  for (const tool of [wiki, tickets]) {
    const tab = await stage.context.newPage();
    await tab.goto(`${tool}/`);
    if (tool === wiki) await signIn(tab, '张伟');
    await expect(tab).toHaveURL(`${tool}/`);
    tabs.push(tab);
  }
  const foyer = await stage.context.newPage();
  await foyer.goto(`${stage.foyer}/`);
  await foyer.getByRole('button', { name: '我的账户' }).click();
  await foyer.getByRole('button', { name: '退出登录' }).click();
  await expect(foyer.getByRole('link', { name: '用钉钉登录' })).toBeVisible();
  for (const tab of tabs) {
    const status = await tab.evaluate(async () => (await fetch('/answers/200')).status);
    expect(status, 'a script of the page that is still open').toBe(401);
    await tab.reload();
    await expect(tab, 'and the page leads to DingTalk').toHaveURL(/\/oauth2\/auth/);
  }
});
