/** The command `keys rotate`, as transcripts: what is asked, what is answered, and the exit code. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { migrations } from '../storage/migrations.ts';
import { databaseIn, openDatabase } from '../storage/open-database.ts';
import { runFoyer, startFoyer } from '../testing/foyer-process.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { K1, K2, kidsOf, openTestDatabase, startKeys } from '../testing/test-keys.ts';
import { untilSeen } from '../testing/until-seen.ts';
import { readKeysOptions, usage } from './keys-options.ts';
import { answerRotate, type KeysTrouble } from './rotate-command.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;

const planned = {
  en: `
New keys are published, and will sign in 60 minutes. Nobody is signed out, and tools fetch them by themselves.
    ES256  (3)  published, signs from 2026-11-24 13:00 UTC on
    ES256  (1)  signs now, published until 2026-11-24 14:10 UTC
    RS256  (4)  published, signs from 2026-11-24 13:00 UTC on
    RS256  (2)  signs now, published until 2026-11-24 14:10 UTC`,
  zh: `
新密钥已经公布，60 分钟后开始签名。没有人会被退出，工具会自己获取。
    ES256  (3)  已公布，2026-11-24 13:00 UTC 开始签名
    ES256  (1)  正在签名，公布到 2026-11-24 14:10 UTC
    RS256  (4)  已公布，2026-11-24 13:00 UTC 开始签名
    RS256  (2)  正在签名，公布到 2026-11-24 14:10 UTC`,
};

const leaked = {
  en: `
New keys sign as of now, and the old ones are not published any more. A Foyer that is running follows within a second.
! Tools keep the keys they have fetched for five minutes, some for longer. Until then they may refuse new sign-ins, and still believe what the old keys signed. Restart a tool to have it fetch them anew.
! The keys lie in the database, sealed with SESSION_SECRET. If both may be in wrong hands, new keys are not enough: set one new SESSION_SECRET alone and restart, which signs everybody out.
    ES256  (3)  signs now
    RS256  (4)  signs now`,
  zh: `
新密钥现在就开始签名，旧密钥不再公布。正在运行的前厅一秒之内就会换上。
! 工具会把取到的密钥保留五分钟，有的更久。在那之前，它们可能拒绝新的登录，也仍然相信旧密钥签的内容。可以重启工具，让它重新获取。
! 密钥封装在数据库里，由 SESSION_SECRET 保护。两样都可能外泄时，只更换密钥不够：请只写一个新的 SESSION_SECRET 再重启，所有人要重新登录。
    ES256  (3)  正在签名
    RS256  (4)  正在签名`,
};

/** The answer to a line that somebody types; the keys have numbers in the order in which they were made. */
async function typed(t: TestContext, line: string) {
  const { keys } = await startKeys(openTestDatabase(t), { now: () => NOON });
  await keys.ready();
  const before = kidsOf({ keys });
  const options = readKeysOptions(line.split(' '), {});
  assert.ok(options, line);
  const { code, text } = await answerRotate(options, { signingKeys: keys, close: keys.close });
  const made = kidsOf({ keys }).filter((kid) => !before.includes(kid));
  const numbered = [...before, ...made].reduce((all, kid, at) => all.replaceAll(kid, `(${at + 1})`), text);
  return { code, text: numbered };
}

describe('npm run keys -- rotate', () => {
  it('says what becomes of each key, and when', async (t) => {
    for (const lang of ['en', 'zh'] as const)
      assert.deepEqual(await typed(t, `rotate --lang ${lang}`), { code: 0, text: planned[lang].trim() });
  });

  it('replaces keys that leaked at once, and says what that means', async (t) => {
    for (const lang of ['en', 'zh'] as const)
      assert.deepEqual(await typed(t, `rotate --leaked --lang ${lang}`), { code: 0, text: leaked[lang].trim() });
  });

  it('waits for as long as somebody says, and never for less time than verifiers may keep what they have', () => {
    const waits = (after: string) => readKeysOptions(['rotate', '--after', after], {})?.rotation;
    assert.deepEqual(readKeysOptions(['rotate'], {})?.rotation, { signsAfterMs: 60 * MINUTE });
    assert.deepEqual(waits('6'), { signsAfterMs: 6 * MINUTE });
    assert.deepEqual(waits('1440'), { signsAfterMs: 1_440 * MINUTE });
    for (const after of ['5', '0', '-6', '1441', '1e3', '6.5', '', 'x']) assert.equal(waits(after), undefined, after);
  });

  it('knows no other arguments', () => {
    for (const line of [
      '',
      'rotate rotate',
      'rotat',
      'list',
      'rotate --lang fr',
      'rotate --now',
      'rotate --after',
      'rotate --leaked --after 6',
    ])
      assert.equal(readKeysOptions(line.split(' '), {}), null, line);
  });

  it('speaks the language of the terminal', () => {
    assert.equal(readKeysOptions(['rotate'], { LANG: 'zh_CN.UTF-8' })?.language, 'zh');
    assert.equal(readKeysOptions(['rotate'], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })?.language, 'en');
  });

  it('says in both languages why it replaces nothing', async () => {
    for (const trouble of ['nothing there', 'another version', 'another secret'] satisfies KeysTrouble[]) {
      const answer = (lang: string) =>
        answerRotate(readKeysOptions(['rotate', '--lang', lang], {}) ?? assert.fail(), trouble);
      const [en, zh] = [await answer('en'), await answer('zh')];
      assert.deepEqual([en.code, zh.code], [2, 2]);
      assert.match(en.text, /^[\x20-\x7e]+$/);
      assert.match(zh.text, /[\u4e00-\u9fff]/);
    }
  });
});

