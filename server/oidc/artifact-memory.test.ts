import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSessionJournal } from '../sessions/session-changes.ts';
import { toSessionKey } from '../sessions/session-store.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import { createArtifactMemory } from './artifact-memory.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const IDLE_MS = 10 * MINUTE;

/** A memory with one token and its session. */
function start(keptFor = MINUTE) {
  let at = START;
  const { changes, note, noteEverything } = createSessionJournal();
  const memory = createArtifactMemory({ changes, idleMs: IDLE_MS, now: () => at });
  const session = signedIn('one', 'zhang');
  memory.keepSession('grant', session);
  memory.keep('token', { payload: '{}', grant: 'grant', expiresAt: START + keptFor });
  const knows = () => [memory.recall('token') !== undefined, memory.recallSession('grant') !== undefined];
  const pass = (ms: number) => {
    at += ms;
  };
  return { memory, session, note, noteEverything, knows, pass };
}

function signedIn(cookieId: string, subject: string): SignedIn {
  const content = { person: { subject } } as SignedIn['record']['content'];
  const times = { lastSeenAt: START, expiresAt: START + 60 * MINUTE };
  return { key: toSessionKey(cookieId), record: { id: cookieId, content, ip: '', ...times } };
}

describe('what the provider remembers', () => {
  it('is there as it was kept', () => {
    const { memory, session, knows } = start();
    assert.deepEqual(knows(), [true, true]);
    assert.equal(memory.recallSession('grant'), session);
  });

  // Somebody who has signed out, or has left, would go on signing in with what tools still hold.
  it('has no session any more that has ended or whose person has changed', () => {
    for (const changed of [toSessionKey('one'), 'zhang']) {
      const { note, knows } = start();
      note(changed);
      assert.equal(knows()[1], false, changed);
    }
  });

  it('keeps the sessions of everybody else', () => {
    const { note, knows } = start();
    note(toSessionKey('another'));
    note('li');
    assert.deepEqual(knows(), [true, true]);
  });

  it('is forgotten when another process may have changed anything', () => {
    const { noteEverything, knows } = start();
    noteEverything();
    assert.deepEqual(knows(), [false, false]);
  });

  it('ends with the idle limit, unless activity was noted meanwhile, and with the absolute one', () => {
    const { session, knows, pass } = start(100 * MINUTE);
    pass(IDLE_MS - 1);
    assert.deepEqual(knows(), [true, true]);
    pass(1);
    assert.deepEqual(knows(), [true, false]);
    session.record.lastSeenAt = START + IDLE_MS;
    assert.deepEqual(knows(), [true, true]);
    session.record.lastSeenAt = START + 60 * MINUTE;
    pass(50 * MINUTE);
    assert.deepEqual(knows(), [true, false]);
  });

  it('has nothing that has expired', () => {
    const { knows, pass } = start(MINUTE);
    pass(MINUTE - 1);
    assert.equal(knows()[0], true);
    pass(1);
    assert.equal(knows()[0], false);
  });

  // What is revoked must be looked for in the store, where it is no more.
  it('forgets a token, or a grant with its session, when it is told', () => {
    const { memory, knows } = start();
    memory.forget('token');
    assert.deepEqual(knows(), [false, true]);
    memory.forgetGrant('grant');
    assert.deepEqual(knows(), [false, false]);
  });
});
