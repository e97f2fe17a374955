/**
 * Makes sure that there is a browser for the journeys, or says what to install.
 *
 * As root on Debian it installs one; anywhere else that is not for a test run to do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from './find-browser.ts';

/** The fonts are there so that Chinese names are letters in screenshots, not boxes. */
const DEBIAN_PACKAGES = ['chromium', 'fonts-noto-cjk'];

if (findBrowser() === null) installOnDebian();
if (findBrowser() === null) {
  console.error(
    'The journeys need a browser, and none was found. Install one of:\n' +
      "  - Playwright's own:  npx playwright install chromium\n" +
      '  - Debian or Ubuntu:  sudo apt-get install chromium\n' +
      '  - Google Chrome, in its usual place',
  );
  process.exit(1);
}

function installOnDebian(): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log(`No browser found. Installing ${DEBIAN_PACKAGES.join(' and ')} with apt-get, as this is root on Debian.`);
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update'], options);
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', ...DEBIAN_PACKAGES], options);
}
