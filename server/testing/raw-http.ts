/** HTTP as bytes on a socket, for requests that no well-behaved client would send. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The port of a server that now listens on this machine; it closes with the server. */
export async function listenForTest(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** An answer as it came over the wire. `status` is 0 when the connection ended without one. */
type RawAnswer = { status: number; head: string; body: string };

const LONGEST_WAIT_MS = 5_000;

/** Sends bytes and gives the first answer: read to its end where it says its length, else until the connection ends. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = connect({ host: '127.0.0.1', port });
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  try {
    await once(socket, 'connect', { signal });
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes);
    return toAnswer(await readAnswer(socket, signal));
  } finally {
    socket.destroy();
  }
}

function readAnswer(socket: Socket, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    if (isComplete(text)) resolve(text);
  });
  socket.once('close', () => resolve(text));
  // A server that cuts a connection while bytes are on their way resets it; what it said before that counts.
  socket.on('error', () => resolve(text));
  signal.addEventListener('abort', () => reject(new Error(`no whole answer in time: ${text.slice(0, 200)}`)));
  return promise;
}

function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1];
  return length !== undefined && text.length >= end + 4 + Number(length);
}

function toAnswer(text: string): RawAnswer {
  const [head = '', body = ''] = [text.split('\r\n\r\n', 1)[0], text.split('\r\n\r\n').slice(1).join('\r\n\r\n')];
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body };
}
