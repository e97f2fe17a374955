import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { addresses } from './addresses.ts';
import { findBrowser } from './find-browser.ts';

const executablePath = findBrowser();
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // One server, one sandbox, one set of fault switches: the journeys go one after another.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: addresses.foyer,
    locale: 'zh-CN',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        // A browser that runs as root has no sandbox of its own; a small /dev/shm would crash it.
        ...(isRoot ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
        '--disable-background-networking',
        '--no-first-run',
      ],
    },
  },
  webServer: {
    command: 'node server/main.ts',
    cwd: '..',
    url: `${addresses.foyer}/readyz`,
    timeout: 60_000,
    env: {
      PUBLIC_URL: addresses.foyer,
      PORT: new URL(addresses.foyer).port,
      SANDBOX_PORT: new URL(addresses.sandbox).port,
      DATA_DIR: mkdtempSync(join(tmpdir(), 'foyer-e2e-')),
      LOG_LEVEL: 'warn',
    },
  },
});
