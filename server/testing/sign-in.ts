/** Signing in the way a person does: Foyer, DingTalk's page, and back. */
import assert from 'node:assert/strict';
import type { Answer, Browser } from './browser.ts';

type Choice = {
  /** The person picked on DingTalk's page, or null for "cancel". */
  userId: string | null;
  returnTo?: string;
  /** The organization picked there; the company's own when absent. */
  corpId?: string;
};

/** Starts a sign-in and gives the address of DingTalk's page. */
export async function startSignIn(browser: Browser, returnTo?: string): Promise<URL> {
  const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
  const answer = await browser.open(`/auth/sign-in${query}`);
  assert.equal(answer.statusCode, 303, answer.body);
  return new URL(String(answer.headers.location));
}

/** Makes the choice on DingTalk's page and gives the callback it leads to, as path and query. */
export async function chooseAtDingTalk(page: URL, { userId, corpId }: Choice): Promise<string> {
  const shown = await fetch(page);
  assert.equal(shown.status, 200);
  const form = new URLSearchParams(userId === null ? { decision: 'deny' } : { user: userId });
  if (corpId !== undefined) form.set('org', corpId);
  const headers = { origin: page.origin };
  const chosen = await fetch(page, { method: 'POST', body: form, headers, redirect: 'manual' });
  const location = chosen.headers.get('location');
  assert.ok(location, await chosen.text());
  const callback = new URL(location);
  return `${callback.pathname}${callback.search}`;
}

/** Chooses on DingTalk's page and comes back; gives Foyer's answer to the callback. */
export async function completeSignIn(browser: Browser, page: URL, choice: Choice): Promise<Answer> {
  return browser.open(await chooseAtDingTalk(page, choice), { 'sec-fetch-site': 'cross-site' });
}

/** The whole way; gives Foyer's answer to the callback. */
export async function signIn(browser: Browser, choice: Choice): Promise<Answer> {
  return completeSignIn(browser, await startSignIn(browser, choice.returnTo), choice);
}

/** Signs somebody in who is expected to get in. */
export async function signedIn(browser: Browser, userId = 'zhangwei01'): Promise<Browser> {
  const answer = await signIn(browser, { userId });
  assert.equal(answer.headers.location, '/', answer.body);
  return browser;
}
