import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { jsonErrorHandler } from '../error-handler.ts';
import { createApp } from '../http/create-app.ts';
import { routeRules } from '../http/route-rules.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { createBrowser } from '../testing/browser.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createCookieRules } from './cookies.ts';
import { sessionPlugin } from './plugin.ts';
import { requireAdministrator } from './require-administrator.ts';

const naming = (user: string) => `admins:\n  - user: ${user}\n`;

/** A page of administrators beside the real server, for the same sessions and the same file. */
async function startGuarded(t: TestContext, text: string) {
  const file = join(temporaryFolder(t), 'tools.yaml');
  writeFileSync(file, text);
  const { services, config, newBrowser, clock } = await startTestServer(t, { env: { TOOLS_FILE: file } });
  const app = createApp({ logger: services.logger, trustedProxies: config.trustedProxies, headers: {} });
  app.setErrorHandler(jsonErrorHandler);
  await app.register(routeRules);
  const { store, keyRing, administrators } = services;
  await app.register(sessionPlugin, { store, keyRing, cookies: createCookieRules(config.publicUrl) });
  app.addHook('onRequest', requireAdministrator({ administrators, now: services.now, audit: services.audit }));
  const route = { config: { access: 'admin' as const }, schema: { querystring: NoQuery } };
  app.get('/api/admin/x', route, async () => 'secret');
  app.post('/api/admin/x', route, async () => 'changed');
  t.after(() => app.close());
  const ask = async (userId: string | null, headers: Record<string, string> = {}) => {
    const browser = newBrowser();
    if (userId !== null) await signedIn(browser, userId);
    const beside = createBrowser(app, config.publicUrl, browser.jar);
    return async () => {
      const answer = await beside.get('/api/admin/x', headers);
      return [answer.statusCode, answer.statusCode === 200 ? answer.body : answer.json().error.code];
    };
  };
  /** Signs in and, some time later, changes something. */
  const change = async (userId: string, laterMs: number) => {
    const browser = await signedIn(newBrowser(), userId);
    clock.advance(laterMs);
    const beside = createBrowser(app, config.publicUrl, browser.jar);
    const [answer, read] = [await beside.post('/api/admin/x'), await beside.get('/api/admin/x')];
    return [answer.statusCode === 200 ? answer.body : answer.json().error.code, read.statusCode];
  };
  return { file, ask, change };
}

describe('what only administrators of Foyer may open', () => {
  // Without this guard every employee could read out the whole company.
  it('opens for whom the file names, and for nobody else', async (t) => {
    const { ask } = await startGuarded(t, naming('zhangwei01'));
    assert.deepEqual(await (await ask('zhangwei01'))(), [200, 'secret']);
    assert.deepEqual(await (await ask('dengkai'))(), [403, 'access_denied']);
    assert.deepEqual(await (await ask(null))(), [401, 'not_signed_in']);
  });

  // Whoever runs DingTalk for the company has not thereby been trusted with this.
  it('stays closed to an administrator of DingTalk whom the file does not name', async (t) => {
    const { ask } = await startGuarded(t, naming('zhangwei01'));
    assert.deepEqual(await (await ask('manager4220'))(), [403, 'access_denied']);
  });

  // A browser that somebody left open would let whoever finds it change what only they may change.
  it('lets them change something for fifteen minutes after they signed in, and read as long as the session lasts', async (t) => {
    const { change } = await startGuarded(t, naming('zhangwei01'));
    assert.deepEqual(await change('zhangwei01', 15 * 60_000), ['changed', 200]);
    assert.deepEqual(await change('zhangwei01', 15 * 60_000 + 1), ['reauthentication_required', 200]);
  });

  it('stays closed to everybody in live mode without administrators', async (t) => {
    const { ask } = await startGuarded(t, '');
    assert.deepEqual(await (await ask('manager4220'))(), [403, 'access_denied']);
  });

  it('takes no header for a right', async (t) => {
    const { ask } = await startGuarded(t, naming('admin'));
    const headers = { 'x-auth-groups': 'admin', 'remote-user': 'admin', 'x-foyer-user': 'admin' };
    assert.deepEqual(await (await ask('zhangwei01', headers))(), [403, 'access_denied']);
    assert.deepEqual(await (await ask(null, headers))(), [401, 'not_signed_in']);
  });

  // Somebody who has lost the right would otherwise keep it for as long as their session lasts.
  it('closes with the next request for somebody who is taken out of the file, and opens for who is put in', async (t) => {
    const { ask, file } = await startGuarded(t, naming('zhangwei01'));
    const [before, after] = [await ask('zhangwei01'), await ask('dengkai')];
    assert.deepEqual(
      [await before(), await after()],
      [
        [200, 'secret'],
        [403, 'access_denied'],
      ],
    );
    writeFileSync(file, naming('dengkai'));
    assert.deepEqual(
      [await before(), await after()],
      [
        [403, 'access_denied'],
        [200, 'secret'],
      ],
    );
  });
});
