/** Calls from a script of our own page that change something, with a body. */
import type { Answer, Browser } from './browser.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Asks as the page would, with the headers that prove where the question comes from. */
export function askJson(browser: Browser, method: Method, url: string, payload?: object): Promise<Answer> {
  const headers = {
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
    'sec-fetch-site': 'same-origin',
    'x-foyer-csrf': '1',
  };
  return browser.request({ method, url, headers, ...(payload !== undefined && { payload }) });
}
