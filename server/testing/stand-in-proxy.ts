/**
 * The parts that stand-ins for reverse proxies share: https, asking Foyer, and passing requests on.
 *
 * Owns: HTTP. Does not: know what any proxy does with a question or an answer; each stand-in follows its proxy's
 * documentation.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as sendRequest } from 'node:http';
import { createServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import type { RunningProxy } from './proxy-process.ts';
import { listenUntilAfter } from './stand-in.ts';
import type { TestCertificate } from './test-certificate.ts';

/** Names and values, in order. */
export type HeaderPairs = [name: string, value: string][];

type Answer = { status: number; headers: HeaderPairs; body: Buffer };
/** What becomes of a request. */
export type Outcome = { answer: Answer } | { port: number; headers: HeaderPairs };

/** Decides that for one. */
export type Handle = (request: IncomingMessage, headers: HeaderPairs) => Promise<Outcome>;

/** Starts an https server that does with each request what it is told. */
export async function startStandInProxy(
  t: TestContext,
  certificate: TestCertificate,
  handle: Handle,
): Promise<RunningProxy> {
  const [cert, key] = [readFileSync(certificate.certificate), readFileSync(certificate.key)];
  const server = createServer({ cert, key, maxHeaderSize: 64 * 1024 }, async (request, response) => {
    const outcome = await handle(request, toPairs(request.rawHeaders));
    if ('answer' in outcome) {
      const { status, headers, body } = outcome.answer;
      request.resume();
      return void response.writeHead(status, headers.flat()).end(request.method === 'HEAD' ? undefined : body);
    }
    const call = passOn(request, outcome);
    call.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    call.on('error', () => response.destroy());
    request.pipe(call);
  });
  server.on('upgrade', async (request: IncomingMessage, socket: Duplex) => {
    const outcome = await handle(request, toPairs(request.rawHeaders));
    if ('answer' in outcome) return void socket.end(toBytes(outcome.answer));
    const call = passOn(request, outcome);
    call.on('upgrade', ({ rawHeaders }, other) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${toLines(toPairs(rawHeaders))}\r\n\r\n`);
      socket.pipe(other).pipe(socket);
      for (const end of [socket, other]) end.on('error', () => end.destroy());
    });
    call.end();
  });
  return { port: await listenUntilAfter(t, server), log: () => '' };
}

/** Asks Foyer. Whatever is not a whole answer is an error. */
export async function ask(
  port: number,
  asked: { method: string; path: string; headers: HeaderPairs },
): Promise<Answer> {
  const { method, path, headers } = asked;
  const call = sendRequest({ host: '127.0.0.1', port, method, path, headers: headers.flat() as never, agent: false });
  call.end();
  const [answer]: IncomingMessage[] = await once(call, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of answer ?? []) chunks.push(chunk);
  return { status: answer?.statusCode ?? 0, headers: toPairs(answer?.rawHeaders ?? []), body: Buffer.concat(chunks) };
}

/** Whether a name is one of these, in any case. */
export function isNamed(names: readonly string[]): (pair: HeaderPairs[number]) => boolean {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  return ([name]) => lower.has(name.toLowerCase());
}

/** An answer without a body. */
export function answerOf(status: number): { answer: Answer } {
  return { answer: { status, headers: [], body: Buffer.alloc(0) } };
}

function passOn(
  { method = 'GET', url = '/' }: IncomingMessage,
  { port, headers }: { port: number; headers: HeaderPairs },
) {
  return sendRequest({ host: '127.0.0.1', port, method, path: url, headers: headers.flat() as never, agent: false });
}

function toPairs(raw: readonly string[]): HeaderPairs {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);
}

function toLines(headers: HeaderPairs): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
}

function toBytes({ status, headers, body }: Answer): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Refused\r\n${toLines(headers)}\r\n\r\n`), body]);
}
