import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { envExample } from './env-example.ts';
import { loadConfig } from './load-config.ts';
import { settings } from './settings.ts';

describe('.env.example', () => {
  it('is what the table of settings says (npm run env:example writes it)', () => {
    assert.equal(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'), envExample());
  });

  it('names every setting once, commented out', () => {
    const names = [...envExample().matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
    assert.deepEqual(names, Object.keys(settings));
    assert.doesNotMatch(envExample(), /^[^#\n]/m);
  });

  it('holds defaults that Foyer accepts, and that are the ones it uses', () => {
    const env = Object.fromEntries(
      [...envExample().matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    assert.deepEqual(JSON.stringify(loadConfig(env)), JSON.stringify(loadConfig({})));
  });

  // A sample secret in a document becomes the secret of everybody who copies the document.
  it('holds no secret', () => {
    for (const [name, setting] of Object.entries(settings)) {
      if ('secret' in setting) assert.match(envExample(), new RegExp(`^#${name}=$`, 'm'));
    }
  });
});