/** A folder, and the command in it with some settings. */
function prepare(t: TestContext) {
  const folder = temporaryFolder(t);
  const env = { DATA_DIR: join(folder, 'data'), PORT: '0', SANDBOX_PORT: '0', PUBLIC_URL: 'http://localhost:3000' };
  const rotate = (more: Record<string, string> = {}, ...args: string[]) =>
    runFoyer(t, { cwd: folder, env: { ...env, ...more }, args: ['keys', 'rotate', ...args] });
  const start = (more: Record<string, string> = {}) => startFoyer(t, { cwd: folder, env: { ...env, ...more } });
  return { dataDir: env.DATA_DIR, rotate, start };
}

type Foyer = Awaited<ReturnType<ReturnType<typeof prepare>['start']>>;

async function kidsAt(foyer: Foyer): Promise<string[]> {
  const { keys } = (await foyer.newBrowser().get('/oidc/jwks')).json();
  return keys.map(({ kid }: { kid: string }) => kid);
}

/** Asks again until as many keys are published; a Foyer that is running looks four times a second. */
async function untilPublished(foyer: Foyer, isSo: (kids: string[]) => boolean): Promise<string[]> {
  const limit = AbortSignal.timeout(3_000);
  for (;;) {
    const kids = await kidsAt(foyer);
    if (isSo(kids)) return kids;
    limit.throwIfAborted();
  }
}

describe('the command keys', () => {
  // Replaced keys of which the running Foyer knows nothing would be published by nobody when their time comes.
  it('replaces the keys of a Foyer that is running, which follows within a second', async (t) => {
    const { rotate, start } = prepare(t);
    const foyer = await start();
    const before = await kidsAt(foyer);
    const { code, output } = await rotate();
    assert.equal(code, 0, output);
    const both = await untilPublished(foyer, (kids) => kids.length === 4);
    assert.deepEqual(both.slice(0, 2), before);
    for (const kid of both) assert.ok(output.includes(kid), kid);
    // What a process writes comes by another way than its answers.
    await untilSeen(async () => foyer.output().includes('the keys that sign were changed by another process'));
    const afterLeak = await rotate({}, '--leaked');
    assert.equal(afterLeak.code, 0, afterLeak.output);
    const fresh = await untilPublished(foyer, (kids) => kids.every((kid) => !both.includes(kid)));
    assert.equal(fresh.length, 2);
    assert.doesNotMatch(foyer.output() + output + afterLeak.output, /"d":|"level":[456]0/);
  });

  it('replaces them while Foyer is off as well: the next start has them', async (t) => {
    const { rotate, start } = prepare(t);
    const first = await start();
    const before = await kidsAt(first);
    first.signal('SIGTERM');
    await first.exited;
    assert.equal((await rotate()).code, 0);
    assert.deepEqual((await kidsAt(await start())).slice(0, 2), before);
  });

  // Keys that the running Foyer cannot open would take the place of those that it has.
  it('replaces nothing when its settings are not those of the service, and makes nothing', async (t) => {
    const { rotate, start, dataDir } = prepare(t);
    const foyer = await start({ SESSION_SECRET: K1.reveal() });
    const before = await kidsAt(foyer);
    const files = readdirSync(dataDir);
    for (const more of [
      {},
      { SESSION_SECRET: K2.reveal() },
      { SESSION_SECRET: `${K2.reveal()},${K1.reveal()}` },
      { SESSION_SECRET: K1.reveal(), DINGTALK_CLIENT_ID: 'x', DINGTALK_CLIENT_SECRET: 'x', DINGTALK_CORP_ID: 'ding1' },
    ] as Record<string, string>[]) {
      const { code, output } = await rotate(more);
      assert.deepEqual([code, output.includes('nothing was changed')], [2, true], output);
    }
    assert.deepEqual(readdirSync(dataDir), files);
    assert.equal((await rotate({ SESSION_SECRET: K1.reveal() })).code, 0);
    assert.deepEqual((await untilPublished(foyer, (kids) => kids.length === 4)).slice(0, 2), before);
  });

  it('makes nothing where there is nothing, and leaves a database of another version alone', async (t) => {
    const { rotate, dataDir } = prepare(t);
    const empty = await rotate();
    assert.deepEqual([empty.code, existsSync(dataDir)], [2, false]);
    assert.match(empty.output, /^There are no keys here yet/);
    openDatabase(databaseIn(dataDir)).close();
    rmSync(databaseIn(dataDir));
    const older = new DatabaseSync(databaseIn(dataDir));
    older.exec(`${migrations.slice(0, 3).join(';')}; PRAGMA user_version = 3`);
    older.close();
    const files = readdirSync(dataDir);
    const { code, output } = await rotate();
    assert.equal(code, 2);
    assert.match(output, /^The database is of another version/);
    assert.deepEqual(readdirSync(dataDir), files);
  });

  it('says how it is called when it is called wrongly, and which settings are unusable', async (t) => {
    const { rotate } = prepare(t);
    assert.deepEqual(await rotate({}, '--now'), { code: 2, signal: null, output: `${usage}\n` });
    const unusable = await rotate({ PORT: 'x' });
    assert.equal(unusable.code, 2);
    assert.match(unusable.output, /PORT/);
  });
});
