/**
 * Builds the web app when the built one is missing or older than what it is made of.
 *
 * Owns: the comparison of times, and one line saying that a build happens.
 * Does not: know how to build; that is vite.config.ts.
 * Called by: `npm start`, before the server. Plain JavaScript, because nothing is compiled at this point.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const built = join(web, 'dist', 'index.html');

const reason = reasonToBuild();
if (reason) {
  console.log(`Building the web app (${reason}) ...`);
  build();
}

/** Gives why a build is needed, or null when the built app is newer than everything it is made of. */
function reasonToBuild() {
  if (!existsSync(built)) return 'not built yet';
  const builtAt = statSync(built).mtimeMs;
  const newer = sources().find((file) => existsSync(file) && statSync(file).mtimeMs > builtAt);
  return newer ? `${relative(root, newer)} has changed` : null;
}

function sources() {
  const inWeb = readdirSync(web, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(web, 'dist') + sep));
  return [join(root, 'vite.config.ts'), join(root, 'package-lock.json'), ...inWeb];
}

function build() {
  const vite = findVite();
  if (!vite) {
    fail('Vite is not installed. Run `npm ci` first; the web app can only be built with the development dependencies.');
  }
  const result = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  if (result.error) fail(`The web app could not be built: ${result.error.message}`);
  if (result.status !== 0) fail('The web app could not be built; the reason stands above.');
}

/** Gives the path of Vite's own program, or null when it is not installed. */
function findVite() {
  try {
    const manifest = createRequire(import.meta.url).resolve('vite/package.json');
    return join(dirname(manifest), 'bin', 'vite.js');
  } catch (error) {
    // Only "there is no such package" has another plan; anything else is a fault of the installation.
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}
