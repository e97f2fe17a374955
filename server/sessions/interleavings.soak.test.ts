import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { Signer } from '@fastify/cookie';
import fc from 'fast-check';
import type { CorpId, UnionId, UserId } from '../person.ts';
import type { Services } from '../services.ts';
import type { Browser } from '../testing/browser.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { randomRuns } from '../testing/random-runs.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { toSessionKey } from './session-store.ts';

const NAME = '__Host-foyer';
const MINUTE = 60_000;

describe('ending, renewing, using and outliving a session, in any order', () => {
  type Deed = 'sign-out' | 'read' | 'profile' | 'list' | 'end all others' | 'time passes';
  const deeds = fc.array(
    fc.constantFrom<Deed>('sign-out', 'read', 'read', 'profile', 'profile', 'list', 'end all others', 'time passes'),
    { minLength: 1, maxLength: 6 },
  );

  // Whatever the order in which the store and DingTalk answer: once the sign-out is answered, the session is over.
  it('always leaves it ended', async (t) => {
    let scheduler: fc.Scheduler | null = null;
    const inAnyOrder = async () => void (await scheduler?.schedule(Promise.resolve()));
    const store = createFragileStore();
    store.before = inAnyOrder;
    const { newBrowser, services, clock } = await startTestServer(t, {
      adapt: (opened) => store.adapt(withUnhurriedDingTalk(opened, inAnyOrder)),
    });
    const property = fc.asyncProperty(fc.scheduler(), deeds, fc.nat(6), async (s, before, position) => {
      const { key, browser } = await plantSession(services, newBrowser());
      const order = before.toSpliced(position, 0, 'sign-out');
      scheduler = s;
      const answers = order.map((deed) => perform(deed, browser.clone(), clock.advance));
      await s.waitFor(Promise.all(answers));
      scheduler = null;
      for (const status of await Promise.all(answers)) assert.ok([200, 204, 401].includes(status), `${status}`);
      assert.equal((await browser.clone().get('/api/me')).statusCode, 401);
      assert.equal(await services.store.findTokens(key), null);
    });
    await fc.assert(property, randomRuns(t, 500));
  });

  async function perform(deed: Deed, browser: Browser, advance: (ms: number) => void): Promise<number> {
    if (deed === 'time passes') {
      advance(90_000);
      return 200;
    }
    if (deed === 'sign-out') return (await browser.post('/auth/sign-out')).statusCode;
    if (deed === 'end all others') return (await browser.delete('/api/me/sessions')).statusCode;
    const path = { read: '/api/me', profile: '/api/me/profile', list: '/api/me/sessions' }[deed];
    return (await browser.get(path)).statusCode;
  }
});

/** A session as a sign-in leaves it, without the way there; its tokens are about to end. */
async function plantSession(services: Services, browser: Browser) {
  const id = randomUUID();
  const key = toSessionKey(id);
  const at = services.now();
  const person = {
    subject: `subject ${id}`,
    corpId: 'ding1' as CorpId,
    unionId: 'union' as UnionId,
    userId: 'user' as UserId,
    name: '张伟',
    isAdmin: false,
    departments: [],
    roles: [],
  };
  const content = { version: 2 as const, person, device: '', startedAt: at };
  const expiresAt = at + 60 * MINUTE;
  const grant = { accessToken: 'old', refreshToken: 'once', accessTokenExpiresAt: at, corpId: 'ding1' as CorpId };
  await services.tokens.keep(key, grant, expiresAt);
  await services.store.save(key, { id: randomUUID(), content, ip: '192.0.2.1', lastSeenAt: at, expiresAt });
  const keys = services.keyRing('session cookie').map(({ bytes }) => Buffer.from(bytes).toString('base64url'));
  browser.jar.set(NAME, encodeURIComponent(new Signer(keys).sign(id)));
  return { key, browser };
}

/** DingTalk answers well, and when the test lets it. */
function withUnhurriedDingTalk(services: Services, wait: () => Promise<void>): Services {
  const { now } = services;
  const dingtalk: Services['dingtalk'] = {
    ...services.dingtalk,
    async renewTokens() {
      await wait();
      return { accessToken: 'new', refreshToken: 'next', accessTokenExpiresAt: now() + 120 * MINUTE };
    },
    async getAccountProfile() {
      await wait();
      return { nick: '阿伟', unionId: 'union' as UnionId, openId: 'open' };
    },
  };
  return { ...services, dingtalk };
}
