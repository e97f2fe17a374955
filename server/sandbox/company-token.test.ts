import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Json, startSandboxCaller } from '../testing/sandbox-caller.ts';
import { otherCorpId, sandboxApp } from './app.ts';

const { clientId, clientSecret, corpId } = sandboxApp;
const good = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' };

describe('POST /v1.0/oauth2/{corpId}/token', () => {
  it('gives an app token in OAuth’s own spelling, good for the directory', async (t) => {
    const { post } = await startSandboxCaller(t);
    const { status, body } = await post(`/v1.0/oauth2/${corpId}/token`, good);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['access_token', 'expires_in']);
    assert.equal(body.expires_in, 7200);
    const answer = await post(`/topapi/user/count?access_token=${body.access_token}`, { only_active: true });
    assert.equal(answer.body.errcode, 0);
  });

  const refusals: [string, string, Json, number, string][] = [
    ['a wrong secret', corpId, { ...good, client_secret: 'x' }, 400, 'invalid.client'],
    ['another grant type', corpId, { ...good, grant_type: 'password' }, 400, 'unsupported.grant.type'],
    ['a company the app does not belong to', otherCorpId, good, 401, 'unauthorized.client'],
    ['a company nobody knows', 'dingnobody', good, 500, 'unknownError'],
    ['a missing secret', corpId, { ...good, client_secret: '' }, 400, 'Missingclient_secret'],
  ];
  for (const [what, company, fields, status, code] of refusals) {
    it(`answers ${status} ${code} to ${what}`, async (t) => {
      const { post } = await startSandboxCaller(t);
      const answer = await post(`/v1.0/oauth2/${company}/token`, fields);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    });
  }

  it('can be made to fail alone', async (t) => {
    const { sandbox, post, appToken } = await startSandboxCaller(t);
    sandbox.faults.on('error-500', { api: 'POST /v1.0/oauth2/{corpId}/token' });
    assert.equal((await post(`/v1.0/oauth2/${corpId}/token`, good)).status, 500);
    assert.notEqual(await appToken(), 'undefined');
  });
});
