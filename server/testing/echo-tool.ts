/**
 * A tool that believes what it is told, for tests of what a proxy tells it.
 *
 * Owns: reading header names the way CGI does, which is how most tools written in PHP, Python or Perl see them, and
 * answering with all that arrived. Upgraded connections give back what they are sent.
 * Does not: check anything. Whoever reaches it is in.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import { listenUntilAfter, sendJson } from './stand-in.ts';

/** What arrived at the tool. */
export type Arrived = {
  method: string;
  /** Path and query, byte for byte. */
  url: string;
  /** Values by folded name: `Remote-User`, `remote_user` and `REMOTE.USER` are all `REMOTE_USER`. */
  headers: Record<string, string[]>;
  trailers: Record<string, string[]>;
  bodyBytes: number;
  /** SHA-256 of the body. */
  bodyHash: string;
};

export type EchoTool = {
  port: number;
  /** Everything that reached it so far. */
  arrived: Arrived[];
};

/** RFC 6455, section 1.3. */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Far more than any proxy lets through, so that it is never the tool that refuses. */
const MOST_HEADER_BYTES = 256 * 1024;

/** Starts one on this machine. `/answers/<status>` is answered with that status, everything else with 200. */
export async function startEchoTool(t: TestContext): Promise<EchoTool> {
  const arrived: Arrived[] = [];
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, (request, response) => {
    void answer(request, response, arrived);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    arrived.push({ ...describe(request), bodyBytes: 0, bodyHash: '' });
    upgrade(request, socket);
  });
  return { port: await listenUntilAfter(t, server), arrived };
}

async function answer(request: IncomingMessage, response: ServerResponse, arrived: Arrived[]): Promise<void> {
  const hash = createHash('sha256');
  let bodyBytes = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    bodyBytes += chunk.length;
  }
  const seen = { ...describe(request), bodyBytes, bodyHash: hash.digest('hex') };
  arrived.push(seen);
  response.setHeader('set-cookie', 'tool=its-own; Path=/');
  sendJson(response, Number(/^\/answers\/(\d{3})/.exec(seen.url)?.[1] ?? 200), seen);
}

function describe({ method = '', url = '', rawHeaders, rawTrailers }: IncomingMessage) {
  return { method, url, headers: fold(rawHeaders), trailers: fold(rawTrailers) };
}

function fold(pairs: readonly string[]): Record<string, string[]> {
  const folded: Record<string, string[]> = {};
  for (let index = 0; index < pairs.length; index += 2) {
    const name = foldName(String(pairs[index]));
    folded[name] = [...(folded[name] ?? []), String(pairs[index + 1])];
  }
  return folded;
}

/** A header's name as CGI reads it. */
export function foldName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

function upgrade({ headers }: IncomingMessage, socket: Duplex): void {
  const key = createHash('sha1').update(`${headers['sec-websocket-key']}${WEBSOCKET_GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
}
