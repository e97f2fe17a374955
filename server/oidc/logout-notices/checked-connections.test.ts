import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { describe, it, type TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { listenUntilAfter, startStandIn } from '../../testing/stand-in.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { makeTestCertificate } from '../../testing/test-certificate.ts';
import type { Address } from './checked-connections.ts';
import { openNoticePost } from './notice-post.ts';

const never = new AbortController().signal;
const refused = { effect: 'unreachable', reason: 'REFUSED_ADDRESS' };

const address = (text: string): Address => ({ address: text, family: text.includes(':') ? 6 : 4 });

/** Calls from a machine on which names lead where the test says, each time as the next of these; and what was asked. */
function openPost(t: TestContext, names: Record<string, string[][]> = {}) {
  const asked: string[] = [];
  const post = openNoticePost({
    resolve: async (name) => {
      asked.push(name);
      const answers = names[name] ?? [];
      return ((answers.length > 1 ? answers.shift() : answers[0]) ?? []).map(address);
    },
  });
  t.after(post.close);
  return { call: (url: string) => post.send(url, 'token', never), asked };
}

/** A tool at `*.example.com` on this machine, with a certificate that nobody knows, or that this process trusts. */
async function startTlsTool(t: TestContext, trust: 'unknown' | 'trusted') {
  const files = makeTestCertificate(temporaryFolder(t));
  const [cert, key] = [readFileSync(files.certificate, 'utf8'), readFileSync(files.key)];
  const before = getCACertificates('default');
  if (trust === 'trusted') setDefaultCACertificates([...before, cert]);
  t.after(() => setDefaultCACertificates(before));
  const hosts: (string | undefined)[] = [];
  let connections = 0;
  const server = createServer({ cert, key }, (request, response) => {
    hosts.push(request.headers.host);
    response.writeHead(200, { connection: 'close' }).end();
  });
  server.on('connection', () => {
    connections += 1;
  });
  return { port: await listenUntilAfter(t, server), hosts, connections: () => connections };
}

describe('a connection to a tool without TLS', () => {
  it('goes to this machine, by its addresses and by names below localhost, which nobody is asked for', async (t) => {
    const { requests, url } = await startStandIn(t, (_, response) => response.end());
    const { call, asked } = openPost(t);
    for (const host of ['127.0.0.1', '127.1', 'localhost', 'wiki.localhost', '[::ffff:127.0.0.1]'])
      assert.deepEqual(await call(`http://${host}:${url.port}/`), { effect: 'accepted' }, host);
    assert.deepEqual([requests.length, asked], [5, []]);
  });

  // In clear text anybody on the way can read who signs out, change the notice, or keep it from arriving.
  it('goes nowhere else, though a name leads to this machine or a private network', async (t) => {
    const { requests, url } = await startStandIn(t, (_, response) => response.end());
    const { call } = openPost(t, { 'wiki.example.com': [['10.1.2.3']], 'localhost.example.com': [['192.168.1.1']] });
    for (const host of ['wiki.example.com', 'localhost.example.com', '10.1.2.3', '192.168.1.1', '[fd12::1]', '0.0.0.0'])
      assert.deepEqual(await call(`http://${host}:${url.port}/`), refused, host);
    assert.equal(requests.length, 0);
  });
});

describe('a connection to a tool over TLS', () => {
  it('goes where the name leads, to a certificate for this name', async (t) => {
    const { port, hosts } = await startTlsTool(t, 'trusted');
    const { call } = openPost(t, { 'wiki.example.com': [['127.0.0.1']], 'wiki.example.org': [['127.0.0.1']] });
    assert.deepEqual(await call(`https://wiki.example.com:${port}/`), { effect: 'accepted' });
    assert.deepEqual(hosts, [`wiki.example.com:${port}`]);
    const wrongName = { effect: 'unreachable', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' };
    assert.deepEqual(await call(`https://wiki.example.org:${port}/`), wrongName);
  });

  it('tells nothing to a server whose certificate nobody trusts', async (t) => {
    const { port, hosts } = await startTlsTool(t, 'unknown');
    const { call } = openPost(t, { 'wiki.example.com': [['127.0.0.1']] });
    const unknown = { effect: 'unreachable', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    assert.deepEqual(await call(`https://wiki.example.com:${port}/`), unknown);
    assert.deepEqual(hosts, []);
  });

  // At these addresses a cloud gives the machine that asks its credentials, and tools of other machines are not there.
  it('goes to no link-local address and to none at which clouds answer, however it is written', async (t) => {
    const { call } = openPost(t);
    const hosts = [
      ...['169.254.169.254', '169.254.0.23', '169.254.255.255', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376'],
      ...['[fe80::1]', '[febf::1]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[64:ff9b::169.254.169.254]'],
      ...['[2002:a9fe:a9fe::1]', '[fd00:ec2::254]', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
      ...['0.0.0.0', '[::]', '[::ffff:0.0.0.0]'],
    ];
    for (const host of hosts) assert.deepEqual(await call(`https://${host}/latest/meta-data/`), refused, host);
  });

  it('may go to private networks, where tools are', async (t) => {
    const addresses = ['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.253.1.1', '169.255.1.1', 'fd12::1'];
    const { call } = openPost(t, { 'wiki.example.com': addresses.map((text) => [text]) });
    const outcomes = await Promise.all(addresses.map((_, index) => call(`https://wiki.example.com:${index + 1}/`)));
    for (const outcome of outcomes) {
      assert.equal(outcome.effect, 'unreachable', 'nobody is there in a test');
      assert.notDeepEqual(outcome, refused);
    }
  });

  // Whoever answers for a tool's name could lead Foyer to the metadata of its own machine.
  it('goes to no refused address that a name leads to', async (t) => {
    const { port, connections } = await startTlsTool(t, 'trusted');
    const { call } = openPost(t, {
      'cloud.example.com': [['169.254.169.254']],
      'near.example.com': [['fe80::1']],
      // Without the check this one would arrive: it is this machine by another name.
      'zero.example.com': [['0.0.0.0']],
      'nothing.example.com': [[]],
    });
    for (const name of ['cloud', 'near', 'zero', 'nothing'])
      assert.deepEqual(await call(`https://${name}.example.com:${port}/`), refused, name);
    assert.equal(connections(), 0);
  });

  // A name that is looked up twice may lead to a tool when it is checked, and elsewhere when it is called.
  it('goes to the address that was checked, each time anew', async (t) => {
    const { port, connections } = await startTlsTool(t, 'trusted');
    const { call, asked } = openPost(t, {
      'wiki.example.com': [['127.0.0.1'], ['0.0.0.0'], ['169.254.169.254'], ['0.0.0.0', '127.0.0.1']],
    });
    const url = `https://wiki.example.com:${port}/`;
    assert.deepEqual(await call(url), { effect: 'accepted' });
    assert.deepEqual([await call(url), await call(url)], [refused, refused]);
    assert.deepEqual([connections(), asked.length], [1, 3], 'looked up once for each connection');
    assert.deepEqual(await call(url), { effect: 'accepted' }, 'by the one of its addresses that is not refused');
  });

  // The system has only few threads for look-ups; one name whose servers are silent must not take all of them.
  it('asks for a name once, however many wait for it', async (t) => {
    const { port } = await startTlsTool(t, 'trusted');
    const { promise, resolve } = Promise.withResolvers<readonly Address[]>();
    let asked = 0;
    const ask = () => {
      asked += 1;
      return promise;
    };
    const post = openNoticePost({ resolve: ask });
    t.after(post.close);
    const calls = Array.from({ length: 4 }, () => post.send(`https://wiki.example.com:${port}/`, 'token', never));
    const before = post.send(`http://localhost:${port}/`, 'token', never);
    assert.equal((await before).effect, 'unreachable', 'others do not wait');
    assert.equal(asked, 1);
    resolve([address('127.0.0.1')]);
    for (const call of calls) assert.deepEqual(await call, { effect: 'accepted' });
  });
});
