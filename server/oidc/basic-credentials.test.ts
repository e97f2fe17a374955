import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorize, type TestClient } from '../testing/oidc-client.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { encodeCredentials } from './basic-credentials.ts';

const SECRET = 'a+secret/of%a:wiki?that=is&long~enough';
const findSecret = (clientId: string) => (clientId === 'wiki+1' ? SECRET : undefined);
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const ENCODED = basic(`${encodeURIComponent('wiki+1')}:${encodeURIComponent(SECRET)}`);

const left = (authorization: string | undefined) => {
  const headers = authorization === undefined ? {} : { authorization };
  encodeCredentials(headers, findSecret);
  return headers.authorization;
};

describe('the id and the secret of a tool in a header', () => {
  it('are written the way OAuth wants them when they came as they are', () => {
    assert.equal(left(basic(`wiki+1:${SECRET}`)), ENCODED);
    assert.equal(left(basic(`wiki+1:${SECRET}`).replace('Basic', 'basic')), ENCODED);
  });

  it('stay as they came when they are encoded', () => {
    assert.equal(left(ENCODED), ENCODED);
  });

  // Whatever is rewritten without being the secret could become it.
  it('stay as they came when they are not that very tool’s', () => {
    for (const text of [
      `wiki+1:${SECRET}!`,
      `wiki+1:${SECRET.slice(0, -1)}`,
      'wiki+1:',
      'wiki+1',
      `wiki 1:${SECRET}`,
      `other:${SECRET}`,
      `:${SECRET}`,
      'wiki+1:undefined',
    ])
      assert.equal(left(basic(text)), basic(text), text);
    for (const header of [undefined, '', 'Basic', 'Basic *', `Bearer ${btoa(`wiki+1:${SECRET}`)}`])
      assert.equal(left(header), header);
  });

  it('sign a tool in either way, and no other secret does', async (t) => {
    const client: TestClient = { id: 'wiki', secret: SECRET, redirectUri: 'https://wiki.example.com/callback' };
    const tools = `
  - id: wiki
    name: Wiki
    url: https://wiki.example.com/
    allow: everyone
    oidc: { clientSecret: '${SECRET}', redirectUris: ['${client.redirectUri}'] }
`;
    const { browser } = await startTestServer(t, { tools });
    const redeemWith = async (authorization: string) => {
      const { location, verifier } = await authorize(browser, client);
      const code = location.searchParams.get('code') ?? '';
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: client.redirectUri,
        code_verifier: verifier,
      };
      const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization };
      const payload = String(new URLSearchParams(form));
      return (await browser.request({ method: 'POST', url: '/oidc/token', headers, payload })).statusCode;
    };
    assert.equal(await redeemWith(basic(`wiki:${SECRET}`)), 200);
    assert.equal(await redeemWith(basic(`wiki:${encodeURIComponent(SECRET)}`)), 200);
    assert.equal(await redeemWith(basic(`wiki:${SECRET.replace('+', ' ')}`)), 400);
    assert.equal(await redeemWith(basic(`wiki:${encodeURIComponent(SECRET.replace('+', ' '))}`)), 401);
  });
});
