import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock } from '../testing/clock.ts';
import { openInvitations } from './invitations.ts';

function open(t: TestContext) {
  const db = openDatabase(':memory:');
  t.after(() => db.close());
  const asked: string[] = [];
  const nobody = { listHolders: () => [] } as unknown as Parameters<typeof openInvitations>[0]['replica'];
  const writing = { findByMobile: async () => null } as unknown as Parameters<typeof openInvitations>[0]['writing'];
  const invitations = openInvitations({
    ...{ db, writing, replica: nobody, now: createTestClock().now },
    follow: {} as Parameters<typeof openInvitations>[0]['follow'],
    pacing: (api, call) => {
      asked.push(api);
      return call();
    },
  });
  const names = async () => (await invitations.list(AbortSignal.timeout(1_000))).invitations.map(({ name }) => name);
  return { db, asked, invitations, names };
}

describe('invitations', () => {
  it('are one for each number, however it is written', async (t) => {
    const { invitations, names } = open(t);
    invitations.put({ name: 'first', mobile: '13912340001' });
    invitations.put({ name: 'second', mobile: '+86-13912340001' });
    assert.deepEqual(await names(), ['second']);
    invitations.put({ name: 'third', mobile: '13912340001' });
    assert.deepEqual(await names(), ['third']);
  });

  it('are two for the same digits of two countries', async (t) => {
    const { invitations, names } = open(t);
    invitations.put({ name: 'here', mobile: '51234567' });
    invitations.put({ name: 'Hong Kong', mobile: '+852-51234567' });
    assert.deepEqual((await names()).sort(), ['Hong Kong', 'here']);
  });

  // Whoever opens the list again and again would use up what DingTalk admits, and nobody could sign in.
  it('are looked for at a pace', async (t) => {
    const { invitations, names, asked } = open(t);
    invitations.put({ name: 'a', mobile: '13912340001' });
    invitations.put({ name: 'b', mobile: '13912340002' });
    await names();
    assert.deepEqual(asked, ['getbymobile', 'getbymobile']);
  });

  // What nobody reads is kept for a season for nothing, and can be lost.
  it('hold a name and a number, and nothing else about anybody', (t) => {
    const { db, invitations } = open(t);
    invitations.put({ name: 'a', mobile: '13912340001' });
    const [row = {}] = db.prepare('SELECT * FROM pending_invitations').all();
    assert.deepEqual(Object.keys(row).sort(), [
      'expires_at',
      'id',
      'invited_at',
      'looked_at',
      'mobile',
      'name',
      'user_id',
    ]);
  });
});
