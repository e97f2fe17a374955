/** Bytes to a proxy over TLS, for requests that no well-behaved client would send. */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

const LONGEST_WAIT_MS = 5_000;

/** A connection to a proxy that serves this host, and everything that has come back on it. */
export type RawConnection = {
  write(bytes: string): void;
  /** Waits until an answer, or whatever else has come, looks like this; or until the proxy hangs up. */
  until(pattern: RegExp): Promise<string>;
  close(): void;
};

/** Opens one. */
export async function connectRaw(port: number, host: string): Promise<RawConnection> {
  const socket = connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false });
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.on('error', () => {});
  await once(socket, 'secureConnect', { signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
  return {
    write: (bytes) => void socket.write(Buffer.from(bytes, 'latin1')),
    until: async (pattern) => {
      const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
      while (!pattern.test(text) && !socket.closed) await somethingMore(socket, signal);
      return text;
    },
    close: () => void socket.destroy(),
  };
}

async function somethingMore(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  await Promise.race([once(socket, 'data', { signal }), once(socket, 'close', { signal })]);
}

/** Sends the lines of a request without a body, after which the connection ends; gives status and text of the answer. */
export async function sendRawRequest(
  port: number,
  host: string,
  lines: readonly string[],
): Promise<{ status: number; text: string }> {
  const connection = await connectRaw(port, host);
  connection.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const text = await connection.until(/^(?!)/);
  connection.close();
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
}
