/** What a generic client of OAuth 2.0 finds at Foyer: one that cannot do PKCE, and asks the userinfo endpoint who came. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startFoyerForClients } from '../../testing/foreign-client.ts';
import { whyNot } from '../../testing/foreign-programs.ts';
import { openWebBrowser } from '../../testing/web-browser.ts';

const REDIRECT = 'https://old.example.com/oauth/callback';
const SECRET = 'a-secret-of-an-old-tool/with+signs:that%need=care';
const SCRIPT = join(import.meta.dirname, '../../testing/oauthlib-client.py');

const toolsWith = (pkce: 'required' | 'optional') => `
  - id: old
    name: Old
    url: https://old.example.com/
    allow: everyone
    oidc:
      clientSecret: '${SECRET}'
      redirectUris: ['${REDIRECT}']
      scopes: [profile, groups, offline_access]
      pkce: ${pkce}
`;

/** Begins to sign in; gives where the browser came back, and what the client makes of that. */
async function comeBack(t: TestContext, pkce: 'required' | 'optional') {
  const { origin } = await startFoyerForClients(t, toolsWith(pkce));
  const provider = await (await fetch(`${origin}/oidc/.well-known/openid-configuration`)).json();
  const settings = JSON.stringify({ provider, clientId: 'old', clientSecret: SECRET, redirectUri: REDIRECT });
  const run = async (...args: string[]) =>
    JSON.parse((await promisify(execFile)('/usr/bin/python3', [SCRIPT, settings, ...args])).stdout);
  const { address } = await openWebBrowser().open(await run(), { until: ({ href }) => href.startsWith(REDIRECT) });
  // The library will not hear of a code that came over http, and reads nothing but the query.
  return { back: new URL(address), complete: () => run(address) };
}

describe('requests-oauthlib as a client of Foyer', { skip: whyNot('oauthlib') }, () => {
  it('signs somebody in without PKCE where the file allows that', async (t) => {
    const { complete } = await comeBack(t, 'optional');
    const [before, after] = await complete();
    assert.deepEqual([before.name, before.groups], ['张伟', ['青禾科技/研发部/技术中心/后端组']]);
    assert.deepEqual(after, before);
  });

  // A code that is caught on its way through the browser would be enough to sign in.
  it('is refused without PKCE everywhere else', async (t) => {
    const { back } = await comeBack(t, 'required');
    assert.equal(back.searchParams.get('error'), 'invalid_request');
    assert.equal(back.searchParams.get('state'), 'state-of-this-client');
    assert.equal(back.searchParams.has('code'), false);
  });
});
