import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { plans } from './plans.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts') && name !== 'plans.test.ts');
const tested = files.flatMap((name) =>
  [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/'(oidcc-[a-z0-9-]+)'/g)].map(([, module]) =>
    String(module),
  ),
);

describe('the conformance plans', () => {
  it('have a test for each of their modules, and no test has the name of another one', () => {
    const modules: string[] = Object.values(plans).flat();
    assert.equal(modules.length, 52);
    assert.equal(new Set(modules).size, 52);
    assert.deepEqual(tested.toSorted(), modules.toSorted());
  });
});
