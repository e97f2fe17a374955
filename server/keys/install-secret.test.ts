import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { loadInstallSecret } from './install-secret.ts';

const program = `import { loadInstallSecret } from ${JSON.stringify(new URL('./install-secret.ts', import.meta.url).href)};
process.stdout.write(loadInstallSecret(process.argv[1]).reveal());`;

describe('the secret of an install', () => {
  // Whoever reads it can make a session for anybody.
  it('is made at the first start, for its owner alone', (t) => {
    const dataDir = temporaryFolder(t);
    const secret = loadInstallSecret(dataDir);
    assert.match(secret.reveal(), /^[\w-]{43}$/);
    assert.equal(statSync(join(dataDir, 'secret')).mode & 0o777, 0o600);
    assert.equal(inspect(secret), '[secret]');
    assert.deepEqual(readdirSync(dataDir), ['secret'], 'and no draft is left');
  });

  it('is the same at every later start, and another in every other install', (t) => {
    const dataDir = temporaryFolder(t);
    const first = loadInstallSecret(dataDir).reveal();
    assert.equal(loadInstallSecret(dataDir).reveal(), first);
    assert.notEqual(loadInstallSecret(temporaryFolder(t)).reveal(), first);
  });

  it('keeps a file that an administrator wrote, and trims its newline', (t) => {
    const dataDir = temporaryFolder(t);
    const own = 'written by hand, and long enough to be one';
    writeFileSync(join(dataDir, 'secret'), `${own}\n`, { mode: 0o600 });
    assert.equal(loadInstallSecret(dataDir).reveal(), own);
  });

  // Keys made of nothing would be the same in every install that has this accident.
  it('is never empty or short, whatever the file holds', (t) => {
    for (const text of ['', '\n', 'short']) {
      const dataDir = temporaryFolder(t);
      writeFileSync(join(dataDir, 'secret'), text, { mode: 0o600 });
      assert.throws(() => loadInstallSecret(dataDir), JSON.stringify(text));
    }
  });

  it('stops the start when it cannot be read or written', (t) => {
    const dataDir = temporaryFolder(t);
    writeFileSync(join(dataDir, 'file'), 'x');
    assert.throws(() => loadInstallSecret(join(dataDir, 'file', 'below')));
    assert.equal(existsSync(join(dataDir, 'file', 'below')), false);
    chmodSync(dataDir, 0o700);
  });

  it('is one and the same for two first starts at once', async (t) => {
    for (let time = 0; time < 3; time += 1) {
      const dataDir = temporaryFolder(t);
      const found = await Promise.all(Array.from({ length: 4 }, () => startOnce(dataDir)));
      assert.deepEqual(new Set(found), new Set([readFileSync(join(dataDir, 'secret'), 'utf8').trim()]));
      assert.deepEqual(readdirSync(dataDir), ['secret']);
    }
  });
});

async function startOnce(dataDir: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  return text;
}
