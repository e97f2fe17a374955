/** Where a Chromium for the journeys is. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const installedBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The executable to use: Playwright's own, then whatever Chromium or Chrome is installed; null when there is none. */
export function findBrowser(): string | null {
  return [chromium.executablePath(), ...installedBrowsers].find((path) => existsSync(path)) ?? null;
}
