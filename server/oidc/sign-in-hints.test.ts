import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import type { Browser } from '../testing/browser.ts';
import type { TestClock } from '../testing/clock.ts';
import {
  askToSignIn,
  follow,
  openTool,
  type Query,
  redeem,
  type TestClient,
  tokensOf,
} from '../testing/oidc-client.ts';
import { desk, payroll, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const MINUTE = 60_000;
const ACR = 'urn:foyer:acr:dingtalk';

/** What a tool is told at once, without any page; null when the browser is sent elsewhere first. */
async function answerAtOnce(browser: Browser, changes: Query, client: TestClient = wiki): Promise<string | null> {
  const { answer } = await askToSignIn(browser, client, changes);
  const location = String(answer.headers.location);
  if (!location.startsWith(client.redirectUri)) return null;
  const { searchParams } = new URL(location);
  assert.equal(searchParams.get('iss'), 'https://foyer.example.com/oidc');
  return searchParams.has('code') ? 'code' : searchParams.get('error');
}

type Stage = { browser: Browser; clock: TestClock };

/** Signs in again where that is asked, a moment later, as somebody. */
async function openAnew({ browser, clock }: Stage, changes: Query, userId = 'zhangwei01') {
  clock.advance(2_000);
  const { answer, verifier } = await askToSignIn(browser, wiki, changes);
  clock.advance(2_000);
  const visit = await follow(browser, wiki, { answer, userId });
  const hasSignedIn = visit.steps.some((step) => step.endsWith('/auth/sign-in'));
  if (visit.location?.searchParams.has('code') !== true) return { ...visit, hasSignedIn, claims: null };
  const tokens = tokensOf(await redeem(browser, wiki, { location: visit.location, verifier }));
  return { ...visit, hasSignedIn, claims: decodeJwt(tokens.id_token) };
}

describe('prompt=none', () => {
  // A tool that asks silently must never leave somebody on a page they did not ask for.
  it('is answered without a page: signed in or not', async (t) => {
    const { browser } = await startOidcServer(t);
    assert.equal(await answerAtOnce(browser, { prompt: 'none' }), 'login_required');
    await signedIn(browser);
    assert.equal(await answerAtOnce(browser, { prompt: 'none' }), 'code');
    await browser.post('/auth/sign-out');
    assert.equal(await answerAtOnce(browser, { prompt: 'none' }), 'login_required');
  });

  // The silent way in must not be a way around the rules.
  it('is answered with a refusal for somebody whom the rules keep out', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    assert.equal(await answerAtOnce(browser, { prompt: 'none' }, payroll), 'access_denied');
    await signedIn(browser, 'qianduoduo');
    assert.equal(await answerAtOnce(browser, { prompt: 'none' }, payroll), 'code');
  });

  it('is asked alone, and other words are not known', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const prompt of ['none login', 'none consent', 'select_account', 'create', 'bogus', 'None'])
      assert.equal(await answerAtOnce(browser, { prompt }), 'invalid_request', prompt);
  });

  // The silent way in must not be a way around a new sign-in.
  it('does not sign in whose sign-in is too old, or who is somebody else', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const { id_token } = await openTool(browser, wiki);
    clock.advance(MINUTE + 1_000);
    assert.equal(await answerAtOnce(browser, { prompt: 'none', max_age: '60' }), 'login_required');
    assert.equal(await answerAtOnce(browser, { prompt: 'none', max_age: '62' }), 'code');
    assert.equal(await answerAtOnce(browser, { prompt: 'none', id_token_hint: id_token }), 'code');
    await signedIn(browser, 'wuyutong');
    assert.equal(await answerAtOnce(browser, { prompt: 'none', id_token_hint: id_token }), 'login_required');
  });
});

describe('a new sign-in', () => {
  const reasons: [string, Query][] = [
    ['prompt=login', { prompt: 'login' }],
    ['prompt=login, with consent', { prompt: 'login consent' }],
    ['max_age=0', { max_age: '0' }],
    ['a max_age that has passed', { max_age: '60' }],
  ];

  for (const [what, changes] of reasons) {
    // Before something dangerous a tool wants to know that it is still the same person who sits there.
    it(`is asked for with ${what}, once, and the tool sees that it has happened`, async (t) => {
      const { browser, clock } = await startOidcServer(t);
      const before = decodeJwt((await openTool(browser, wiki)).id_token);
      clock.advance(2 * MINUTE);
      const { claims, hasSignedIn, steps } = await openAnew({ browser, clock }, changes);
      assert.equal(hasSignedIn, true, steps.join());
      assert.equal(steps.filter((step) => step.endsWith('/auth/sign-in')).length, 1, steps.join());
      assert.equal(claims?.sub, before.sub);
      assert.equal(claims?.auth_time, Math.floor(clock.now() / 1_000));
      assert.ok(Number(claims?.auth_time) > Number(before.auth_time));
    });

    it(`is asked for with ${what}, and nobody gets past it without one`, async (t) => {
      const { browser, clock } = await startOidcServer(t);
      await signedIn(browser);
      clock.advance(2 * MINUTE);
      const { answer } = await askToSignIn(browser, wiki, changes);
      const stop = String(answer.headers.location);
      for (let count = 0; count < 2; count += 1)
        assert.match(String((await browser.open(stop)).headers.location), /^\/auth\/sign-in\?return_to=/);
      const resumed = await browser.open(stop.replace('interaction', 'auth'));
      assert.doesNotMatch(String(resumed.headers.location), /[?&]code=/);
    });
  }

  it('is not asked for while the last one is young enough', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const before = decodeJwt((await openTool(browser, wiki)).id_token);
    clock.advance(MINUTE);
    const { claims, hasSignedIn } = await openAnew({ browser, clock }, { max_age: '10000' });
    assert.deepEqual([hasSignedIn, claims?.auth_time, claims?.sub], [false, before.auth_time, before.sub]);
  });

  // A number that is misread is no limit at all.
  it('is not asked for with a max_age that is no number', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const max_age of ['-1', 'x', '1.5', '99999999999999999999'])
      assert.equal(await answerAtOnce(browser, { max_age }), 'invalid_request', max_age);
  });

  it('that somebody else makes gives the tool that somebody', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const before = decodeJwt((await openTool(browser, wiki)).id_token);
    clock.advance(MINUTE);
    const { claims } = await openAnew({ browser, clock }, { prompt: 'login' }, 'wuyutong');
    assert.notEqual(claims?.sub, before.sub);
  });
});

