import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiName } from './sandbox/app.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import { dumpDatabase } from './testing/database-dump.ts';
import { type FoyerProcess, runFoyer, startFoyer } from './testing/foyer-process.ts';
import { liveSettings } from './testing/live-settings.ts';
import { chooseAtDingTalk, signedIn, signIn, startSignIn } from './testing/sign-in.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('node server/main.ts', () => {
  const credentials = { DINGTALK_CLIENT_ID: 'ding', DINGTALK_CLIENT_SECRET: 'canary secret', DINGTALK_CORP_ID: '*' };

  // The first thing an administrator sees. A stack says nothing to them, and a secret in it says too much.
  it('stops at once with every problem of its settings in one message, and without a secret or a stack', async (t) => {
    const folder = temporaryFolder(t);
    const env = { ...credentials, PUBLIC_URL: 'x', SESSION_SECRET: 'canary', TRUSTED_PROXIES: '1', SESSION_MAX: '1' };
    const { code, output } = await runFoyer(t, { cwd: folder, env: { ...env, DATA_DIR: join(folder, 'data') } });
    assert.equal(code, 1);
    const variables = [...output.matchAll(/^ {2}(\w+): found /gm)].map(([, name]) => name);
    const expected = ['PUBLIC_URL', 'SESSION_SECRET', 'TRUSTED_PROXIES', 'SESSION_MAX'];
    for (const name of [...expected, 'DINGTALK_CLIENT_SECRET', 'DINGTALK_CORP_ID'])
      assert.ok(variables.includes(name), name);
    assert.doesNotMatch(output, /canary|^\s+at |node:internal|\.ts/m);
    assert.equal(output.match(/Foyer cannot start/g)?.length, 1);
  });

  for (const [what, env, args, says] of [
    ['an unknown command', {}, ['toString'], /Unknown command "toString"\. Known: serve, /],
    ['a lenient HTTP parser', { NODE_OPTIONS: '--insecure-http-parser' }, [], /--insecure-http-parser/],
    [
      'a data folder that cannot be made',
      { DATA_DIR: '/dev/null/foyer', PORT: '0', SANDBOX_PORT: '0' },
      [],
      /\/dev\/null\/foyer/,
    ],
  ] as const) {
    it(`refuses to start with ${what}, in one sentence`, async (t) => {
      const { code, output } = await runFoyer(t, { cwd: temporaryFolder(t), env, args });
      assert.equal(code, 1, output);
      assert.match(output, says);
      assert.doesNotMatch(output, /^\s+at /m);
    });
  }

  // A process that dies without a word is restarted again and again, and nobody learns why.
  it('says what ended it when an error comes that nobody expected', async (t) => {
    const cwd = temporaryFolder(t);
    const mishap = join(cwd, 'mishap.mjs');
    writeFileSync(mishap, "process.on('SIGWINCH', () => Promise.reject(new Error('nobody expected this')));");
    const env = { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: cwd, NODE_OPTIONS: `--import=${mishap}` };
    const foyer = await startFoyer(t, { cwd, env });
    foyer.signal('SIGWINCH');
    const { code, output } = await foyer.exited;
    assert.equal(code, 1);
    const fatal = output.split('\n').find((line) => line.includes('"level":60'));
    assert.match(fatal ?? '', /nobody expected this/);
  });

  it('says where it is open and who plays DingTalk, and nothing secret', async (t) => {
    const folder = temporaryFolder(t);
    const env = {
      PORT: '0',
      SANDBOX_PORT: '0',
      DATA_DIR: folder,
      SESSION_SECRET: 'canary secret that is long enough for a key',
    };
    const foyer = await startFoyer(t, { cwd: folder, env: { ...env, PUBLIC_URL: 'http://localhost:3000' } });
    await signedIn(foyer.newBrowser());
    foyer.signal('SIGTERM');
    const { code, output } = await foyer.exited;
    assert.equal(code, 0);
    assert.match(output, /Foyer is open at http:\/\/localhost:3000\n/);
    assert.match(output, /no credentials are set/);
    assert.doesNotMatch(output, /canary|sandbox-secret/);
  });

  it('keeps everybody signed in over a restart, with the secret it made itself', async (t) => {
    const { start } = await prepare(t);
    const first = await start();
    const { jar } = await signedIn(first.newBrowser());
    first.signal('SIGTERM');
    assert.equal((await first.exited).code, 0);
    const browser = (await start()).newBrowser(jar);
    assert.equal((await browser.get('/api/me')).statusCode, 200);
    assert.equal((await browser.get('/api/me/profile')).statusCode, 200);
  });
});

describe('a polite end (SIGTERM, SIGINT)', () => {
  // An upgrade in the middle of the day must not cut anybody off, nor wait for browsers that keep connections open.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`lets the requests under way finish, and is over in time: ${signal}`, async (t) => {
      const { start, dingtalk } = await prepare(t);
      const foyer = await start();
      const browser = await signedIn(foyer.newBrowser());
      const idle = connect({ host: '127.0.0.1', port: foyer.port });
      t.after(() => idle.destroy());
      await once(idle, 'connect');
      idle.write('GET /healthz HTTP/1.1\r\nHost: foyer.example.com\r\n\r\n');
      await once(idle, 'data');
      dingtalk.faults.on('slow', { api: 'GET /v1.0/contact/users/me', delayMs: 400 });
      const underWay = browser.get('/api/me/profile');
      await callOf(dingtalk, 'GET /v1.0/contact/users/me', 2);
      foyer.signal(signal);
      assert.equal((await underWay).statusCode, 200);
      const exit = await Promise.race([foyer.exited, tooLate()]);
      assert.equal(exit?.code, 0);
    });
  }
});

