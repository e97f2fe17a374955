import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { type FastifyInstance, fastify } from 'fastify';
import { cookieHeader } from '../testing/cookie-jar.ts';
import { listenForTest } from '../testing/raw-http.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { directoryAdminRoutes } from './admin-routes.ts';
import type { DirectoryRunner } from './runner.ts';
import type { RunResponse } from './schema.ts';

const path = '/api/admin/directory/events';

type Followed = {
  response: IncomingMessage;
  /** The next event, as it comes; null at the end of the stream. */
  next(): Promise<RunResponse | null>;
  /** Every event from here to the end of the stream. */
  rest(): Promise<RunResponse[]>;
};

/** Follows a stream of events over a connection of its own, as an EventSource does. */
async function follow(t: TestContext, port: number, headers: Record<string, string>, url = path): Promise<Followed> {
  const request = get({ host: '127.0.0.1', port, path: url, headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  t.after(() => response.destroy());
  const events = readEvents(response);
  const next = async () => (await events.next()).value ?? null;
  const rest = async () => {
    const all: RunResponse[] = [];
    for (let event = await next(); event !== null; event = await next()) all.push(event);
    return all;
  };
  return { response, next, rest };
}

async function* readEvents(response: IncomingMessage): AsyncGenerator<RunResponse, null> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      if (message.startsWith('data: ')) yield JSON.parse(message.slice('data: '.length));
      else assert.match(message, /^retry: \d+$/);
    }
  }
  assert.equal(text, '', 'the stream ends between two events');
  return null;
}

async function start(t: TestContext) {
  const server = await startTestServer(t, { sandbox: { size: { people: 500, departments: 60 } } });
  const admin = await signedIn(server.newBrowser(), 'manager4220');
  const port = await listenForTest(server.app);
  const headersOf = (browser: typeof admin) => ({
    host: server.config.publicUrl.host,
    cookie: cookieHeader(browser.jar),
    accept: 'text/event-stream',
    'accept-encoding': 'gzip, br',
    'sec-fetch-site': 'same-origin',
  });
  return { ...server, port, admin, headersOf, follow: () => follow(t, port, headersOf(admin)) };
}

/** The routes alone, with streams as short as a test wants them. */
async function startAlone(t: TestContext, streamMs: number, handlerTimeout?: number) {
  const { services } = await startTestServer(t);
  let watching = 0;
  const watch = async function* (signal: AbortSignal) {
    watching += 1;
    try {
      yield* services.runner.watch(signal);
    } finally {
      watching -= 1;
    }
  };
  const runner: DirectoryRunner = { ...services.runner, watch };
  const app: FastifyInstance = fastify(handlerTimeout === undefined ? {} : { handlerTimeout });
  t.after(() => app.close());
  await app.register(directoryAdminRoutes, { ...services, runner, streamMs, mayStillFollow: async () => true });
  const port = await listenForTest(app);
  return { services, app, watching: () => watching, follow: () => follow(t, port, {}, '/directory/events') };
}

describe('GET /api/admin/directory/events', () => {
  it('tells the latest reading at once, and how it goes on until it has ended', async (t) => {
    const { services, follow: followRun } = await start(t);
    const { response, next } = await followRun();
    assert.deepEqual(await next(), { run: null });
    assert.equal(response.statusCode, 200);
    services.runner.run({ allowRemovals: false });
    const told: RunResponse[] = [];
    for (let event = await next(); event?.run?.state === 'running'; event = await next()) told.push(event);
    const done = told.map(({ run }) => run?.progress.done ?? 0);
    assert.deepEqual(
      done,
      done.toSorted((one, other) => one - other),
    );
    await services.runner.settled();
    const again = await followRun();
    const latest = await again.next();
    assert.deepEqual(latest, services.runner.latest());
    assert.equal(latest?.run?.state, 'completed');
  });

  // A proxy that collects an answer before it passes it on shows no progress at all.
  it('is not kept, collected or compressed on its way', async (t) => {
    const { follow: followRun } = await start(t);
    const { response } = await followRun();
    const { headers } = response;
    assert.match(headers['content-type'] ?? '', /^text\/event-stream(;|$)/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-accel-buffering'], 'no');
    assert.equal(headers['content-encoding'], undefined);
    assert.equal(headers['content-length'], undefined);
  });

  it('is for administrators, and takes no query', async (t) => {
    const { browser, admin } = await start(t);
    assert.equal((await browser.get(path)).statusCode, 401);
    await signedIn(browser);
    assert.equal((await browser.get(path)).statusCode, 403);
    assert.equal((await admin.get(`${path}?since=1`)).statusCode, 400);
    assert.equal((await admin.post(path)).statusCode, 405);
  });

  it('tells several who follow the same, each from the beginning', async (t) => {
    const { services, follow: followRun } = await start(t);
    const [one, other] = [await followRun(), await followRun()];
    assert.deepEqual([await one.next(), await other.next()], [{ run: null }, { run: null }]);
    services.runner.run({ allowRemovals: false });
    await services.runner.settled();
    const final = services.runner.latest();
    for (const { next } of [one, other]) {
      let event = await next();
      while (event?.run?.state === 'running') event = await next();
      assert.deepEqual(event, final);
    }
  });

  it('ends at once, and without an error, when the server stops', { timeout: 10_000 }, async (t) => {
    const { app, follow: followRun } = await start(t);
    const [one, other] = [await followRun(), await followRun()];
    await Promise.all([one.next(), other.next()]);
    const closed = app.close();
    assert.deepEqual([await one.rest(), await other.rest()], [[], []]);
    await closed;
  });
});

describe('how long a stream of events lasts', () => {
  // Whoever follows a reading must show again from time to time that they still may.
  it('is a while: it ends by itself, between two events', async (t) => {
    const { follow: followRun, watching } = await startAlone(t, 50);
    const { rest, response } = await followRun();
    assert.deepEqual(await rest(), [{ run: null }]);
    assert.equal(response.complete, true);
    assert.equal(watching(), 0);
  });

  // The server's limit for handlers counts to the last byte, and would cut a progress bar off.
  it('is longer than other answers may take', async (t) => {
    const { services, follow: followRun } = await startAlone(t, 2_000, 50);
    const { next } = await followRun();
    assert.deepEqual(await next(), { run: null });
    services.runner.run({ allowRemovals: false });
    let event = await next();
    while (event?.run?.state === 'running') event = await next();
    assert.equal(event?.run?.state, 'completed');
  });

  it('is no longer than somebody listens', async (t) => {
    const { follow: followRun, watching, services } = await startAlone(t, 60_000);
    const [one, other] = [await followRun(), await followRun()];
    await Promise.all([one.next(), other.next()]);
    assert.equal(watching(), 2);
    one.response.destroy();
    services.runner.run({ allowRemovals: false });
    let event = await other.next();
    while (event?.run?.state === 'running') event = await other.next();
    assert.equal(event?.run?.state, 'completed');
    assert.equal(watching(), 1);
  });
});
