/** A web server that does what one test tells it, for answers that no switch of the sandbox gives. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';

type StandIn = { origin: string; url: URL; requests: IncomingMessage[] };

/** Starts one on this machine; it closes with the test, whatever connections are open. */
export async function startStandIn(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<StandIn> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    answer(request, response);
  });
  const origin = `http://127.0.0.1:${await listenUntilAfter(t, server)}`;
  return { origin, url: new URL(origin), requests };
}

/** Listens on this machine until the test is over, whatever connections are open then; gives the port. */
export async function listenUntilAfter(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Answers with JSON, as DingTalk's hosts do. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
