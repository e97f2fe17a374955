/** The Config OP plan: what discovery says, and that it is so. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importJWK, type JWK } from 'jose';
import { startConformanceStage } from '../../testing/conformance-stage.ts';
import { withoutCookies } from '../../testing/oidc-client.ts';

const ISSUER = 'https://foyer.example.com/oidc';

type Jwks = { keys: (JWK & { kid: string })[] };

async function checkKeys({ keys }: Jwks): Promise<void> {
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
  assert.ok(keys.some(({ kty, alg, use }) => kty === 'RSA' && alg === 'RS256' && use === 'sig'));
  for (const key of keys) {
    await importJWK(key, String(key.alg));
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) assert.equal(member in key, false, member);
  }
}

describe('Config OP', () => {
  it('oidcc-discovery-endpoint-verification', async (t) => {
    const { rp } = await startConformanceStage(t);
    const url = '/oidc/.well-known/openid-configuration';
    const answer = await withoutCookies(rp.browser).request({ method: 'GET', url });
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    const found = answer.json();
    assert.equal(found.issuer, ISSUER);
    // A relying party finds the document below the issuer, and compares the two (Discovery, section 4.3).
    assert.equal(`${found.issuer}/.well-known/openid-configuration`, new URL(url, ISSUER).href);
    for (const [name, value] of Object.entries(found)) {
      if (/_endpoint$|_uri$/.test(name)) assert.equal(new URL(String(value)).protocol, 'https:', name);
    }
    for (const name of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'])
      assert.equal(typeof found[name], 'string', name);
    assert.ok(found.response_types_supported.includes('code'));
    assert.deepEqual(found.subject_types_supported, ['public']);
    assert.ok(found.id_token_signing_alg_values_supported.includes('RS256'));
    assert.ok(found.scopes_supported.includes('openid'));
    for (const scope of found.scopes_supported) assert.match(scope, /^[\x21\x23-\x5b\x5d-\x7e]+$/);
    assert.ok(found.claims_supported.includes('sub'));
    assert.ok(found.grant_types_supported.includes('authorization_code'));
    assert.ok(Array.isArray(found.code_challenge_methods_supported));
    assert.equal(typeof found.claims_parameter_supported, 'boolean');
    assert.equal(found.request_uri_parameter_supported, false);
    await checkKeys((await withoutCookies(rp.browser).get(new URL(found.jwks_uri).pathname)).json());
  });
});
