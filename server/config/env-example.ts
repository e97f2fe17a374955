/**
 * `.env.example`, written from the settings table.
 *
 * Owns: the layout of that file. `npm run env:example` writes it; a test compares it with what is committed.
 */
import { writeFileSync } from 'node:fs';
import { type SettingName, settings } from './settings.ts';

/** The text of `.env.example`: every setting, its meaning, what it accepts, and its default, commented out. */
export function envExample(): string {
  const head = '# Settings of Foyer. Written by "npm run env:example"; copy to .env and fill in what you need.\n';
  return [head, ...(Object.keys(settings) as SettingName[]).map(block)].join('\n');
}

function block(name: SettingName): string {
  const setting: { description: string; accepts: string; default?: string; secret?: true } = settings[name];
  const file = setting.secret ? [`# Or ${name}_FILE: a file that holds it.`] : [];
  return [
    `# ${setting.description}`,
    `# Accepted: ${setting.accepts}.`,
    ...file,
    `#${name}=${setting.default ?? ''}`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(new URL('../../.env.example', import.meta.url), envExample());