describe('a polite end that a proxy should hear of (SIGTERM)', () => {
  // A proxy that learns it only from refused connections has sent people there by then.
  it('is told as "not ready" before connections are refused', async (t) => {
    const { start } = await prepare(t);
    const foyer = await start();
    const browser = foyer.newBrowser();
    assert.equal((await browser.get('/readyz')).statusCode, 200);
    foyer.signal('SIGTERM');
    let status = 200;
    while (status === 200) status = (await browser.get('/readyz')).statusCode;
    assert.equal(status, 503);
    assert.equal((await browser.get('/healthz')).statusCode, 200);
    assert.equal((await foyer.exited).code, 0);
  });
});

describe('a sudden end (kill -9)', () => {
  const points: readonly (readonly [ApiName, string])[] = [
    ['POST /v1.0/oauth2/accessToken', 'zhangwei01'],
    ['POST /v1.0/oauth2/userAccessToken', 'dengkai'],
    ['GET /v1.0/contact/users/me', 'wuyutong'],
    ['POST /topapi/user/getbyunionid', 'huangjunjie'],
    ['POST /topapi/v2/user/get', 'pengyuxuan'],
  ];

  // Whatever was half done: nobody is half signed in, nothing that was used works again, and everybody can go on.
  it('in the middle of a sign-in leaves no half session, and the person signs in again', async (t) => {
    const { start, dingtalk, dump } = await prepare(t);
    let foyer = await start();
    dingtalk.faults.on('app-token-expired');
    for (const [api, userId] of points) {
      const browser = foyer.newBrowser();
      const callback = await chooseAtDingTalk(await startSignIn(browser), { userId });
      const before = browser.clone();
      dingtalk.calls.reset();
      dingtalk.faults.on('never-answers', { api });
      const cut = browser.open(callback).catch(() => null);
      await callOf(dingtalk, api, 1);
      await kill(foyer);
      assert.equal(await cut, null);
      dingtalk.faults.clear();
      assert.doesNotMatch(dump(), new RegExp(userId), `a session after ${api}`);
      foyer = await start();
      const replay = await foyer.newBrowser(new Map(before.jar)).open(callback);
      assert.equal(replay.headers.location, '/sign-in?error=sign_in_state_mismatch', 'the state stays used');
      const again = foyer.newBrowser(before.jar);
      assert.equal((await signIn(again, { userId })).headers.location, '/');
      assert.equal((await again.get('/api/me')).json().userId, userId);
    }
  });

  it('right after an answer loses nothing that was answered', async (t) => {
    const { start, dump } = await prepare(t);
    const first = await start();
    const one = await signedIn(first.newBrowser());
    await kill(first);
    const second = await start();
    assert.equal((await second.newBrowser(one.jar).get('/api/me')).statusCode, 200, 'signed in, and still signed in');
    const copy = new Map(one.jar);
    assert.equal((await second.newBrowser(one.jar).post('/auth/sign-out')).statusCode, 204);
    await kill(second);
    const third = await start();
    assert.equal((await third.newBrowser(copy).get('/api/me')).statusCode, 401, 'signed out, and still signed out');
    assert.doesNotMatch(dump(), /zhangwei01|user_tokens/);
  });

  it('in the middle of a renewal of tokens leaves a session that works, or none', async (t) => {
    const { start, dingtalk } = await prepare(t);
    const first = await start();
    const browser = await signedIn(first.newBrowser());
    dingtalk.faults.on('user-tokens-expired');
    dingtalk.calls.reset();
    dingtalk.faults.on('never-answers', { api: 'POST /v1.0/oauth2/userAccessToken' });
    const cut = browser.get('/api/me/profile').catch(() => null);
    await callOf(dingtalk, 'POST /v1.0/oauth2/userAccessToken', 1);
    await kill(first);
    assert.equal(await cut, null);
    dingtalk.faults.clear();
    const after = (await start()).newBrowser(browser.jar);
    assert.equal((await after.get('/api/me')).statusCode, 200);
    assert.equal((await after.get('/api/me/profile')).statusCode, 200, 'DingTalk had not used the refresh token up');
  });
});

const sandboxes = { redirectUris: ['https://foyer.example.com/auth/callback'], callsPerSecond: 10_000 };

async function prepare(t: TestContext) {
  const dingtalk = createSandbox(sandboxes);
  t.after(dingtalk.close);
  const origin = await dingtalk.listen({ host: '127.0.0.1', port: 0 });
  const folder = temporaryFolder(t);
  const dataDir = join(folder, 'data');
  return {
    dingtalk,
    /** The first comes back when the company has been read, so that nothing but the test asks DingTalk anything. */
    start: async () => {
      const existed = existsSync(dataDir);
      const foyer = await startFoyer(t, {
        cwd: folder,
        env: { ...liveSettings(origin), PORT: '0', DATA_DIR: dataDir },
      });
      if (!existed) await callOf(dingtalk, 'POST /topapi/user/count', 1);
      return foyer;
    },
    dump: () => dumpDatabase(join(dataDir, 'foyer.sqlite')),
  };
}

async function kill(foyer: FoyerProcess): Promise<void> {
  foyer.signal('SIGKILL');
  assert.equal((await foyer.exited).signal, 'SIGKILL');
}

/** Waits until DingTalk was asked something for the nth time. */
async function callOf(dingtalk: ReturnType<typeof createSandbox>, call: string, times: number): Promise<void> {
  const limit = AbortSignal.timeout(5_000);
  while (dingtalk.calls.count(call) < times) {
    if (limit.aborted) throw new Error(`${call} was not called ${times} times`);
    await pause(5);
  }
}

/** The longest a polite end may take. */
async function tooLate(): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  setTimeout(() => resolve(null), 10_000).unref();
  return promise;
}
