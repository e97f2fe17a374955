/**
 * The values of all settings, read from an environment and from the files it names.
 *
 * Owns: how a variable is read. Does not: judge how settings go together (`load-config.ts`).
 */
import { readFileSync, statSync } from 'node:fs';
import type { Report } from './problems.ts';
import { ownPrefixes, type SettingName, settings } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
/** A value for each setting; undefined where it is unset and has no default, or was refused. */
export type Values = { [Name in SettingName]: ReturnType<(typeof settings)[Name]['parse']> };

/** Reads every setting, and reports what cannot be read. */
export function readValues(env: Environment, report: Report): Values {
  const names = Object.keys(settings) as SettingName[];
  return Object.fromEntries(names.map((name) => [name, readValue(name, env, report)])) as Values;
}

function readValue(name: SettingName, env: Environment, report: Report): unknown {
  const setting: { default?: string; secret?: true; accepts: string; parse: (text: string) => unknown } =
    settings[name];
  const text = (setting.secret && readSecretFile(name, env, report)) || env[name]?.trim() || setting.default;
  if (text === undefined) return undefined;
  const value = setting.parse(text);
  if (value === undefined) {
    const found = setting.secret ? `a value of ${text.length} characters` : JSON.stringify(text);
    report.problems.push({ variable: name, found, accepted: setting.accepts });
  }
  return value;
}

function readSecretFile(name: SettingName, env: Environment, report: Report): string | undefined {
  const variable = `${name}_FILE`;
  const path = env[variable]?.trim();
  if (!path) return undefined;
  if (env[name]?.trim()) {
    report.problems.push({ variable, found: `${name} set as well`, accepted: 'one of the two' });
  }
  try {
    if (statSync(path).mode & 0o004) report.warnings.push(`${variable}: everybody on this machine may read ${path}`);
    const text = readFileSync(path, 'utf8').trim();
    if (text !== '') return text;
    report.problems.push({ variable, found: 'an empty file', accepted: 'a file with the secret in it' });
  } catch {
    report.problems.push({
      variable,
      found: `${JSON.stringify(path)}, which cannot be read`,
      accepted: 'a readable file',
    });
  }
  return undefined;
}

/** Reports names that look like settings and are none. */
export function checkUnknownNames(env: Environment, report: Report): void {
  const known = new Set(
    Object.entries(settings).flatMap(([name, s]) => ('secret' in s ? [name, `${name}_FILE`] : [name])),
  );
  for (const name of Object.keys(env)) {
    if (known.has(name) || !ownPrefixes.some((prefix) => name.startsWith(prefix))) continue;
    report.problems.push({
      variable: name,
      found: 'a name Foyer does not know',
      accepted: 'a name listed in .env.example',
    });
  }
}
