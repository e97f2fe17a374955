import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UnsecuredJWT } from 'jose';
import {
  askAs,
  askForTokens,
  askToSignIn,
  authorizationQuery,
  authorize,
  codeOf,
  createVerifier,
  openTool,
  type Query,
  readUserinfo,
  refusalOf,
  withoutCookies,
} from '../testing/oidc-client.ts';
import { desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const ISSUER = 'https://foyer.example.com/oidc';

describe('a request of a tool', () => {
  const refused: [string, Query, string][] = [
    ['a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['an ID token in the address', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['both', { response_type: 'id_token token' }, 'unsupported_response_type'],
    ['a code and an ID token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['a code and a token', { response_type: 'code token' }, 'unsupported_response_type'],
    ['nothing', { response_type: 'none' }, 'unsupported_response_type'],
    ['what nobody knows', { response_type: 'bogus' }, 'unsupported_response_type'],
    ['no kind of answer', { response_type: undefined }, 'invalid_request'],
    ['an answer in the fragment', { response_mode: 'fragment' }, 'unsupported_response_mode'],
    ['an answer in a form', { response_mode: 'form_post' }, 'unsupported_response_mode'],
    ['an answer to a frame', { response_mode: 'web_message' }, 'unsupported_response_mode'],
    ['a signed answer', { response_mode: 'jwt' }, 'unsupported_response_mode'],
    ['a request object', { request: new UnsecuredJWT({ scope: 'openid' }).encode() }, 'request_not_supported'],
    ['a request object elsewhere', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
    ['to be registered', { registration: '{}' }, 'registration_not_supported'],
  ];

  // Each of these ways puts tokens or codes where others can read them, or lets somebody else write the request.
  for (const [what, changes, error] of refused) {
    it(`for ${what} is refused`, async (t) => {
      const { browser } = await startOidcServer(t);
      await signedIn(browser);
      const { answer } = await askToSignIn(browser, wiki, changes);
      assert.equal(answer.statusCode, 303, answer.body);
      const location = new URL(String(answer.headers.location));
      assert.equal(`${location.origin}${location.pathname}`, wiki.redirectUri);
      // Whoever asks for tokens in the fragment looks there for an answer.
      const told = location.hash === '' ? location.searchParams : new URLSearchParams(location.hash.slice(1));
      assert.equal(told.get('error'), error);
      assert.deepEqual([...told.keys()].filter((name) => name !== 'error_description').toSorted(), [
        'error',
        'iss',
        'state',
      ]);
    });
  }

  it('is answered with a code, the state and the issuer, in the query', async (t) => {
    const { browser } = await startOidcServer(t);
    for (const response_mode of [undefined, 'query']) {
      const { location } = await authorize(browser, wiki, { response_mode });
      assert.deepEqual([...location.searchParams.keys()].sort(), ['code', 'iss', 'state']);
      assert.equal(location.searchParams.get('state'), 'state-of-the-tool');
      assert.equal(location.searchParams.get('iss'), ISSUER);
      assert.match(codeOf({ location }), /^[\w-]{43}$/);
    }
  });

  // Whoever asks for single claims would get around the scopes of the tool.
  it('for single claims gets none of them', async (t) => {
    const { browser } = await startOidcServer(t);
    const claims = JSON.stringify({ userinfo: { phone_number: { essential: true }, corp_id: null } });
    const tokens = await openTool(browser, wiki, { scope: 'openid', claims });
    assert.deepEqual(Object.keys((await readUserinfo(browser, tokens)).json()), ['sub']);
  });
});

describe('tokens', () => {
  // A tool that signs in by itself could pass for a person, and a password that a tool takes is a password lost.
  it('are given for a code or a refresh token, and for nothing else', async (t) => {
    const { browser } = await startOidcServer(t);
    const forms = [
      { grant_type: 'client_credentials', scope: 'openid' },
      { grant_type: 'password', username: 'zhangwei01', password: 'x' },
      { grant_type: 'implicit' },
      { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: 'x' },
      { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' },
      { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: 'x' },
      { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' },
      { grant_type: 'bogus' },
    ];
    for (const form of forms)
      assert.equal(refusalOf(await askForTokens(browser, desk, form)), '400 unsupported_grant_type', form.grant_type);
    assert.equal(refusalOf(await askForTokens(browser, desk, {})), '400 invalid_request');
    // The wiki has no refresh tokens.
    const refresh = { grant_type: 'refresh_token', refresh_token: 'x' };
    assert.equal(refusalOf(await askForTokens(browser, wiki, refresh)), '400 invalid_request');
  });

  // Addresses are kept by logs, by histories and by whoever is told where somebody came from.
  it('are not taken out of an address', async (t) => {
    const { browser } = await startOidcServer(t);
    const { access_token } = await openTool(browser, wiki);
    for (const method of ['GET', 'POST'] as const) {
      const answer = await withoutCookies(browser).request({ method, url: `/oidc/me?access_token=${access_token}` });
      assert.match(refusalOf(answer), /^40[01] invalid_(request|token)$/);
    }
    assert.equal((await readUserinfo(browser, { access_token })).statusCode, 200);
  });

  // Of two that differ, one is checked and the other one used.
  it('are not taken in two ways at once, and not as another kind', async (t) => {
    const { browser } = await startOidcServer(t);
    const { access_token } = await openTool(browser, wiki);
    const ask = (headers: Record<string, string>, payload?: string) =>
      withoutCookies(browser).request({
        ...{ method: 'POST', url: '/oidc/me', ...(payload !== undefined && { payload }) },
        headers: { ...headers, ...(payload !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }) },
      });
    const form = `access_token=${access_token}`;
    assert.match(refusalOf(await ask({ authorization: `Bearer ${access_token}` }, form)), /^400 invalid_request$/);
    assert.match(refusalOf(await ask({ authorization: `DPoP ${access_token}` })), /^40[01] invalid_(request|token)$/);
    assert.match(refusalOf(await ask({ authorization: access_token })), /^40[01] invalid_(request|token)$/);
    assert.match(refusalOf(await ask({ authorization: 'Bearer x' })), /^401 invalid_token$/);
    assert.match(refusalOf(await ask({})), /^40[01] invalid_(request|token)$/);
    assert.equal((await ask({}, form)).statusCode, 200);
  });
});

describe('what nobody uses', () => {
  const absent = [
    ...['/oidc/reg', '/oidc/reg/wiki', '/oidc/register', '/oidc/backchannel', '/oidc/challenge', '/oidc/credential'],
    ...['/oidc/device', '/oidc/device/auth', '/oidc/device/x', '/oidc/interaction/x/abort', '/oidc/check_session'],
    ...['/oidc/.well-known/openid-credential-issuer', '/oidc/.well-known/oauth-authorization-server', '/oidc/nothing'],
  ];

  // Everything that answers can be wrong.
  it('is not there', async (t) => {
    const { browser } = await startOidcServer(t);
    for (const url of absent) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await withoutCookies(browser).request({ method, url });
        assert.ok([404, 405].includes(answer.statusCode), `${method} ${url}: ${answer.statusCode}`);
        assert.equal(answer.headers['set-cookie'], undefined);
      }
    }
  });

  // Libraries use what they find there.
  it('is not named in discovery', async (t) => {
    const { browser } = await startOidcServer(t);
    const found = (await browser.get('/oidc/.well-known/openid-configuration')).json();
    assert.deepEqual(Object.keys(found).sort(), [
      ...['acr_values_supported', 'authorization_endpoint', 'authorization_response_iss_parameter_supported'],
      ...['backchannel_logout_session_supported', 'backchannel_logout_supported', 'claim_types_supported'],
      ...['claims_parameter_supported', 'claims_supported', 'code_challenge_methods_supported'],
      ...['end_session_endpoint', 'grant_types_supported', 'id_token_signing_alg_values_supported'],
      ...['introspection_endpoint', 'issuer', 'jwks_uri', 'pushed_authorization_request_endpoint'],
      ...['request_uri_parameter_supported', 'response_modes_supported', 'response_types_supported'],
      ...['revocation_endpoint', 'scopes_supported', 'subject_types_supported', 'token_endpoint'],
      ...['token_endpoint_auth_methods_supported', 'userinfo_endpoint'],
    ]);
    assert.deepEqual(found.response_types_supported, ['code']);
    assert.deepEqual(found.response_modes_supported, ['query']);
    assert.deepEqual(found.grant_types_supported, ['authorization_code', 'refresh_token']);
    assert.deepEqual(found.code_challenge_methods_supported, ['S256']);
    assert.equal(found.claims_parameter_supported, false);
    assert.equal(found.request_uri_parameter_supported, false);
  });

  // What the front door refuses must not come in at the back.
  it('is refused in pushed requests as well', async (t) => {
    const { browser } = await startOidcServer(t);
    for (const changes of [
      { response_type: 'token' },
      { response_mode: 'fragment' },
      { response_mode: 'form_post' },
      { request: new UnsecuredJWT({ scope: 'openid' }).encode() },
      { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
    ]) {
      const query = new URLSearchParams(authorizationQuery(wiki, createVerifier(), changes));
      const answer = await askAs(browser, wiki, { path: '/oidc/request', form: Object.fromEntries(query) });
      assert.equal(answer.statusCode, 400, JSON.stringify(changes));
    }
  });
});
