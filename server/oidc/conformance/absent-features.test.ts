/**
 * What Foyer leaves out. A module of a plan that is about it is passed over by the suite when discovery says so; here each
 * row is executed, and shows what whoever asks for it anyway is told.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UnsecuredJWT } from 'jose';
import { type ConformanceStage, startConformanceStage } from '../../testing/conformance-stage.ts';
import { checkRefusal } from '../../testing/relying-party.ts';

type Row = [module: string, reason: string, check: (stage: ConformanceStage) => Promise<void>];

const requestObject = (claims: object) => new UnsecuredJWT({ ...claims }).encode();

const ofThePlans: Row[] = [
  [
    'oidcc-idtoken-unsigned',
    'discovery names no "none" among the algorithms of ID tokens, and a client cannot ask for it',
    async ({ rp }) => {
      const { id_token_signing_alg_values_supported: algorithms } = await rp.metadata();
      assert.deepEqual((algorithms as string[]).toSorted(), ['ES256', 'RS256']);
    },
  ],
  [
    'oidcc-scope-address',
    'discovery names no scope "address": DingTalk knows none of anybody; who asks for it gets nothing for it',
    async ({ rp }) => {
      assert.equal(((await rp.metadata()).scopes_supported as string[]).includes('address'), false);
      const { tokens } = await rp.complete({ scope: 'openid address' });
      assert.deepEqual([tokens.scope, Object.keys(await rp.userinfo(tokens))], ['openid', ['sub']]);
    },
  ],
  [
    'oidcc-claims-essential',
    'discovery says that single claims cannot be asked for; who does so is signed in all the same',
    async ({ rp }) => {
      assert.equal((await rp.metadata()).claims_parameter_supported, false);
      const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
      const { tokens } = await rp.complete({ claims });
      assert.deepEqual(Object.keys(await rp.userinfo(tokens)), ['sub']);
    },
  ],
  [
    'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
    'discovery says that a request cannot be elsewhere: request_uri_not_supported',
    async ({ rp }) => {
      assert.equal((await rp.metadata()).request_uri_parameter_supported, false);
      const visit = await rp.send({ request_uri: 'https://suite.example.com/request.jwt' });
      assert.equal(checkRefusal(visit), 'request_uri_not_supported');
    },
  ],
  [
    'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
    'discovery names no algorithm for request objects: request_not_supported',
    async ({ rp }) => {
      assert.equal((await rp.metadata()).request_object_signing_alg_values_supported, undefined);
      const request = requestObject({ client_id: rp.client.id, response_type: 'code', scope: 'openid' });
      assert.equal(checkRefusal(await rp.send({ request })), 'request_not_supported');
    },
  ],
  [
    'oidcc-ensure-request-object-with-redirect-uri',
    'the address in a request object saves no wrong one beside it: an error page',
    async ({ rp }) => {
      const request = requestObject({ redirect_uri: rp.client.redirectUri });
      const { page, params } = await rp.send({ request, redirect_uri: 'https://suite.example.com/other' });
      assert.deepEqual([page.statusCode, params], [400, null]);
    },
  ],
];

const ofOtherPlans: Row[] = [
  [
    'implicit and hybrid',
    'the code flow is the only one: unsupported_response_type, and no token leaves in an address',
    async ({ rp }) => {
      const { response_types_supported: types, grant_types_supported: grants } = await rp.metadata();
      assert.deepEqual([types, (grants as string[]).includes('implicit')], [['code'], false]);
      for (const response_type of [
        'id_token',
        'id_token token',
        'code id_token',
        'code token',
        'code id_token token',
      ]) {
        const { page } = await rp.send({ response_type });
        assert.doesNotMatch(String(page.headers.location), /access_token|id_token=|[?&#]code=/);
        assert.match(String(page.headers.location), /error=unsupported_response_type/);
      }
    },
  ],
  [
    'form post',
    'answers come in the query: unsupported_response_mode',
    async ({ rp }) => {
      assert.deepEqual((await rp.metadata()).response_modes_supported, ['query']);
      assert.equal(checkRefusal(await rp.send({ response_mode: 'form_post' })), 'unsupported_response_mode');
    },
  ],
  [
    'dynamic registration',
    'tools are registered in tools.yaml by an administrator: nothing is there',
    async ({ rp }) => {
      assert.equal((await rp.metadata()).registration_endpoint, undefined);
      const headers = { 'content-type': 'application/json' };
      const payload = JSON.stringify({ redirect_uris: ['https://suite.example.com/cb'] });
      for (const url of ['/oidc/reg', '/oidc/register'])
        assert.equal((await rp.browser.request({ method: 'POST', url, headers, payload })).statusCode, 404);
      assert.equal(checkRefusal(await rp.send({ registration: '{}' })), 'registration_not_supported');
    },
  ],
  [
    'front-channel logout and session management',
    'they need cookies in frames of other sites, which browsers do not send any more; back-channel logout is there',
    async ({ rp }) => {
      const metadata = await rp.metadata();
      const absent = ['check_session_iframe', 'frontchannel_logout_supported', 'frontchannel_logout_session_supported'];
      for (const name of absent) assert.equal(name in metadata, false, name);
      assert.equal(metadata.backchannel_logout_supported, true);
    },
  ],
  [
    'client authentication with keys or certificates',
    'a secret, or none for a public client',
    async ({ rp }) => {
      const { token_endpoint_auth_methods_supported: methods } = await rp.metadata();
      assert.deepEqual((methods as string[]).toSorted(), ['client_secret_basic', 'client_secret_post', 'none']);
    },
  ],
];

describe('Basic OP, what is left out', () => {
  for (const [module, reason, check] of ofThePlans)
    it(`${module}: ${reason}`, async (t) => check(await startConformanceStage(t)));
});

describe('other plans, which do not apply', () => {
  for (const [plan, reason, check] of ofOtherPlans)
    it(`${plan}: ${reason}`, async (t) => check(await startConformanceStage(t)));
});
