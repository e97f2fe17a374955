/** A change of keys that is cut short. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openTestDatabase, startKeys } from '../testing/test-keys.ts';
import { signingAlgorithms } from './signing-key.ts';

const HOUR = 3_600_000;

/** Replaces keys for as long as it runs, and says before each time that it does. */
const restless = `import { openTestDatabase, startKeys } from ${JSON.stringify(new URL('../testing/test-keys.ts', import.meta.url).href)};
const { keys } = await startKeys(openTestDatabase({ after() {} }, process.argv[1]));
await keys.ready();
for (;;) {
  process.stdout.write('.');
  await keys.rotate({ signsAfterMs: 1 });
}`;

/** Lets it replace keys some times, and ends it in the middle. */
async function killAfter(file: string, times: number): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', restless, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen = 0;
  child.stdout.on('data', (dots) => {
    seen += String(dots).length;
    if (seen >= times) child.kill('SIGKILL');
  });
  await once(child, 'close');
}

describe('a process that is killed while it replaces keys', () => {
  // Half a change could leave a key that signs beside none that verifies.
  it('has replaced all of them or none, and the next one goes on from there', async (t) => {
    const file = join(temporaryFolder(t), 'foyer.sqlite');
    for (const times of [1, 2, 3, 5]) {
      await killAfter(file, times);
      const { keys, log } = await startKeys(openTestDatabase(t, file));
      const before = keys.states();
      const [ec, rsa] = signingAlgorithms.map((alg) => before.filter((state) => state.alg === alg));
      assert.deepEqual(
        ec?.map(({ createdAt, usedFrom, retiredAt }) => ({ createdAt, usedFrom, retiredAt })).slice(0, -1),
        rsa?.map(({ createdAt, usedFrom, retiredAt }) => ({ createdAt, usedFrom, retiredAt })).slice(0, -1),
      );
      assert.ok(before.length >= times * 2);
      await keys.rotate({ signsAfterMs: HOUR });
      assert.equal(keys.states().length, before.length + 2);
      assert.equal(log(), '');
    }
  });
});
