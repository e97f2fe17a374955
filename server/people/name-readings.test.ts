import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { randomRuns } from '../testing/random-runs.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openNameReadings } from './name-readings.ts';

/** A process that reads every name as "read", and ends in the middle of its work when it is asked for "crash". */
const crashing = `
  process.on('message', ({ id, names }) => {
    if (names.includes('throw')) throw new Error('invented failure');
    if (names.includes('crash')) process.exit(1);
    process.send({ id, readings: names.map(() => [['read']]) });
  });`;

/** A file with this code, as long as the test runs. */
function codeFile(t: TestContext, code: string): URL {
  const file = join(temporaryFolder(t), 'reader.mjs');
  writeFileSync(file, code);
  return pathToFileURL(file);
}

describe('openNameReadings', () => {
  const open = (t: TestContext, options = {}) => {
    const readings = openNameReadings(options);
    t.after(() => readings.close());
    return readings;
  };

  const surnames: readonly (readonly [string, string])[] = [
    ['曾国藩', 'zeng guo fan'],
    ['单田芳', 'shan tian fang'],
    ['解小东', 'xie xiao dong'],
    ['仇英', 'qiu ying'],
    ['区寄', 'ou ji'],
    ['朴树', 'piao shu'],
    ['查良镛', 'zha liang yong'],
    ['任我行', 'ren wo xing'],
    ['欧阳锋', 'ou yang feng'],
    ['尉迟恭', 'yu chi gong'],
    ['长孙无忌', 'zhang sun wu ji'],
    ['吕布', 'lv bu'],
    ['張偉', 'zhang wei'],
  ];
  it('reads surnames as surnames first', async (t) => {
    const found = await open(t).readingsOf(surnames.map(([name]) => name));
    assert.deepEqual(
      surnames.map(([name]) => [name, found.get(name)?.[0]?.join(' ')]),
      surnames,
    );
  });

  const others: readonly (readonly [string, readonly string[]])[] = [
    ['曾国藩', ['zeng guo fan', 'ceng guo fan']],
    ['乐嘉', ['yue jia', 'le jia']],
    ['张乐', ['zhang le', 'zhang yue']],
    ['吕布', ['lv bu', 'lyu bu', 'lu bu']],
    ['略', ['lve', 'lyue', 'lue']],
    // Several characters with several readings: each of them is there, though not with each of the others.
    ['单乐', ['shan le', 'dan le', 'shan yue']],
  ];
  it('knows the other readings too, and every spelling of ü', async (t) => {
    const found = await open(t).readingsOf(others.map(([name]) => name));
    for (const [name, expected] of others) {
      const all = found.get(name)?.map((reading) => reading.join(' ')) ?? [];
      assert.deepEqual(
        expected.filter((reading) => !all.includes(reading)),
        [],
        `${name}: ${all}`,
      );
    }
  });

  it('reads other letters in a Chinese name as they are written, and leaves names without Chinese alone', async (t) => {
    const found = await open(t).readingsOf(['张伟(David)', 'José García', '😀张', '김철수', '𠀀']);
    assert.deepEqual([...found.values()], [[['zhang', 'wei', 'david']], [], [['zhang']], [], []]);
  });

  it('gives at most eight readings', async (t) => {
    const name = '单乐曾行长重';
    const found = (await open(t).readingsOf([name])).get(name) ?? [];
    assert.equal(found.length, 8);
    assert.equal(new Set(found.map(String)).size, 8);
  });

  it('answers for every name, also when there are none or the same twice', async (t) => {
    const readings = open(t);
    assert.equal((await readings.readingsOf([])).size, 0);
    assert.deepEqual([...(await readings.readingsOf(['张', '张', ''])).keys()], ['张', '']);
  });

  // One name that the process cannot bear would keep the whole company from being read.
  it('bears any name', async (t) => {
    const readings = open(t);
    const names = hostile.profileStrings.map(({ nick }) => nick);
    assert.equal((await readings.readingsOf(names)).size, new Set(names).size);
    const han = fc.string({ unit: fc.constantFrom(...'张乐曾々〇𠮷龘ü0 \u0000\u202e\ud83d') });
    const anything = fc.array(fc.oneof(han, fc.string({ unit: 'binary' })), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anything, async (some) => {
        for (const found of (await readings.readingsOf(some)).values()) {
          assert.ok(found.length <= 8);
          assert.ok(found.flat().every((syllable) => /^[\p{L}\p{N}\p{M}]+$/u.test(syllable)));
        }
      }),
      randomRuns(t, 100),
    );
  });

  it('answers questions that are asked at the same time, each with its own', async (t) => {
    const readings = open(t);
    const all = await Promise.all(['张', '王', '李'].map((name) => readings.readingsOf([name])));
    assert.deepEqual(
      all.map((found) => [...found]),
      [[['张', [['zhang']]]], [['王', [['wang']]]], [['李', [['li']]]]],
    );
  });
});

