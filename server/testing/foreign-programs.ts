/**
 * Programs that nobody here wrote and that sign people in through Foyer, by the Debian packages that they come in.
 *
 * Owns: which packages a test needs, and whether they are there.
 * Called by: the tests that run them, and `ensure-programs.ts`, which installs them.
 */
import { spawnSync } from 'node:child_process';

export const foreignPrograms = {
  apache: ['apache2-bin', 'libapache2-mod-auth-openidc'],
  flask: ['python3-authlib', 'python3-flask', 'python3-requests'],
  oauthlib: ['python3-requests-oauthlib'],
  omniauth: ['ruby-omniauth-openid-connect', 'ruby-webrick'],
} as const satisfies Record<string, readonly string[]>;

export type ForeignProgram = keyof typeof foreignPrograms;

/** The packages of a program that this machine does not have; everywhere but on Debian that is all of them. */
export function findMissingPackages(program: ForeignProgram): string[] {
  return foreignPrograms[program].filter((name) => !isInstalled(name));
}

/** Why a test must be skipped, or false when it need not be. */
export function whyNot(program: ForeignProgram): string | false {
  const missing = findMissingPackages(program);
  return missing.length > 0 && `this machine does not have Debian's ${missing.join(', ')}`;
}

function isInstalled(name: string): boolean {
  const { status, stdout } = spawnSync('dpkg-query', ['--status', name]);
  return status === 0 && /^Status: .* installed$/m.test(String(stdout));
}
