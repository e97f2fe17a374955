/** What a proxy must do when Foyer cannot say yes: refuse. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openProxyStage, WIKI } from '../../testing/proxy-stage.ts';
import type { RunProxy } from '../../testing/proxy-process.ts';

/** Runs this part of the contract. */
export function describeFaults(run: RunProxy): void {
  // Whoever can make Foyer fail would be let in.
  it('lets nobody through while Foyer is down', async (t) => {
    const { foyer, signedIn, wiki } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const before = wiki.arrived.length;
    await foyer.app.close();
    const answer = await visitor.send(`${WIKI}/page`);
    assert.ok(answer.status >= 500, String(answer.status));
    assert.equal(wiki.arrived.length, before);
  });

  it('lets nobody through while Foyer’s store is down, and everybody again when it is back', async (t) => {
    const { signedIn, store, wiki } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const before = wiki.arrived.length;
    store.isDown = true;
    const answer = await visitor.send(`${WIKI}/page`);
    assert.ok(answer.status >= 500, String(answer.status));
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(wiki.arrived.length, before);
    store.isDown = false;
    assert.equal((await visitor.send(`${WIKI}/page`)).status, 200);
  });

  it('lets nobody through when Foyer hangs up in the middle of an answer, or answers anything but 200', async (t) => {
    const { foyer, signedIn, wiki } = await openProxyStage(t, run);
    const visitor = await signedIn();
    const before = wiki.arrived.length;
    const half = 'HTTP/1.1 200 OK\r\nRemote-User: admin\r\nRemote-Na';
    for (const bytes of [
      '',
      'HTTP/1.1 200',
      half,
      'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 302 No\r\nContent-Length: 0\r\n\r\n',
      'nonsense\r\n\r\n',
    ]) {
      foyer.app.server.removeAllListeners('request');
      foyer.app.server.on('request', ({ socket }) => socket.end(bytes));
      const answer = await visitor.send(`${WIKI}/page`);
      assert.notEqual(answer.status, 200, bytes);
      assert.equal(wiki.arrived.length, before, bytes);
    }
  });
}
