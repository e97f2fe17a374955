import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestClock } from '../testing/clock.ts';
import type { AuditEntry } from './audit-log.ts';
import { createRepeats } from './repeats.ts';

const person = (n: number) => ({ subject: `subject-${n}`, userId: `user-${n}`, name: `${n}` });
const refused = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ act: 'access_refused', actor: person(1), outcome: 'refused', code: 'access_denied' },
  target: { kind: 'tool', id: 'wiki' },
  ...changes,
});
const stranger = (n: number, code = 'sign_in_state_mismatch'): AuditEntry => ({
  ...{ act: 'sign_in_refused', actor: null, outcome: 'refused', code },
  from: `2001:db8::${n.toString(16)}`,
});

function start() {
  const clock = createTestClock();
  const isRepeat = createRepeats(clock.now);
  const written = (entries: readonly AuditEntry[]) => entries.filter((entry) => !isRepeat(entry)).length;
  return { clock, written };
}

describe('refusals that repeat themselves', () => {
  it('are written once in ten minutes, and once in a minute at the sign-in', () => {
    const { clock, written } = start();
    const both = [refused(), stranger(1)];
    assert.equal(written([...both, ...both, ...both]), 2);
    clock.advance(60_000);
    assert.equal(written(both), 1);
    clock.advance(540_000);
    assert.equal(written(both), 2);
  });

  // Whoever is refused a lot would otherwise hide what others, or they themselves, tried elsewhere.
  it('never stand for another person, tool, reason or act', () => {
    const { written } = start();
    const others = [
      refused(),
      refused({ actor: person(2) }),
      refused({ target: { kind: 'tool', id: 'grafana' } }),
      refused({ code: 'reauthentication_required' }),
      refused({ after: { method: 'GET', address: '/api/admin/audit' } }),
      refused({ after: { method: 'DELETE', address: '/api/admin/people/:userId' } }),
      stranger(1),
      stranger(2),
      stranger(1, 'other_company'),
    ];
    assert.equal(written([...others, ...others]), others.length);
  });

  it('never make somebody go missing, however many there are', () => {
    const { written } = start();
    const everybody = Array.from({ length: 25_000 }, (_, n) => refused({ actor: person(n) }));
    assert.equal(written(everybody), 25_000);
    assert.equal(written(everybody.slice(-5_000)), 0, 'the latest are remembered');
  });

  it('never leave out what was done', () => {
    const { written } = start();
    const done: AuditEntry = { act: 'signed_in', actor: person(1), outcome: 'done' };
    assert.equal(written([done, done, done]), 3);
  });
});

describe('refusals of strangers', () => {
  // Addresses cost nothing: with a row for each, anybody could fill the disk with rows that stay for a year.
  it('are a hundred a minute at most, from however many addresses', () => {
    const { clock, written } = start();
    const flood = (from: number) => Array.from({ length: 5_000 }, (_, n) => stranger(from + n));
    assert.equal(written(flood(0)), 100);
    clock.advance(60_000);
    assert.equal(written(flood(5_000)), 100);
  });

  it('are two thousand a day at most', () => {
    const { clock, written } = start();
    let all = 0;
    for (let minute = 0; minute < 30; minute += 1) {
      all += written(Array.from({ length: 200 }, (_, n) => stranger(minute * 200 + n)));
      clock.advance(60_000);
    }
    assert.equal(all, 2_000);
    clock.advance(86_400_000);
    assert.equal(written([stranger(1)]), 1);
  });

  it('hide neither another reason nor anybody who is known', () => {
    const { written } = start();
    written(Array.from({ length: 5_000 }, (_, n) => stranger(n)));
    assert.equal(written([stranger(1, 'other_company'), refused()]), 2);
  });
});
