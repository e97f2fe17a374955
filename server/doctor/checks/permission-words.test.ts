import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { findPermission } from '../../../web/messages/permissions.ts';
import { checks } from '../checks.ts';

const inBrowser = new URL('../../../web/messages/permissions.ts', import.meta.url);
const prefix = 'permission.';

describe('the permissions that the diagnosis looks at', () => {
  const named = checks.filter(({ id }) => id.startsWith(prefix)).map(({ id }) => id.slice(prefix.length));

  // The browser cannot import them from here, and two names for one permission send people looking in vain.
  it('are those that the pages know, under the same names of the developer console', () => {
    const codes = readFileSync(inBrowser, 'utf8').matchAll(/^ {4}'?([\w.]+)'?: \{$/gm);
    assert.deepEqual(named.toSorted(), [...codes].map(([, code]) => code).toSorted());
    for (const code of named) {
      const { zhCn = '', en = '' } = findPermission(code)?.console ?? {};
      assert.ok(zhCn || en, code);
      assert.deepEqual(checks.find(({ id }) => id === prefix + code)?.title, {
        zh: `权限 ${code}（${zhCn || en}）`,
        en: `Permission ${code} (${en || zhCn})`,
      });
    }
  });
});