describe('whom a tool expects', () => {
  it('signs in at once when it is whoever is signed in', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const { id_token } = await openTool(browser, wiki);
    clock.advance(7_200_000);
    // The token has ended; as a hint it is still good.
    assert.equal(await answerAtOnce(browser, { id_token_hint: id_token }), 'code');
  });

  // A tool that says whom it expects would go on as somebody else.
  it('has to sign in when somebody else is, and nobody else gets in', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const { id_token } = await openTool(browser, wiki);
    await signedIn(browser, 'wuyutong');
    const wrong = await openAnew({ browser, clock }, { id_token_hint: id_token }, 'wuyutong');
    assert.equal(wrong.location?.searchParams.get('error'), 'login_required');
    await browser.post('/auth/sign-out');
    const fromNobody = await openAnew({ browser, clock }, { id_token_hint: id_token }, 'wuyutong');
    assert.equal(fromNobody.location?.searchParams.get('error'), 'login_required');
    const right = await openAnew({ browser, clock }, { id_token_hint: id_token }, 'zhangwei01');
    assert.equal(right.claims?.sub, decodeJwt(id_token).sub);
  });

  // Anybody could write whom they want to be taken for.
  it('is believed only with a token that Foyer has signed for this tool', async (t) => {
    const { browser } = await startOidcServer(t);
    const { id_token } = await openTool(browser, wiki);
    const others = (await openTool(browser, desk)).id_token;
    const { privateKey } = await generateKeyPair('RS256');
    const claims = decodeJwt(id_token);
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    const [, payload] = id_token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const id_token_hint of [others, forged, unsigned, 'x', `${id_token}x`])
      assert.equal(await answerAtOnce(browser, { id_token_hint }), 'invalid_request');
  });

  // A name in an address must not make anybody that person.
  it('may be hinted at with anything, which decides nothing', async (t) => {
    const { browser, newBrowser } = await startOidcServer(t);
    await signedIn(browser);
    for (const login_hint of ['wuyutong', 'zhangwei01@corp.qinghe.example', '<script>', 'x'.repeat(1_000)])
      assert.equal(await answerAtOnce(browser, { login_hint }), 'code');
    const visitor = newBrowser();
    const { id_token } = await openTool(visitor, wiki, { login_hint: 'wuyutong' });
    assert.equal(decodeJwt(id_token).name, '张伟');
  });
});

describe('how somebody has signed in', () => {
  it('is named when a tool asks for it, and only then', async (t) => {
    const { browser } = await startOidcServer(t);
    const acrOf = async (changes: Query) => decodeJwt((await openTool(browser, wiki, changes)).id_token).acr;
    assert.equal(await acrOf({}), undefined);
    assert.equal(await acrOf({ acr_values: ACR }), ACR);
    // A wish that cannot be fulfilled is not an error (OpenID Connect Core, section 3.1.2.1).
    assert.equal(await acrOf({ acr_values: 'urn:other:acr phr' }), ACR);
  });

  it('survives a refresh', async (t) => {
    const { browser } = await startOidcServer(t);
    const tokens = await openTool(browser, desk, { acr_values: ACR, scope: 'openid offline_access' });
    assert.equal(decodeJwt(tokens.id_token).acr, ACR);
  });
});

describe('what a tool may add to a request', () => {
  it('is ignored when nobody knows it, and makes no difference where Foyer has no choice', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const changes of [
      { extra: 'foobar' },
      { display: 'page' },
      { display: 'popup' },
      { ui_locales: 'se zh-CN' },
      { claims_locales: 'se' },
      { resource: 'https://api.example.com' },
      { nonce: undefined },
      { state: undefined },
    ])
      assert.equal(await answerAtOnce(browser, changes), 'code', JSON.stringify(changes));
  });

  it('asks nobody for a consent that there is nothing to say to', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    await signedIn(browser);
    const { claims, hasSignedIn } = await openAnew({ browser, clock }, { prompt: 'consent' });
    assert.deepEqual([claims?.name, hasSignedIn], ['张伟', false]);
  });

  // A tool recognises its own request by it, and nobody else’s.
  it('comes back as it was sent, when it is the state', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const state of ['s'.repeat(2_000), 'a b+c%20&d=e#f', '"><script>', '状态🌻']) {
      for (const changes of [{}, { prompt: 'bogus' }]) {
        const { answer } = await askToSignIn(browser, wiki, { state, ...changes });
        assert.equal(new URL(String(answer.headers.location)).searchParams.get('state'), state);
      }
    }
  });
});
