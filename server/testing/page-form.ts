/** The form of a page of the provider, filled in and sent as a browser does. */
import assert from 'node:assert/strict';
import type { Answer, Browser } from './browser.ts';

type Form = { action: string; fields: Record<string, string>; buttons: string[] };

/** The one form of a page: where it goes, what it holds, and what its buttons say. */
export function formOf({ body }: Pick<Answer, 'body'>): Form {
  const [, opening = '', inside = ''] = /<form([^>]*)>(.*)<\/form>/s.exec(body) ?? assert.fail(body);
  const fields = [...inside.matchAll(/<input[^>]*>/g)].flatMap(([tag]) => {
    const name = attribute(tag, 'name');
    return name === '' ? [] : [[name, attribute(tag, 'value')] as const];
  });
  const buttons = [...inside.matchAll(/<button[^>]*>/g)].map(([tag]) => attribute(tag, 'name'));
  return { action: attribute(opening, 'action'), fields: Object.fromEntries(fields), buttons };
}

/** Sends it as the page's own script or somebody's click does; `more` are the button and what was typed in. */
export async function sendForm(
  browser: Browser,
  page: Pick<Answer, 'body'>,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { action, fields } = formOf(page);
  const { pathname, search } = new URL(action, 'https://foyer.example.com');
  return browser.request({
    method: 'POST',
    url: `${pathname}${search}`,
    headers: { ...fromAPage, ...headers },
    payload: String(new URLSearchParams({ ...fields, ...more })),
  });
}

const fromAPage = {
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  origin: 'https://foyer.example.com',
  accept: 'text/html,application/xhtml+xml',
};

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}
