/** What openid-client, the library that Foyer signs in with itself, finds at Foyer when it is a tool's. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import * as openid from 'openid-client';
import { startFoyerForClients } from '../../testing/foreign-client.ts';
import { openWebBrowser, type WebBrowser } from '../../testing/web-browser.ts';

const REDIRECT = 'https://tool.example.com/callback';
const GOODBYE = 'https://tool.example.com/goodbye';
const SECRET = 'a-secret-of-the-tool/with+signs:that%need=care';
const SCOPE = 'openid profile email phone groups dingtalk offline_access';

const tools = `
  - id: tool
    name: Tool
    url: https://tool.example.com/
    username: userId
    allow: [{ department: 研发部 }]
    oidc:
      clientSecret: '${SECRET}'
      redirectUris: ['${REDIRECT}']
      postLogoutRedirectUris: ['${GOODBYE}']
      scopes: [${SCOPE.replaceAll(' ', ', ')}]
`;

/** Starts Foyer, and discovers it as the tool does. */
async function discover(t: TestContext, authentication = openid.ClientSecretBasic(SECRET)) {
  const foyer = await startFoyerForClients(t, tools);
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
  const tool = await openid.discovery(new URL(`${foyer.origin}/oidc`), 'tool', undefined, authentication, { execute });
  return { foyer, tool, browser: openWebBrowser() };
}

type Changes = { isPushed?: true; userId?: string; parameters?: Record<string, string> };
const isBack = ({ href }: URL) => href.startsWith(REDIRECT);

/** The way through the browser; gives where it came back, and what the tool has to check there. */
async function authorize(tool: openid.Configuration, browser: WebBrowser, changes: Changes = {}) {
  const checks = {
    pkceCodeVerifier: openid.randomPKCECodeVerifier(),
    expectedNonce: openid.randomNonce(),
    expectedState: openid.randomState(),
  };
  const parameters = {
    redirect_uri: REDIRECT,
    scope: SCOPE,
    code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    nonce: checks.expectedNonce,
    state: checks.expectedState,
    ...changes.parameters,
  };
  const start = changes.isPushed
    ? await openid.buildAuthorizationUrlWithPAR(tool, parameters)
    : openid.buildAuthorizationUrl(tool, parameters);
  const page = await browser.open(start.href, { until: isBack, ...(changes.userId && { userId: changes.userId }) });
  return { start, page, checks };
}

/** All of it; gives the tokens. */
async function signIn(tool: openid.Configuration, browser: WebBrowser, changes?: Changes) {
  const { page, checks } = await authorize(tool, browser, changes);
  const tokens = await openid.authorizationCodeGrant(tool, new URL(page.address), checks);
  const claims = tokens.claims() ?? assert.fail('no ID token');
  return { tokens, claims, accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? '' };
}

const hasError = (error: string) => (cause: unknown) =>
  (cause as { error?: string }).error === error || assert.fail(`${error} was expected: ${String(cause)}`);