describe('the process that reads names', () => {
  const run = (code: string) => {
    const module = new URL('./name-readings.ts', import.meta.url).href;
    const script = `import { openNameReadings } from ${JSON.stringify(module)};\n${code}`;
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd,
      encoding: 'utf8',
      timeout: 30_000,
    });
  };

  // A process that a forgotten child keeps alive is killed at the end of a deployment, in the middle of something.
  it('does not keep the process alive when it has answered', () => {
    const { status, stdout } = run(`
      const readings = openNameReadings({ idleMs: 3_600_000 });
      console.log(JSON.stringify([...await readings.readingsOf(['张'])]));`);
    assert.deepEqual([status, stdout.trim()], [0, '[["张",[["zhang"]]]]']);
  });

  it('ends by itself some time after the last answer, and is there again for the next question', () => {
    const { status, stdout } = run(`
      import { readFileSync } from 'node:fs';
      import { setTimeout as pause } from 'node:timers/promises';
      const children = () => readFileSync(\`/proc/\${process.pid}/task/\${process.pid}/children\`, 'utf8').trim();
      const readings = openNameReadings({ idleMs: 1 });
      for (const name of ['张', '王']) {
        console.log((await readings.readingsOf([name])).get(name)[0][0]);
        while (children() !== '') await pause(5);
        console.log('ended');
      }`);
    assert.deepEqual([status, stdout.trim().split('\n')], [0, ['zhang', 'ended', 'wang', 'ended']]);
  });

  it('is not begun before somebody asks', () => {
    const { stdout } = run(`
      import { readFileSync } from 'node:fs';
      const readings = openNameReadings();
      await readings.readingsOf([]);
      console.log('children:' + readFileSync(\`/proc/\${process.pid}/task/\${process.pid}/children\`, 'utf8').trim());
      await readings.close();`);
    assert.equal(stdout.trim(), 'children:');
  });

  it('is told nothing of the environment', async (t) => {
    const reader = codeFile(
      t,
      "process.on('message', ({ id }) => process.send({ id, readings: [[Object.keys(process.env)]] }));",
    );
    const readings = openNameReadings({ reader });
    t.after(readings.close);
    // Node itself says how the two talk to each other.
    const names = [...(await readings.readingsOf(['a'])).values()].flat(2);
    assert.deepEqual(
      names.filter((name) => !name.startsWith('NODE_CHANNEL_')),
      [],
    );
  });

  for (const name of ['crash', 'throw']) {
    // Without this, one crash leaves a run waiting for ever, or every later one without readings.
    it(`fails the questions that wait when it ends by "${name}", and answers the next`, async (t) => {
      const readings = openNameReadings({ reader: codeFile(t, crashing) });
      t.after(() => readings.close());
      const waiting = [readings.readingsOf([name]), readings.readingsOf(['behind it'])];
      for (const { status } of await Promise.allSettled(waiting)) assert.equal(status, 'rejected');
      assert.deepEqual([...(await readings.readingsOf(['a']))], [['a', [['read']]]]);
    });
  }

  // A run that waits for ever is never followed by another.
  it('is given up when it does not answer, and the next question is answered by another', async (t) => {
    const silentAtFirst = `
      import { existsSync, writeFileSync } from 'node:fs';
      const mark = new URL('./begun', import.meta.url);
      const isFirst = !existsSync(mark);
      writeFileSync(mark, '');
      process.on('message', ({ id }) => isFirst || process.send({ id, readings: [[['read']]] }));`;
    const readings = openNameReadings({ reader: codeFile(t, silentAtFirst), answerMs: 200 });
    t.after(readings.close);
    await assert.rejects(readings.readingsOf(['a']));
    assert.deepEqual([...(await readings.readingsOf(['a']))], [['a', [['read']]]]);
  });

  it('fails the questions that wait when it is closed', async (t) => {
    const readings = openNameReadings({ reader: codeFile(t, crashing) });
    const [answer] = await Promise.allSettled([readings.readingsOf(['a']), readings.close()]);
    assert.equal(answer.status, 'rejected');
  });
});
