/** What a proxy must do with its connections to Foyer. Stand-ins have none of their own, so that only real ones run this. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openProxyStage, WIKI } from '../../testing/proxy-stage.ts';
import type { RunProxy } from '../../testing/proxy-process.ts';

const REQUESTS = 40;
/** One for each thread of the proxy's, and some to spare. */
const MOST_CONNECTIONS = 8;

/** Runs this part of the contract. */
export function describeConnections(name: string, run: RunProxy): void {
  describe(`${name} in front of tools`, () => {
    // A new connection for every click makes Foyer twice as busy, and a proxy run out of ports.
    it('keeps its connections to Foyer from one question to the next', async (t) => {
      const { foyer, signedIn } = await openProxyStage(t, run);
      const visitor = await signedIn();
      let opened = 0;
      foyer.app.server.on('connection', () => {
        opened += 1;
      });
      for (let count = 0; count < REQUESTS; count += 1)
        assert.equal((await visitor.send(`${WIKI}/page?x=${count}`)).status, 200);
      assert.ok(opened <= MOST_CONNECTIONS, `${opened} connections for ${REQUESTS} questions`);
    });
  });
}
