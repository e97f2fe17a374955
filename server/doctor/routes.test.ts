import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type FastifyServerOptions, fastify } from 'fastify';
import Type from 'typebox';
import { conforms } from '../conforms.ts';
import { cookieHeader } from '../testing/cookie-jar.ts';
import { NEWEST_SCHEMA } from '../storage/open-database.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { doctorRoutes } from './routes.ts';
import { DiagnosisLine } from './schema.ts';

const url = '/api/admin/diagnosis';

describe('GET /api/admin/diagnosis', () => {
  // What it says of the app, the network and the files is for nobody else.
  it('is for administrators of Foyer alone', async (t) => {
    const { newBrowser } = await start(t);
    assert.equal((await newBrowser().get(url)).statusCode, 401);
    const answer = await (await signedIn(newBrowser(), 'zhangwei01')).get(url);
    assert.deepEqual([answer.statusCode, answer.json().error.code], [403, 'access_denied']);
  });

  it('answers with one line for each thing, as the schema says, and the sum at the end', async (t) => {
    const { newBrowser } = await start(t);
    const answer = await (await signedIn(newBrowser(), 'manager4220')).get(url);
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['content-type']), /^application\/x-ndjson/);
    assert.match(String(answer.headers['cache-control']), /no-store/);
    const lines = linesOf(answer.body);
    assert.ok(conforms(Type.Array(DiagnosisLine), lines));
    assert.ok(lines.length > 50);
    assert.deepEqual(Object.keys(lines[0] ?? {}), ['checking']);
    const findings = lines.flatMap((line) => ('finding' in line ? [line.finding] : []));
    const passed = findings.filter(({ status }) => status === 'passed').length;
    const warnings = findings.filter(({ status }) => status === 'warning');
    assert.deepEqual(
      warnings.map(({ check }) => check),
      ['directory-run'],
      'the sign-in has shown the rest',
    );
    assert.deepEqual(lines.at(-1), { summary: { passed, warnings: 1, failed: 0 } });
  });

  // A report is read by people who may see no secret.
  it('holds no secret, no token and no address of a session', async (t) => {
    const { newBrowser, dingtalk } = await start(t);
    const browser = await signedIn(newBrowser(), 'manager4220');
    for (const fault of ['wrong-client-secret', 'app-unpublished', 'html-200'] as const) {
      dingtalk.faults.clear();
      dingtalk.faults.on(fault);
      const { body } = await browser.get(url);
      assert.doesNotMatch(body, /sandbox-secret|a secret for tests|access_token|\b[0-9a-f]{32}\b/);
      for (const value of browser.jar.values()) assert.ok(!body.includes(value));
    }
  });

  it('sends each line as soon as it is known', async (t) => {
    const server = await start(t);
    server.dingtalk.faults.on('slow', { api: 'POST /v1.0/oauth2/accessToken', delayMs: 400 });
    const { readUntil } = await ask(t, server);
    const text = await readUntil((so) => so.includes('"check":"host.api"'));
    assert.ok(text.includes('"check":"settings.mode","title"'));
    assert.ok(!text.includes('"summary"'), 'it is still under way');
  });

  it('gives whoever asks meanwhile the same diagnosis, from its beginning', async (t) => {
    const server = await start(t);
    server.dingtalk.faults.on('slow', { api: 'POST /v1.0/oauth2/accessToken', delayMs: 500 });
    const first = await ask(t, server);
    await first.readUntil((so) => so.includes('"check":"host.api"'));
    server.dingtalk.calls.reset();
    const second = await ask(t, server);
    const [one, two] = await Promise.all([first, second].map(({ readUntil }) => readUntil(() => false)));
    assert.ok(two?.startsWith('{"checking":{"check":"settings.mode"'));
    assert.equal(two?.split('\n').at(-2), one?.split('\n').at(-2));
    assert.equal(server.dingtalk.calls.count('GET /auth/scopes'), 1);
  });

  // A browser that reloads again and again must not leave a heap of diagnoses behind.
  it('stops when the last one who looks has gone', async (t) => {
    const server = await start(t);
    server.dingtalk.faults.on('slow', { api: 'POST /v1.0/oauth2/accessToken', delayMs: 300 });
    const { response, readUntil } = await ask(t, server);
    await readUntil((so) => so.includes('"check":"host.api"'));
    const asked = server.dingtalk.calls.count('POST /v1.0/oauth2/accessToken');
    response.destroy();
    const again = await ask(t, server);
    const text = await again.readUntil(() => false);
    assert.match(text, /"summary"/);
    assert.equal(server.dingtalk.calls.count('GET /auth/scopes'), 1, 'the first never came so far');
    assert.ok(server.dingtalk.calls.count('POST /v1.0/oauth2/accessToken') > asked, 'and this is a new one');
  });

  // The server's limit for handlers counts to the last byte, and would cut off a diagnosis of slow hosts.
  it('may take longer than other answers', async (t) => {
    const server = await start(t);
    server.dingtalk.faults.on('slow', { api: 'POST /v1.0/oauth2/accessToken', delayMs: 200 });
    const { body } = await (await serveAlone(t, server, { handlerTimeout: 50 })).inject('/diagnosis');
    assert.ok('summary' in (linesOf(body).at(-1) ?? {}));
  });

  // A stream that is cut off looks like a network that fails, and nobody would look into the log.
  it('ends with a failure and the sum when it goes wrong before its first check, and tells the log', async (t) => {
    const server = await start(t);
    const config = { ...server.config, publicUrl: new URL('data:,no-address') };
    const { body } = await (await serveAlone(t, { ...server, config })).inject('/diagnosis');
    const [first, last, ...others] = linesOf(body);
    assert.ok(first && 'finding' in first);
    assert.deepEqual([first.finding.check, first.finding.status], ['diagnosis', 'failed']);
    assert.deepEqual([last, others], [{ summary: { passed: 0, warnings: 0, failed: 1 } }, []]);
    assert.match(server.log(), /a diagnosis ended in a way that nobody expected/);
    assert.match(server.log(), /Invalid URL/);
  });
});

