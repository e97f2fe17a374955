import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer, Browser } from '../testing/browser.ts';
import { askAs, askToSignIn, authorize, follow, redeem, refresh, tokensOf } from '../testing/oidc-client.ts';
import { describeTool, desk, oidcTools, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { sendForm } from '../testing/page-form.ts';
import { expiryOf, setCookiesOf } from '../testing/set-cookies.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { startStoredServer } from '../testing/stored.ts';

describe('the cookies of the provider', () => {
  const bound = ['httponly', 'samesite=lax', 'secure'];
  const lower = (attributes: string[]) => attributes.map((attribute) => attribute.toLowerCase());

  // A sibling host could plant one, and a script could read it.
  it('of a stop are for its two addresses alone, for an hour, and signed', async (t) => {
    const { browser, clock } = await startOidcServer(t);
    const { answer } = await askToSignIn(browser, wiki);
    const uid = String(answer.headers.location).split('/').at(-1);
    const cookies = setCookiesOf(answer);
    assert.deepEqual(cookies.map(({ name }) => name).toSorted(), [
      ...['__Secure-foyer-oidc-interaction', '__Secure-foyer-oidc-interaction.sig'],
      ...['__Secure-foyer-oidc-resume', '__Secure-foyer-oidc-resume.sig'],
    ]);
    for (const cookie of cookies) {
      const { name, attributes } = cookie;
      assert.equal(Math.round((expiryOf(cookie) - clock.now()) / 60_000), 60);
      const path = name.includes('interaction') ? `/oidc/interaction/${uid}` : `/oidc/auth/${uid}`;
      const expected = [...bound, `path=${path.toLowerCase()}`];
      const found = lower(attributes).filter((attribute) => !attribute.startsWith('expires='));
      assert.deepEqual(found.toSorted(), expected.toSorted());
    }
  });

  it('are called and marked as http allows, on a machine of one’s own', async (t) => {
    const { newBrowser } = await startOidcServer(t, { env: { PUBLIC_URL: 'http://localhost:3000' } });
    const visitor = newBrowser();
    const cookies = [
      ...setCookiesOf((await askToSignIn(visitor, wiki)).answer),
      ...setCookiesOf(await visitor.open('/oidc/session/end')),
    ];
    assert.deepEqual(cookies.map(({ name }) => name).toSorted(), [
      ...['foyer-oidc', 'foyer-oidc-interaction', 'foyer-oidc-interaction.sig'],
      ...['foyer-oidc-resume', 'foyer-oidc-resume.sig'],
    ]);
    for (const { attributes } of cookies)
      assert.deepEqual([lower(attributes).includes('secure'), lower(attributes).includes('httponly')], [false, true]);
  });

  // Whoever renews the secret of an install does not throw out those who are just signing in.
  it('count while the key that signed them is still in the list, and not afterwards', async (t) => {
    const before = 'a secret for tests that is long enough for any key';
    const first = await startStoredServer(t, { tools: oidcTools });
    const { answer } = await askToSignIn(first.browser, wiki);
    const stop = String(answer.headers.location);
    for (const [secret, status] of [
      [`a newer secret for tests that is long enough as well,${before}`, 303],
      ['a newer secret for tests that is long enough as well', 400],
    ] as const) {
      const { dataDir, clock, dingtalk } = first;
      const env = { SESSION_SECRET: secret };
      const next = await startTestServer(t, { tools: oidcTools, dataDir, clock, dingtalk, env });
      for (const [name, value] of first.browser.jar) next.browser.jar.set(name, value);
      assert.equal((await next.browser.open(stop)).statusCode, status, secret);
    }
  });

  // A second cookie that signs somebody in could outlive their session, or be somebody else's.
  it('never hold a session for somebody who is signed in', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    const names = new Set<string>();
    const note = (answer: Answer) => {
      for (const { name } of setCookiesOf(answer)) names.add(name);
      return answer;
    };
    const { answer, verifier } = await askToSignIn(browser, desk, {
      prompt: 'consent',
      scope: 'openid offline_access',
    });
    note(answer);
    const { location } = await follow(browser, desk, { answer });
    assert.ok(location);
    note(await redeem(browser, desk, { location, verifier }));
    note((await askToSignIn(browser, wiki)).answer);
    note(await browser.open('/oidc/auth?client_id=nobody'));
    const question = note(await browser.open('/oidc/session/end'));
    note(await sendForm(browser, question));
    assert.equal(
      [...names].some((name) => name.startsWith('__Host-foyer-oidc')),
      false,
      [...names].join(),
    );
    assert.equal(
      [...browser.jar.keys()].some((name) => name.startsWith('__Host-foyer-oidc')),
      false,
    );
  });

  // A sibling host could plant one.
  it('hold one of a visitor’s for a question, with the strictest prefix', async (t) => {
    const { newBrowser } = await startOidcServer(t);
    const visitor = newBrowser();
    const [cookie, ...others] = setCookiesOf(await visitor.open('/oidc/session/end'));
    assert.deepEqual([cookie?.name, others.length], ['__Host-foyer-oidc', 0]);
    const found = lower(cookie?.attributes ?? []).filter((attribute) => !attribute.startsWith('expires='));
    assert.deepEqual(found.toSorted(), [...bound, 'path=/'].toSorted());
  });

  // Whoever plants a cookie of the library's must not become somebody by it.
  it('make nobody signed in who is not', async (t) => {
    const { browser, newBrowser } = await startOidcServer(t);
    const thief = newBrowser();
    await thief.open('/oidc/session/end');
    const planted = String(thief.jar.get('__Host-foyer-oidc'));
    for (const value of [planted, 'foyer', 'x']) {
      browser.jar.set('__Host-foyer-oidc', value);
      const { answer } = await askToSignIn(browser, wiki, { prompt: 'none' });
      assert.match(String(answer.headers.location), /error=login_required/);
    }
    await signedIn(browser);
    thief.jar.set('__Host-foyer-oidc', planted);
    const { answer } = await askToSignIn(thief, wiki, { prompt: 'none' });
    assert.match(String(answer.headers.location), /error=login_required/);
  });
});

describe('what is left behind', () => {
  // A log or a copy of the database must not be worth anything to a thief.
  it('in the log and in the store holds no code, no token and no secret', async (t) => {
    const tools = `${oidcTools}${describeTool({ ...wiki, id: 'other', secret: 'o'.repeat(40) })}`;
    const { browser, log, stored } = await startStoredServer(t, { tools });
    const secrets: string[] = [];
    const keep = async (who: Browser) => {
      const authorization = await authorize(who, desk, { scope: 'openid offline_access' });
      const first = tokensOf(await redeem(who, desk, authorization));
      const second = tokensOf(await refresh(who, desk, first));
      for (const { access_token, refresh_token, id_token } of [first, second])
        secrets.push(access_token, String(refresh_token), id_token);
      secrets.push(
        String(authorization.location.searchParams.get('code')),
        authorization.verifier,
        String(desk.secret),
      );
      await refresh(who, desk, first);
      await refresh(who, { ...desk, secret: `${desk.secret}-wrong` }, second);
      await askAs(who, desk, { path: '/oidc/token/introspection', form: { token: second.access_token } });
    };
    await keep(browser);
    const left = `${log()}\n${stored.dump()}`;
    assert.match(left, /oidc_artifacts/);
    for (const secret of secrets) assert.equal(left.includes(secret), false, secret.slice(0, 8));
  });
});
