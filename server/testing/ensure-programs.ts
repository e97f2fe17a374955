/**
 * Makes sure that there are the programs that tests need, or says what to install.
 *
 * Owns: the reverse proxies that Foyer's pages are about, without which it ends the run; and the clients of OpenID Connect
 * that nobody here wrote, whose tests are skipped where they are missing.
 * As root on Debian it installs what is missing, and starts no service; anywhere else that is not for a test run to do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { type ForeignProgram, findMissingPackages, foreignPrograms } from './foreign-programs.ts';
import { SYSTEM_PROGRAMS } from './proxy-process.ts';

/** Debian's packages have the names of the programs, and each of these says its version when asked. */
const PROGRAMS = { nginx: '-v', caddy: 'version', haproxy: '-v', openssl: 'version' } as const;

const env = { ...process.env, PATH: `${process.env.PATH}:${SYSTEM_PROGRAMS}` };

installOnDebian([findMissing(), ...findMissingClients()]);
const missing = findMissing();
if (missing.length > 0) {
  console.error(
    `The tests of the reverse proxies need ${missing.join(', ')}, which this machine does not have. Install:\n` +
      `  - Debian or Ubuntu:  sudo apt-get install ${missing.join(' ')}\n` +
      `  - macOS:             brew install ${missing.join(' ')}`,
  );
  process.exit(1);
}
const withoutClients = findMissingClients().flat();
if (withoutClients.length > 0)
  console.warn(`Some clients of OpenID Connect are not tested: there is no ${withoutClients.join(', ')} from Debian.`);

function findMissing(): string[] {
  const exists = ([program, argument]: [string, string]) =>
    spawnSync(program, [argument], { stdio: 'ignore', env }).status === 0;
  return Object.entries(PROGRAMS)
    .filter((entry) => !exists(entry))
    .map(([program]) => program);
}

/** The packages that each client lacks. */
function findMissingClients(): string[][] {
  return (Object.keys(foreignPrograms) as ForeignProgram[]).map(findMissingPackages);
}

/** Each group for itself: one that a release of Debian does not have is no reason to do without the others. */
function installOnDebian(groups: readonly string[][]): void {
  const wanted = groups.filter((packages) => packages.length > 0);
  if (wanted.length === 0 || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log(`Installing ${wanted.flat().join(', ')} with apt-get, as this is root on Debian.`);
  const policy = forbidServices();
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update'], options);
  for (const packages of wanted)
    spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], options);
  policy.remove();
}

/** Debian asks this program before it starts a service: 101 says no. One that is there already is left alone. */
function forbidServices(): { remove(): void } {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return { remove: () => {} };
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return { remove: () => rmSync(policy) };
}
