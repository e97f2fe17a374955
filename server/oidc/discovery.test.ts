import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Browser } from '../testing/browser.ts';
import { authorizationQuery, createVerifier, openTool, withoutCookies } from '../testing/oidc-client.ts';
import { oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { sendRaw } from '../testing/raw-http.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createWallClock } from '../testing/wall-clock.ts';

const ISSUER = 'https://foyer.example.com/oidc';
const DISCOVERY = '/oidc/.well-known/openid-configuration';
const HOUR = 3_600_000;

const read = async (browser: Browser, headers = {}) =>
  withoutCookies(browser).request({ method: 'GET', url: DISCOVERY, headers });

describe('discovery', () => {
  it('names the issuer, and addresses below it', async (t) => {
    const { browser } = await startOidcServer(t);
    const found = (await read(browser)).json();
    assert.equal(found.issuer, ISSUER);
    const addresses = Object.entries(found).filter(([name]) => /_endpoint$|_uri$/.test(name));
    assert.equal(addresses.length, 8);
    for (const [name, address] of addresses) assert.ok(String(address).startsWith(`${ISSUER}/`), `${name}: ${address}`);
  });

  it('is the same for everybody, and no browser is given a cookie for it', async (t) => {
    const { browser, newBrowser } = await startOidcServer(t);
    const person = await signedIn(newBrowser());
    const answers = [await read(browser), await person.get(DISCOVERY)];
    for (const answer of answers) {
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.deepEqual(answer.json(), answers[0]?.json());
    }
  });

  // A tool that reads somebody else's addresses there sends its secrets, and its people, to them.
  it('is not changed by any header', async (t) => {
    const { browser } = await startOidcServer(t);
    const usual = (await read(browser)).json();
    for (const headers of [
      { 'x-forwarded-host': 'evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
      { 'x-forwarded-proto': 'javascript' },
      { 'x-forwarded-port': '8443', 'x-forwarded-prefix': '/evil' },
      { forwarded: 'for=1.2.3.4;host=evil.example;proto=http' },
      { 'x-original-host': 'evil.example', 'x-original-url': '/evil', 'x-rewrite-url': '/evil' },
      { 'x-http-method-override': 'POST' },
    ]) {
      const answer = await read(browser, headers);
      assert.deepEqual([answer.statusCode, answer.json()], [200, usual], JSON.stringify(headers));
    }
  });

  // Whoever points a name of theirs at Foyer must not get an issuer of that name.
  it('is refused under any other name', async (t) => {
    const { app, browser } = await startOidcServer(t);
    for (const host of ['evil.example', 'foyer.example.com.evil.example', 'foyer.example.com:8443', '']) {
      const answer = await read(browser, { host, 'x-forwarded-host': 'foyer.example.com' });
      assert.equal(answer.statusCode, 421, host);
      assert.doesNotMatch(answer.body, /evil/);
    }
    const { port } = app.server.address() as AddressInfo;
    const twice = 'Host: foyer.example.com\r\nHost: evil.example\r\n';
    assert.equal((await sendRaw(port, `GET ${DISCOVERY} HTTP/1.1\r\n${twice}Connection: close\r\n\r\n`)).status, 400);
    const absolute = `GET https://evil.example${DISCOVERY} HTTP/1.1\r\nHost: foyer.example.com\r\nConnection: close\r\n\r\n`;
    const { status, body } = await sendRaw(port, absolute);
    assert.equal(status, 421);
    assert.doesNotMatch(body, /evil/);
  });

  // The library makes the addresses it sends browsers to in the same way.
  it('and the ways between the pages keep to the issuer too, whatever headers say', async (t) => {
    const { browser } = await startOidcServer(t);
    const evil = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' };
    const path = `/oidc/auth?${authorizationQuery(wiki, createVerifier())}`;
    const toInteraction = await browser.open(path, evil);
    assert.match(String(toInteraction.headers.location), /^\/oidc\/interaction\/[\w-]+$/);
    for (const cookie of [toInteraction.headers['set-cookie']].flat())
      assert.match(String(cookie), /; secure/i, 'the cookies stay those of https');
    await signedIn(browser);
    const back = await browser.open(String(toInteraction.headers.location), evil);
    assert.match(String(back.headers.location), /^(https:\/\/foyer\.example\.com)?\/oidc\/auth\//);
  });

  it('goes on while the session store is down', async (t) => {
    const { browser } = await startOidcServer(t, {
      replaceStores: (stores) => ({
        ...stores,
        sessions: { ...stores.sessions, find: () => Promise.reject(new Error('down')) },
      }),
    });
    assert.equal((await read(browser)).statusCode, 200);
  });
});

describe('keys that change', () => {
  // A tool that keeps the keys for a while would refuse what a key signs that it has not seen.
  it('never let a sign-in fail, for a tool that reads them once an hour', async (t) => {
    const clock = createWallClock(t);
    const { browser, services } = await startTestServer(t, { tools: oidcTools, clock, isOnTheWire: true });
    const readKeys = async () =>
      createLocalJWKSet((await withoutCookies(browser).get('/oidc/jwks')).json<JSONWebKeySet>());
    let [known, signers] = [await readKeys(), new Set<string>()];
    const earlier: string[] = [];
    for (let hour = 0; hour < 30; hour += 1) {
      if (hour === 2) await services.signingKeys.rotate({ signsAfterMs: 24 * HOUR });
      const { id_token } = await openTool(browser, wiki);
      const { protectedHeader } = await jwtVerify(id_token, known, { issuer: ISSUER, audience: 'wiki' });
      signers = signers.add(String(protectedHeader.kid));
      earlier.push(id_token);
      clock.advance(HOUR / 2);
      // What was signed with the key before it still counts, with the newest keys as well.
      known = await readKeys();
      for (const token of earlier.slice(-1)) await jwtVerify(token, known, { issuer: ISSUER, audience: 'wiki' });
      clock.advance(HOUR / 2);
    }
    assert.equal(signers.size, 2);
  });
});
