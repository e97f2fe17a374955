import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeFolder } from './make-folder.ts';

describe('the data folder', () => {
  it('is made with all that is missing above it, for its owner alone', (t) => {
    const folder = join(temporaryFolder(t), 'a', 'b', 'c');
    makeFolder(folder);
    makeFolder(folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, '..')).mode & 0o777, 0o700);
  });

  it('is refused below a file, and where the system makes no folders, at once', (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    assert.throws(() => makeFolder(join(file, 'below')));
    if (process.platform === 'linux') assert.throws(() => makeFolder('/proc/foyer/data'));
  });
});
