import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { Signer } from '@fastify/cookie';
import { createKeyRing } from '../keys/key-ring.ts';
import { Secret } from '../secret.ts';
import { createCookieRules } from './cookies.ts';
import { createQuickSession } from './quick-session.ts';
import { type SessionRecord, toSessionKey } from './session-store.ts';

const secrets = ['the newest secret of this test', 'an older secret of this test'].map((text) => new Secret(text));
const keyRing = createKeyRing({ secrets: secrets as [Secret, ...Secret[]], environment: 'test' });
const cookies = createCookieRules(new URL('https://foyer.example.com'));
const record = { id: 'known' } as SessionRecord;
const find = createQuickSession({
  store: { find: async (key) => (key === toSessionKey(KNOWN) ? record : null) },
  ...{ keyRing, cookies },
});
const ask = (cookie?: string) => find({ headers: { ...(cookie !== undefined && { cookie }) } } as IncomingMessage);

const sign = (id: string, key = 0) => {
  const bytes = keyRing('session cookie')[key]?.bytes ?? assert.fail('no such key');
  return new Signer(Buffer.from(bytes).toString('base64url')).sign(id);
};
/** Its signature has both of the signs that some encode in a cookie. */
const KNOWN =
  Array.from({ length: 200 }, (_, n) => `known-${n}`).find((id) => /^(?=.*\+).*\//.test(sign(id))) ?? assert.fail();
const signed = sign(KNOWN);
const NAME = '__Host-foyer';

describe('the session of a request that the framework has not seen', () => {
  it('is found by the cookie, wherever it stands and however its signature is written', async () => {
    const encoded = encodeURIComponent(signed);
    for (const header of [signed, encoded].flatMap((value) => [
      `${NAME}=${value}`,
      `a=1; ${NAME}=${value}`,
      `a=1; ${NAME}=${value}; b=2`,
    ]))
      assert.deepEqual(await ask(header), { key: toSessionKey(KNOWN), record }, header);
  });

  // What the plugin treats as no session, or as one that needs a new cookie, must come to the plugin.
  it('is not found in any other case', async () => {
    for (const header of [
      undefined,
      '',
      `${NAME}=`,
      `${NAME}=${signed}; ${NAME}=${signed}`,
      `${NAME}=${signed}; ${NAME}=${sign('other')}`,
      `x${NAME}=${signed}`,
      `a=1;${NAME}=${signed}`,
      `${NAME}="${signed}"`,
      `${NAME}=%zz${signed}`,
      `${NAME}=${signed}x`,
      `${NAME}=${signed.slice(0, -1)}`,
      `${NAME}=${KNOWN}`,
      `${NAME}=${sign('unknown')}`,
      `${NAME}=${sign(KNOWN, 1)}`,
    ])
      assert.equal(await ask(header), null, header);
  });
});
