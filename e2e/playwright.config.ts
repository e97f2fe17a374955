import { defineConfig } from '@playwright/test';
import { addresses, addressesOf, BESIDE_EACH_OTHER } from './addresses.ts';
import { dataFolderOf } from './data-folders.ts';
import { findBrowser } from './find-browser.ts';

const executablePath = findBrowser();
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // Each row has a server, a sandbox and a set of fault switches of its own, and its journeys go one after another.
  workers: BESIDE_EACH_OTHER,
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
  webServer: Array.from({ length: BESIDE_EACH_OTHER }, (_, row) => serve(row)),
});

function serve(row: number) {
  const { foyer, sandbox } = addressesOf(row);
  return {
    command: 'node server/main.ts',
    cwd: '..',
    url: `${foyer}/readyz`,
    timeout: 60_000,
    env: {
      PUBLIC_URL: foyer,
      PORT: new URL(foyer).port,
      SANDBOX_PORT: new URL(sandbox).port,
      DATA_DIR: dataFolderOf(row),
      LOG_LEVEL: 'warn',
    },
  };
}
