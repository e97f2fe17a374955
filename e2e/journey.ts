/**
 * What every journey can do, so that a spec reads as a story.
 *
 * Owns: signing in through DingTalk's page, the fault switches, further browsers, and two watches: no page of any of
 * them breaks a content security policy or writes an error to the console.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import { addresses, parallelIndex } from './addresses.ts';
import { ageSignIns } from './data-folders.ts';

type Journey = {
  /** Opens a browser of somebody else's, set up like the first one unless told otherwise; it is watched as well. */
  newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Signs somebody in in a page, by the name on DingTalk's page; ends wherever Foyer leads. */
  signInAs: (name: string, page?: Page) => Promise<void>;
  /** Signs out at Foyer in another tab, as somebody would who has forgotten this one. */
  signOutElsewhere: () => Promise<void>;
  /** Picks somebody on DingTalk's page, which must be showing. */
  pickAtDingTalk: (name: string, page?: Page) => Promise<void>;
  /** Turns on a fault of the sandbox, of one API alone where one is named, until the end of the test. */
  withFault: (id: string, api?: string) => Promise<void>;
  /** Turns off every fault before the end of the test. */
  withoutFaults: () => Promise<void>;
  /** Lets the sign-in of the page be so many minutes ago. */
  ageSignIn: (minutes: number, page?: Page) => Promise<void>;
  /** Finds nothing serious that keeps somebody from using the page. */
  expectAccessible: (page?: Page) => Promise<void>;
};

/** A refused call is part of some journeys; the browser reports each as an error of its own. */
const refusedCall = /Failed to load resource: the server responded with a status of (4|5)\d\d/;

async function switchFaults(form: Record<string, string>): Promise<void> {
  const answer = await fetch(`${addresses.sandbox}/sandbox/faults`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
  expect(answer.status, 'the sandbox knows this fault').toBe(303);
}

type Watch = (context: BrowserContext) => void;

export const test = base.extend<Journey & { watch: Watch }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are needed out of the pattern.
  watch: async ({}, use) => {
    const complaints: string[] = [];
    await use((context) => {
      // On the context, not its pages: a page that opens by itself is heard from its first word.
      context.on('console', (message) => {
        if (message.type() === 'error' && !refusedCall.test(message.text())) complaints.push(message.text());
      });
      context.on('weberror', (error) => complaints.push(error.error().message));
    });
    expect(complaints, 'errors and policy violations on the pages of this journey').toEqual([]);
  },
  context: async ({ context, watch }, use) => {
    watch(context);
    await use(context);
  },
  newContext: async ({ browser, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      opened.push(context);
      watch(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
  pickAtDingTalk: async ({ page }, use) => {
    await use(async (name, where = page) => {
      await expect(where).toHaveURL((url) => url.origin === addresses.sandbox);
      await where
        .getByRole('button', { name: new RegExp(name) })
        .first()
        .click();
    });
  },
  signInAs: async ({ page, pickAtDingTalk }, use) => {
    await use(async (name, where = page) => {
      await where.goto('/auth/sign-in');
      await pickAtDingTalk(name, where);
      await expect(where).toHaveURL((url) => url.origin === addresses.foyer);
    });
  },
  signOutElsewhere: async ({ page }, use) => {
    await use(async () => {
      const tab = await page.context().newPage();
      await tab.goto(`${addresses.foyer}/`);
      await tab.getByRole('button', { name: '我的账户' }).click();
      await tab.getByRole('button', { name: '退出登录' }).click();
      await expect(tab.getByRole('link', { name: '用钉钉登录' })).toBeVisible();
      await tab.close();
    });
  },
  ageSignIn: async ({ page }, use) => {
    await use(async (minutes, where = page) => {
      const startedAt = async () => Date.parse((await (await where.request.get('/api/me')).json()).session.startedAt);
      const before = await startedAt();
      ageSignIns(parallelIndex, minutes);
      // What Foyer keeps in memory of a session is forgotten a moment after another process wrote.
      await expect.poll(startedAt).toBeLessThan(before);
    });
  },
  withFault: async ({ withoutFaults }, use) => {
    await use((id, api) => switchFaults({ id, action: 'on', ...(api && { api }) }));
    await withoutFaults();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are needed out of the pattern.
  withoutFaults: async ({}, use) => {
    await use(() => switchFaults({ action: 'clear' }));
  },
  expectAccessible: async ({ page }, use) => {
    await use(async (where = page) => {
      const { violations } = await new AxeBuilder({ page: where }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    });
  },
});
