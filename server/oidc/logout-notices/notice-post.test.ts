import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { accept, startNoticedTool } from '../../testing/noticed-tool.ts';
import { startStandIn } from '../../testing/stand-in.ts';
import { openNoticePost } from './notice-post.ts';

const TOKEN = 'e30.e30.a+/=&token';
const run = promisify(execFile);
const never = new AbortController().signal;

function openPost(t: TestContext) {
  const post = openNoticePost();
  t.after(post.close);
  return post;
}

/** What is concluded of a tool that answers like this. */
async function concludeOf(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const { url } = await startStandIn(t, answer);
  return openPost(t).send(url.href, TOKEN, never);
}

/** A server that knows no HTTP. */
async function startRaw(t: TestContext, onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
}

async function timed<T>(work: Promise<T>): Promise<{ outcome: T; tookMs: number }> {
  const begun = performance.now();
  return { outcome: await work, tookMs: performance.now() - begun };
}

describe('a notice', () => {
  it('is a form with the token, and nothing beside it', async (t) => {
    const tool = await startNoticedTool(t, { clientId: 'grafana', answer: accept, verify: async () => ({}) });
    const outcome = await openPost(t).send(`${tool.address}?key=1`, TOKEN, never);
    assert.deepEqual(outcome, { effect: 'accepted' });
    const [request] = tool.requests;
    assert.deepEqual([request?.method, request?.url], ['POST', '/logout?key=1']);
    assert.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.deepEqual(
      ['cookie', 'authorization', 'referer'].filter((name) => name in (request?.headers ?? {})),
      [],
    );
    assert.deepEqual([...new URLSearchParams(tool.bodies[0])], [['logout_token', TOKEN]]);
  });

  it('is taken only with 200 or 204', async (t) => {
    const effects = new Map<number, string>();
    for (const status of [200, 204, 201, 202, 206, 500, 501, 599]) {
      const { effect } = await concludeOf(t, (_, response) => response.writeHead(status).end());
      effects.set(status, effect);
    }
    const taken = [...effects].filter(([, effect]) => effect === 'accepted').map(([status]) => status);
    assert.deepEqual(taken, [200, 204]);
    assert.deepEqual([...new Set(effects.values())], ['accepted', 'failed']);
  });

  it('is refused with 4xx, but for those that ask for patience, as a proxy does whose tool is away', async (t) => {
    for (const status of [400, 401, 403, 404, 405, 410, 422]) {
      const outcome = await concludeOf(t, (_, response) =>
        response.writeHead(status).end('{"error":"invalid_request"}'),
      );
      assert.deepEqual(outcome, { effect: 'refused', reason: `answered ${status}` });
    }
    for (const status of [408, 425, 429, 502, 503, 504]) {
      const outcome = await concludeOf(t, (_, response) => response.writeHead(status).end());
      assert.deepEqual(outcome, { effect: 'unreachable', reason: `answered ${status}` });
    }
  });

  // A tool that is taken over, or only careless, could send the notice, and with it who it is about, anywhere.
  it('does not follow a redirect', async (t) => {
    const elsewhere = await startStandIn(t, (_, response) => response.end());
    for (const status of [301, 302, 303, 307, 308]) {
      const outcome = await concludeOf(t, (_, response) =>
        response.writeHead(status, { location: `${elsewhere.origin}/` }).end(),
      );
      assert.deepEqual(outcome, { effect: 'failed', reason: `answered ${status}` });
    }
    assert.equal(elsewhere.requests.length, 0);
  });

  // A proxy for the way out of the company would learn who has signed out, and could answer for the tool.
  it('asks no proxy that the environment names', async (t) => {
    const proxy = await startStandIn(t, (_, response) => response.writeHead(500).end());
    const { url, requests } = await startStandIn(t, (_, response) => response.end());
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'];
    const env = {
      NODE_USE_ENV_PROXY: '1',
      NO_PROXY: '',
      ...Object.fromEntries(names.map((name) => [name, proxy.origin])),
    };
    const args = ['--input-type=module', '-e', program, url.href];
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...env }, timeout: 20_000 });
    assert.deepEqual(JSON.parse(stdout), [{ effect: 'accepted' }, 500]);
    assert.deepEqual([requests.length, proxy.requests.length], [1, 1], 'whoever does ask it comes to it');
  });
});

