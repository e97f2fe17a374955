import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { conforms } from '../conforms.ts';
import type { AppKind } from '../dingtalk/app.ts';
import { dingTalkErrors } from '../dingtalk/error-catalogue.ts';
import { jsonErrorHandler } from '../error-handler.ts';
import { createApp } from '../http/create-app.ts';
import { routeRules } from '../http/route-rules.ts';
import { createLogger } from '../logger.ts';
import { dingTalkErrorRoutes } from './routes.ts';
import { DingTalkErrorResponse } from './schema.ts';

async function start(t: TestContext, appKind: AppKind = 'internal') {
  const app = createApp({ logger: createLogger('silent'), trustedProxies: [], headers: {} });
  app.setErrorHandler(jsonErrorHandler);
  await app.register(routeRules);
  await app.register(dingTalkErrorRoutes, { prefix: '/api/dingtalk-errors', appKind });
  t.after(() => app.close());
  return (code: string, query = '') => app.inject(`/api/dingtalk-errors/${encodeURIComponent(code)}${query}`);
}

describe('GET /api/dingtalk-errors/:code', () => {
  it('explains every code of the catalogue, in both languages', async (t) => {
    const ask = await start(t);
    for (const code of dingTalkErrors.flatMap(({ codes }) => codes).filter((name) => !name.endsWith('*'))) {
      const answer = await ask(code);
      assert.equal(answer.statusCode, 200, code);
      assert.ok(conforms(DingTalkErrorResponse, answer.json()), code);
      assert.equal(answer.json().code, code);
    }
  });

  it('tells what a code means, who acts, and whether to try again', async (t) => {
    const { meaning, causes, retry, actor } = (await (await start(t))('60121')).json();
    assert.deepEqual(meaning, { zh: '这家公司里没有这个人。', en: 'There is no such person in this company.' });
    assert.equal(causes.length, 4);
    assert.deepEqual([retry, actor], ['after-remedy', 'administrator']);
  });

  it('finds a field that is missing, whichever it is', async (t) => {
    const ask = await start(t);
    assert.equal((await ask('MissingclientId')).json().code, 'MissingclientId');
    assert.equal((await ask('missingclientId')).statusCode, 404);
  });

  // The console that an administrator of the other kind of app is sent to does not have what they look for.
  for (const [kind, first, last] of [
    ['internal', /^Open Developer Console/, /Admin Console › Workbench › App Management/],
    ['third-party', /Admin Console › Workbench › App Management/, /^Open Developer Console/],
  ] as const) {
    it(`begins with the remedy for ${kind} apps, and keeps the other`, async (t) => {
      const { remedies } = (await (await start(t, kind))('50002')).json();
      assert.equal(remedies[0].app, kind);
      assert.match(remedies[0].steps.en, first);
      assert.match(remedies.at(-1).steps.en, last);
      assert.equal(remedies.length, 2);
    });

    it(`puts what suits ${kind} apps before what does not, for every code`, async (t) => {
      const ask = await start(t, kind);
      for (const { codes, remedies } of dingTalkErrors) {
        const answer = await ask(codes[0].replace('*', 'x'));
        const suits = answer.json().remedies.map(({ app }: { app: string }) => app === 'any' || app === kind);
        assert.deepEqual(suits, [...suits].sort().reverse(), codes[0]);
        assert.equal(suits.length, remedies.length);
      }
    });
  }

  it('answers 404 for a code that nobody knows', async (t) => {
    const ask = await start(t);
    for (const code of ['99999', 'constructor', '__proto__', 'toString', '50002 ', '050002', 'x'.repeat(100)]) {
      const answer = await ask(code);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'not_found'], code);
    }
  });

  it('refuses what cannot be a code, and a query', async (t) => {
    const ask = await start(t);
    for (const code of ['<b>', 'Missing*', 'a/b', '权限', '50002\n']) {
      const answer = await ask(code);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [400, 'invalid_request'], code);
    }
    assert.ok((await ask('x'.repeat(101))).statusCode >= 400);
    assert.equal((await ask('50002', '?language=en')).statusCode, 400);
    assert.equal((await ask('50002')).statusCode, 200);
  });
});
