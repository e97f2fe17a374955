import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type SettingName, settings } from './config/settings.ts';
import { errorCatalogue } from './errors.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8');

/** Codes that no part of Foyer answers yet, and those that a person can do nothing about but what the page says. */
const notInTheTables = ['return_address_refused', 'not_signed_in', 'invalid_request'];
const plainHttp = ['not_found', 'method_not_allowed'];

for (const name of ['README.md', 'README.zh-CN.md']) {
  describe(name, () => {
    const text = read(name);

    it('lists every setting with its default', () => {
      for (const setting of Object.keys(settings) as SettingName[]) {
        const row = text.split('\n').find((line) => line.startsWith(`| \`${setting}\` |`));
        assert.ok(row, setting);
        const usual = 'default' in settings[setting] ? settings[setting].default : undefined;
        if (usual !== undefined) assert.ok(row.includes(`\`${usual}\``), `${setting}: ${usual}`);
      }
    });

    it('says what to do about every error code that an administrator may meet', () => {
      for (const code of Object.keys(errorCatalogue)) {
        if ([...notInTheTables, ...plainHttp].includes(code)) continue;
        assert.ok(text.includes(`| \`${code}\` |`), code);
      }
    });
  });
}

describe('README.md', () => {
  it('describes each setting in the words of the settings table', () => {
    const text = read('README.md');
    for (const { description, accepts } of Object.values(settings)) {
      assert.ok(text.includes(`| ${description} | ${accepts} |`), description);
    }
  });
});
