import assert from 'node:assert/strict';
import type { AddressInfo, Socket } from 'node:net';
import { describe, it } from 'node:test';
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createTrustedPeers } from './trusted-peer.ts';

/** A connection as far as its other end is concerned. */
function from(
  remoteAddress: string | undefined,
  remoteFamily = remoteAddress?.includes(':') ? 'IPv6' : 'IPv4',
): Socket {
  return { remoteAddress, remoteFamily } as Socket;
}

// Whoever counts as a proxy says which request it asks about, and for whom.
describe('the proxies that are trusted', () => {
  const isTrusted = createTrustedPeers(['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32']);

  for (const address of [
    '127.0.0.1',
    '10.0.0.1',
    '10.255.255.255',
    '::1',
    '2001:db8::7',
    '::ffff:127.0.0.1',
    '::ffff:10.1.2.3',
  ]) {
    it(`include ${address}`, () => {
      assert.equal(isTrusted(from(address)), true);
    });
  }

  for (const address of [
    ...[
      '127.0.0.2',
      '11.0.0.1',
      '9.255.255.255',
      '0.0.0.0',
      '203.0.113.7',
      '::',
      '::2',
      '2001:db9::1',
      '::ffff:11.0.0.1',
    ],
    ...[
      'fe80::1%eth0',
      '::ffff:0:127.0.0.1',
      '',
      'localhost',
      '127.0.0.1, 10.0.0.1',
      '127.1',
      '/run/foyer.sock',
      undefined,
    ],
  ]) {
    it(`do not include ${address === undefined ? 'a connection without an address' : JSON.stringify(address)}`, () => {
      assert.equal(isTrusted(from(address)), false);
    });
  }

  it('are nobody where none is named', () => {
    const nobody = createTrustedPeers([]);
    for (const address of ['127.0.0.1', '::1', undefined]) assert.equal(nobody(from(address)), false);
  });

  it('are known by their connection, which is looked at once', () => {
    let reads = 0;
    const socket = Object.defineProperty({ remoteFamily: 'IPv4' }, 'remoteAddress', {
      get: () => {
        reads += 1;
        return '10.1.2.3';
      },
    }) as Socket;
    for (let time = 0; time < 5; time += 1) assert.equal(isTrusted(socket), true);
    assert.equal(reads, 1);
  });
});

describe('a real connection', () => {
  const headers =
    'X-Forwarded-For: 127.0.0.1\r\nX-Original-URL: https://x.example.com/\r\nX-Original-Method: GET\r\nConnection: close';

  it('from this machine may ask, over IPv4 and IPv6', async (t) => {
    const { app } = await startTestServer(t);
    await app.listen({ host: '::', port: 0 }).catch(() => listenForTest(app));
    const { port } = app.server.address() as AddressInfo;
    const answer = await sendRaw(
      port,
      `GET /forward-auth/nginx HTTP/1.1\r\nHost: foyer.example.com\r\n${headers}\r\n\r\n`,
    );
    assert.equal(answer.status, 403, 'heard, and then refused for its host');
  });

  it('from elsewhere hears that there is nothing, whatever it says of itself', async (t) => {
    const { app } = await startTestServer(t, { env: { TRUSTED_PROXIES: '10.0.0.1' } });
    const port = await listenForTest(app);
    for (const name of ['nginx', 'caddy', 'traefik', 'haproxy', 'envoy/']) {
      const lines = `GET /forward-auth/${name} HTTP/1.1\r\nHost: foyer.example.com\r\n${headers}\r\n\r\n`;
      assert.equal((await sendRaw(port, lines.replaceAll('127.0.0.1', '10.0.0.1'))).status, 404, name);
    }
  });
});