/** The route with nothing around it. */
async function serveAlone(t: TestContext, { services, config }: TestServer, options: FastifyServerOptions = {}) {
  const { dingtalkApp, evidence, logger, now, replica, runs } = services;
  const app = fastify(options);
  t.after(() => app.close());
  const examined = { config, app: dingtalkApp, schema: NEWEST_SCHEMA, replica, runs, evidence, now };
  await app.register(doctorRoutes, { ...examined, log: logger });
  return app;
}

async function start(t: TestContext): Promise<TestServer> {
  const folder = temporaryFolder(t);
  const toolsFile = join(folder, 'tools.yaml');
  writeFileSync(toolsFile, 'admins:\n  - user: manager4220\n');
  return startTestServer(t, { dataDir: join(folder, 'data'), env: { TOOLS_FILE: toolsFile } });
}

function linesOf(text: string): DiagnosisLine[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as DiagnosisLine);
}

type Reading = {
  response: IncomingMessage;
  /** All that has come so far, as soon as it is enough, or at the end. */
  readUntil(isEnough: (text: string) => boolean): Promise<string>;
};

/** Asks over a connection, so that lines can be read as they come. */
async function ask(t: TestContext, { app, newBrowser, config }: TestServer): Promise<Reading> {
  const browser = await signedIn(newBrowser(), 'manager4220');
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const headers = { host: config.publicUrl.host, cookie: cookieHeader(browser.jar), 'sec-fetch-site': 'same-origin' };
  const request = get({ host: '127.0.0.1', port: address.port, path: url, headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  t.after(() => response.destroy());
  assert.equal(response.statusCode, 200);
  const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]();
  let text = '';
  return {
    response,
    async readUntil(isEnough) {
      while (!isEnough(text)) {
        const { done, value } = await chunks.next();
        if (done) break;
        text += value;
      }
      return text;
    },
  };
}