const program = `import { get } from 'node:http';
import { openNoticePost } from ${JSON.stringify(new URL('./notice-post.ts', import.meta.url).href)};
const post = openNoticePost();
const outcome = await post.send(process.argv[1], 'token', new AbortController().signal);
const status = await new Promise((resolve) => get(process.argv[1], (answer) => resolve(answer.resume().statusCode)));
console.log(JSON.stringify([outcome, status]));
await post.close();`;

describe('a call to a tool', () => {
  // Each of them holds a place in the lane of its tool, and memory, for as long as it is waited for.
  it('ends after three seconds, whether the tool says nothing or says it too slowly', async (t) => {
    const post = openPost(t);
    const silent = await startRaw(t, () => {});
    const dripping = await startRaw(t, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x'), 100);
      socket.once('close', () => clearInterval(timer));
    });
    const late = { effect: 'unreachable', reason: 'timed out' };
    const both = await Promise.all([silent, dripping].map((url) => timed(post.send(url, TOKEN, never))));
    for (const { outcome, tookMs } of both) {
      assert.deepEqual(outcome, late);
      assert.ok(tookMs > 2_900 && tookMs < 4_000, `${tookMs} ms`);
    }
  });

  it('believes the status of an answer that goes on for too long, and hangs up', async (t) => {
    const hungUp = Promise.withResolvers<void>();
    const call = concludeOf(t, (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 100);
      response.once('close', () => {
        clearInterval(timer);
        hungUp.resolve();
      });
    });
    const { outcome, tookMs } = await timed(call);
    assert.deepEqual(outcome, { effect: 'accepted' });
    assert.ok(tookMs < 4_000, `${tookMs} ms`);
    await hungUp.promise;
  });

  // An endless answer would otherwise be read for as long as the call may take, and fill whatever it is read into.
  it('reads 64 KB and no more', async (t) => {
    const hungUp = Promise.withResolvers<number>();
    const { outcome, tookMs } = await timed(
      concludeOf(t, (_, response) => {
        response.writeHead(400);
        let written = 0;
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384))) written += 16_384;
        };
        response.on('drain', pour).once('close', () => hungUp.resolve(written));
        pour();
      }),
    );
    assert.deepEqual(outcome, { effect: 'refused', reason: 'answered 400' });
    assert.ok(tookMs < 1_000, `${tookMs} ms`);
    assert.ok((await hungUp.promise) < 16 * 1024 * 1024, 'what the system had buffered');
  });

  it('hangs up on a longer answer that is announced, and reads a shorter one to its end', async (t) => {
    const connections = new Set<unknown>();
    const { url } = await startStandIn(t, (request, response) => {
      connections.add(request.socket);
      response.end(Buffer.alloc(request.url === '/long' ? 65_537 : 65_536));
    });
    const post = openPost(t);
    for (const path of ['/short', '/short', '/long', '/short'])
      assert.deepEqual(await post.send(new URL(path, url).href, TOKEN, never), { effect: 'accepted' });
    assert.equal(connections.size, 2, 'the connection is used again, but for the long one');
  });

  it('finds nobody at a dead port, behind a connection that is cut, and in what is no HTTP', async (t) => {
    const post = openPost(t);
    const { url } = await startStandIn(t, (request) => void request.socket.destroy());
    const port = await closedPort();
    assert.deepEqual(await post.send(`http://127.0.0.1:${port}/`, TOKEN, never), {
      effect: 'unreachable',
      reason: 'ECONNREFUSED',
    });
    assert.equal((await post.send(url.href, TOKEN, never)).effect, 'unreachable');
    for (const text of ['hello\r\n\r\n', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`]) {
      const address = await startRaw(t, (socket) => void socket.write(text));
      assert.equal((await post.send(address, TOKEN, never)).effect, 'unreachable');
    }
  });

  it('is broken off when somebody says so, and says nothing about the tool', async (t) => {
    const post = openPost(t);
    const breaking = new AbortController();
    const { url } = await startStandIn(t, () => breaking.abort());
    assert.deepEqual(await post.send(url.href, TOKEN, breaking.signal), { effect: 'interrupted' });
    assert.deepEqual(await post.send(url.href, TOKEN, breaking.signal), { effect: 'interrupted' });
  });
});

/** A port at which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
