/** The Back-Channel Logout OP plan, with a relying party that really listens. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { AFTER_LOGOUT, startConformanceStage } from '../../testing/conformance-stage.ts';
import { accept, startNoticedTool } from '../../testing/noticed-tool.ts';
import { sendForm } from '../../testing/page-form.ts';
import { checkRefusal } from '../../testing/relying-party.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const ISSUER = 'https://foyer.example.com/oidc';

describe('Back-Channel Logout OP', () => {
  it('oidcc-backchannel-logout-discovery-endpoint-verification', async (t) => {
    const { rp } = await startConformanceStage(t);
    const metadata = await rp.metadata();
    assert.equal(metadata.backchannel_logout_supported, true);
    assert.equal(metadata.backchannel_logout_session_supported, true);
    assert.match(String(metadata.end_session_endpoint), /^https:/);
  });

  it('oidcc-backchannel-rp-initiated-logout', async (t) => {
    let keys: JSONWebKeySet = { keys: [] };
    const verify = async (token: string) => {
      assert.equal(decodeProtectedHeader(token).typ, 'logout+jwt');
      const rules = { issuer: ISSUER, audience: 'suite', algorithms: ['RS256'], requiredClaims: ['iat', 'jti', 'exp'] };
      return (await jwtVerify(token, createLocalJWKSet(keys), rules)).payload;
    };
    const tool = await startNoticedTool(t, { clientId: 'suite', answer: accept, verify });
    const { rp, newParty } = await startConformanceStage(t, [`backchannelLogoutUri: ${tool.address}`]);
    keys = (await rp.browser.get('/oidc/jwks')).json();
    const { tokens, claims } = await rp.complete();
    const elsewhere = await newParty().complete();
    assert.match(String(claims.sid), /^[\x21-\x7e]+$/);
    assert.notEqual(elsewhere.claims.sid, claims.sid);
    const query = { id_token_hint: tokens.id_token, post_logout_redirect_uri: AFTER_LOGOUT, state: 's' };
    const page = await rp.browser.open(`/oidc/session/end?${new URLSearchParams(query)}`);
    assert.equal((await sendForm(rp.browser, page)).headers.location, `${AFTER_LOGOUT}?state=s`);

    await tool.arrived(1);
    const [notice] = await tool.claims();
    assert.deepEqual(notice?.events, { [EVENT]: {} });
    assert.deepEqual([notice?.sub, notice?.sid], [claims.sub, claims.sid]);
    assert.equal('nonce' in (notice ?? {}), false);
    assert.ok(Number(notice?.exp) - Number(notice?.iat) <= 120);
    assert.deepEqual([...new URLSearchParams(tool.bodies[0]).keys()], ['logout_token']);
    assert.equal(tool.requests[0]?.method, 'POST');
    assert.equal(checkRefusal(await rp.send({ prompt: 'none' })), 'login_required');
    assert.equal(tool.bodies.length, 1, 'and not of the other browser');
  });
});
