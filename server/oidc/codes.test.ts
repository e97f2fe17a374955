import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFragileArtifacts } from '../testing/fragile-artifacts.ts';
import {
  authorize,
  codeOf,
  openTool,
  readUserinfo,
  redeem,
  refresh,
  refusalOf,
  tokensOf,
} from '../testing/oidc-client.ts';
import { board, desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const OFFLINE = { scope: 'openid profile offline_access' };

describe('a code', () => {
  for (const latencyMs of [0, 5, 20, 50]) {
    // Two who redeem one code would both be the person: the tool, and whoever read the address.
    it(`gives tokens to one of twenty who redeem it at once, with a store that takes ${latencyMs} ms`, async (t) => {
      const fragile = createFragileArtifacts();
      const { browser, log } = await startOidcServer(t, { ...fragile, isOnTheWire: latencyMs === 0 });
      const authorization = await authorize(browser, wiki);
      fragile.latencyMs = latencyMs;
      const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(browser, wiki, authorization)));
      const outcomes = answers.map((answer) => (answer.statusCode === 200 ? '200' : refusalOf(answer)));
      assert.deepEqual(outcomes.toSorted(), ['200', ...Array(19).fill('400 invalid_grant')]);
      assert.doesNotMatch(log(), /the provider failed/);
    });
  }

  // A tool that asks twice in its haste would end, with the second time, what it is given for the first.
  it('that comes again while it is being redeemed is refused, and ends nothing', async (t) => {
    const fragile = createFragileArtifacts();
    const { browser } = await startOidcServer(t, fragile);
    const authorization = await authorize(browser, wiki);
    const [consumed, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    fragile.before = async (method) => {
      if (method !== 'sessionOfGrant') return;
      consumed.resolve();
      await released.promise;
    };
    const first = redeem(browser, wiki, authorization);
    await consumed.promise;
    assert.equal(refusalOf(await redeem(browser, wiki, authorization)), '400 invalid_grant');
    released.resolve();
    const tokens = tokensOf(await first);
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 200);
  });

  // RFC 6749, section 4.1.2: one of the two who had it is a thief, and nobody knows which.
  it('that comes a second time ends what was given for it', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    for (const later of [0, 30_000]) {
      const authorization = await authorize(browser, desk, OFFLINE);
      const tokens = tokensOf(await redeem(browser, desk, authorization));
      assert.equal((await readUserinfo(browser, tokens)).statusCode, 200);
      clock.advance(later);
      assert.equal(refusalOf(await redeem(browser, desk, authorization)), '400 invalid_grant');
      assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
      assert.equal(refusalOf(await refresh(browser, desk, tokens)), '400 invalid_grant');
    }
    assert.equal((await browser.get('/api/me')).statusCode, 200, 'the person stays signed in');
    assert.ok((await openTool(browser, desk, OFFLINE)).refresh_token, 'and the tool can be opened again');
  });

  // A tool that comes upon a code of another would sign its own people in with it, or lock out theirs.
  it('of one tool is nothing to another, and is not used up by its asking', async (t) => {
    const { browser } = await startOidcServer(t);
    const authorization = await authorize(browser, wiki, { scope: 'openid' });
    for (const thief of [
      { ...desk, redirectUri: wiki.redirectUri },
      { ...board, redirectUri: wiki.redirectUri },
    ])
      assert.equal(refusalOf(await redeem(browser, thief, authorization)), '400 invalid_grant');
    assert.equal((await redeem(browser, wiki, authorization)).statusCode, 200);
  });

  // A code that lies about in a history is worth something for as long as it is good.
  it('is good for a minute', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const [early, late] = [await authorize(browser, wiki), await authorize(browser, wiki)];
    clock.advance(59_000);
    assert.equal((await redeem(browser, wiki, early)).statusCode, 200);
    clock.advance(1_000);
    assert.equal(refusalOf(await redeem(browser, wiki, late)), '400 invalid_grant');
  });

  // Whoever can guess the next one is signed in as whoever it is for.
  it('is another one each time', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    const codes = new Set<string>();
    for (let count = 0; count < 50; count += 1) codes.add(codeOf(await authorize(browser, wiki)));
    assert.equal(codes.size, 50);
    for (const code of codes) assert.match(code, /^[\w-]{43}$/);
  });

  it('that was never given is none', async (t) => {
    const { browser } = await startOidcServer(t);
    const location = new URL(`${wiki.redirectUri}?code=${'x'.repeat(43)}`);
    assert.equal(refusalOf(await redeem(browser, wiki, { location, verifier: 'x'.repeat(43) })), '400 invalid_grant');
  });
});
