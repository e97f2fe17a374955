/**
 * Three small tools to try Foyer with, on hosts of their own: a wiki for everybody and a board for half the company, which
 * stand behind a proxy, and a desk that signs people in itself.
 *
 * Owns: the HTTP server of all, and when it answers. Requests for the wiki and the board go through `guard.ts` first.
 * Does not: know Foyer's code or rules; it asks over HTTP, as a proxy or a client would. `tools.yaml` is handed to whoever
 * reads such files.
 * Called by: the start of the program, when the sandbox plays DingTalk and no tools are configured; and tests.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createBoard } from './board.ts';
import { createDesk } from './desk/desk.ts';
import { guard } from './guard.ts';
import type { Tool, ToolAnswer } from './tool.ts';
import { createWiki } from './wiki.ts';

export type DemoTools = {
  /** Where they are, for whoever wants to open them. */
  origins: readonly string[];
  /** What a tools file would say about them, with their port, and with the secret of the desk. */
  rules: string;
  /** Names the address at which Foyer listens; until then nobody can be judged, and everybody hears 503. */
  answerThrough(foyer: URL): void;
  close(): Promise<void>;
};

/** As the file names it. It is made anew at each start, and written down nowhere. */
const SECRET_NAME = `\${DESK_CLIENT_SECRET}`;

type OpenOptions = {
  /** Another one is taken when it is not free. */
  port: number;
  /** Where people find Foyer. */
  publicUrl: URL;
  log: { error(details: object, words: string): void };
};

/** Opens them on one port of this machine, to which their host names lead in every browser. */
export async function openDemoTools({ port: wanted, publicUrl, log }: OpenOptions): Promise<DemoTools> {
  const rules = readFileSync(new URL('tools.yaml', import.meta.url), 'utf8');
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000 });
  const port = await listen(server, wanted).catch(() => listen(server, 0));
  const places = {
    foyer: publicUrl.origin,
    wiki: `http://wiki.localhost:${port}`,
    board: `http://board.localhost:${port}`,
    desk: `http://desk.localhost:${port}`,
  };
  let foyer: URL | null = null;
  const secret = randomBytes(32).toString('base64url');
  const desk = createDesk({
    places,
    issuer: new URL('/oidc', publicUrl),
    client: { id: 'desk', secret },
    // Without an address nothing is asked: the server answers 503 before.
    reach: () => foyer ?? publicUrl,
  });
  const served = new Map<string, Served>([
    [new URL(places.wiki).host, { tool: createWiki(places), admit: guard }],
    [new URL(places.board).host, { tool: createBoard(places), admit: guard }],
    [new URL(places.desk).host, { tool: desk, admit: admitAll }],
  ]);
  server.on('request', (request, response) => {
    const asked = served.get(request.headers.host?.toLowerCase() ?? '');
    if (!asked) return say(response, 421, `Here are ${places.wiki}, ${places.board} and ${places.desk}.\n`);
    if (foyer === null) return say(response, 503, 'Foyer is about to start.\n');
    answer(asked, request, response, foyer).catch((err) => {
      // A browser that went away is no failure.
      if (!response.destroyed) log.error({ err }, 'a demo tool failed');
      say(response, 500, 'Something went wrong in the demo tool.\n');
    });
  });
  return {
    origins: [places.wiki, places.board, places.desk],
    rules: rules.replaceAll(':PORT', `:${port}`).replaceAll(SECRET_NAME, secret),
    answerThrough(address) {
      foyer = address;
    },
    async close() {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  await promise.finally(() => server.off('error', reject));
  return (server.address() as AddressInfo).port;
}

type Served = { tool: Tool; admit: typeof guard };

/** Nobody stands before a tool that signs people in itself: what a browser says is what the tool hears. */
const admitAll: typeof guard = async ({ headers }) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

async function answer(served: Served, request: IncomingMessage, response: ServerResponse, foyer: URL): Promise<void> {
  const headers = await served.admit(request, response, foyer);
  if (headers === null) return;
  const { method = 'GET', url = '/' } = request;
  const [path = '/', ...query] = url.split('?');
  const form = method === 'POST' ? await readForm(request) : new URLSearchParams();
  if (form === null) return say(response, 413, 'That is more than any form here holds.\n');
  give(response, await served.tool({ method, path, query: new URLSearchParams(query.join('?')), headers, form }));
}

/** A card is a line of text, and a logout token less than a page. */
const MOST_BYTES = 4_096;

/** The fields of a form; null when it is too large, or does not say how large it is. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  return length <= MOST_BYTES ? new URLSearchParams(await text(request)) : null;
}

function give(response: ServerResponse, { status, headers, body }: ToolAnswer): void {
  response.writeHead(status, headers).end(body);
}

function say(response: ServerResponse, status: number, words: string): void {
  if (response.headersSent) return void response.destroy();
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  give(response, { status, headers, body: words });
}