describe('openid-client as a client of Foyer', () => {
  for (const [how, authentication] of Object.entries({
    'in the header': openid.ClientSecretBasic(SECRET),
    'in the form': openid.ClientSecretPost(SECRET),
  })) {
    it(`signs somebody in, with its secret ${how}, and learns all that its scopes give`, async (t) => {
      const { tool, browser } = await discover(t, authentication);
      const { claims, accessToken } = await signIn(tool, browser);
      const { iss, aud, exp, iat, nonce, ...others } = claims;
      const { auth_time: _, at_hash: __, ...known } = others;
      assert.deepEqual(
        [iss, aud, typeof nonce, exp - iat <= 3_600],
        [tool.serverMetadata().issuer, 'tool', 'string', true],
      );
      assert.deepEqual(await openid.fetchUserInfo(tool, accessToken, claims.sub), known);
      assert.deepEqual(
        [known.name, known.preferred_username, known.department, known.groups],
        ['张伟', 'zhangwei01', ['青禾科技/研发部/技术中心/后端组'], ['青禾科技/研发部/技术中心/后端组']],
      );
    });
  }

  it('is told that its secret is wrong, and nothing else', async (t) => {
    const { tool, browser } = await discover(t, openid.ClientSecretBasic(`${SECRET}!`));
    await assert.rejects(signIn(tool, browser), { code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401 });
  });

  it('pushes its request, so that no parameter of it goes through the browser', async (t) => {
    const { tool, browser } = await discover(t);
    const { start, page, checks } = await authorize(tool, browser, { isPushed: true });
    assert.deepEqual([...start.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const tokens = await openid.authorizationCodeGrant(tool, new URL(page.address), checks);
    assert.equal(tokens.claims()?.name, '张伟');
    assert.ok(tokens.refresh_token);
  });

  it('renews its tokens, and learns what has changed meanwhile', async (t) => {
    const { tool, browser, foyer } = await discover(t);
    const { claims, refreshToken } = await signIn(tool, browser);
    const renewed = await openid.refreshTokenGrant(tool, refreshToken);
    assert.equal(renewed.claims()?.sub, claims.sub);
    assert.notEqual(renewed.refresh_token, refreshToken);
    foyer.rewriteTools(tools.replace('研发部', '财务部'));
    await assert.rejects(openid.refreshTokenGrant(tool, renewed.refresh_token ?? ''), hasError('invalid_grant'));
  });

  it('asks whether tokens are still good, and withdraws them', async (t) => {
    const { tool, browser } = await discover(t);
    const { accessToken, refreshToken, claims } = await signIn(tool, browser);
    const isActive = async (token: string) => (await openid.tokenIntrospection(tool, token)).active;
    const { active, sub, client_id: clientId } = await openid.tokenIntrospection(tool, accessToken);
    assert.deepEqual([active, sub, clientId], [true, claims.sub, 'tool']);
    assert.equal(await isActive('a token that nobody has given'), false);
    await openid.tokenRevocation(tool, refreshToken);
    assert.deepEqual([await isActive(refreshToken), await isActive(accessToken)], [false, false]);
    await assert.rejects(openid.refreshTokenGrant(tool, refreshToken), hasError('invalid_grant'));
  });

  it('signs out at Foyer, and has nothing left that works', async (t) => {
    const { tool, browser } = await discover(t);
    const { tokens, accessToken, refreshToken, claims } = await signIn(tool, browser);
    const end = openid.buildEndSessionUrl(tool, {
      post_logout_redirect_uri: GOODBYE,
      id_token_hint: tokens.id_token ?? '',
      state: 'as it was',
    });
    const left = await browser.submit(
      await browser.open(end.href),
      {},
      { until: ({ href }) => href.startsWith(GOODBYE) },
    );
    assert.equal(left.address, `${GOODBYE}?state=as+it+was`);
    await assert.rejects(openid.refreshTokenGrant(tool, refreshToken), hasError('invalid_grant'));
    await assert.rejects(openid.fetchUserInfo(tool, accessToken, claims.sub));
    assert.equal((await openid.tokenIntrospection(tool, accessToken)).active, false);
  });

  it('looks without a page whether somebody is signed in', async (t) => {
    const { tool, browser } = await discover(t);
    const parameters = { prompt: 'none' };
    const { page, checks } = await authorize(tool, browser, { parameters });
    assert.equal(page.steps.length, 1, page.steps.join(' → '));
    const refused = openid.authorizationCodeGrant(tool, new URL(page.address), checks);
    await assert.rejects(refused, hasError('login_required'));
    const { claims } = await signIn(tool, browser);
    assert.equal((await signIn(tool, browser, { parameters })).claims.sub, claims.sub);
  });

  it('has somebody show again who they are', async (t) => {
    const { tool, browser } = await discover(t);
    await signIn(tool, browser);
    // The protocol counts in seconds, and whoever has just shown it need not do so again within the same one.
    await wait(1_000 - (Date.now() % 1_000));
    const again = await authorize(tool, browser, { parameters: { prompt: 'login' } });
    assert.ok(again.page.steps.includes('DingTalk'), again.page.steps.join(' → '));
    const checks = { ...again.checks, maxAge: 60 };
    const tokens = await openid.authorizationCodeGrant(tool, new URL(again.page.address), checks);
    assert.equal(tokens.claims()?.name, '张伟');
  });

  it('hears of somebody whom its rules refuse when they go back', async (t) => {
    const { tool, browser } = await discover(t);
    const { page, checks } = await authorize(tool, browser, { userId: '0423752' });
    assert.equal(page.status, 403);
    const back = await browser.open(`${page.address}/back`, { until: isBack });
    const refused = openid.authorizationCodeGrant(tool, new URL(back.address), checks);
    await assert.rejects(refused, hasError('access_denied'));
  });
});
