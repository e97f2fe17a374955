import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EmployeeRecord } from '../dingtalk/employee.ts';
import { openReplica } from '../people/replica.ts';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createFindHolder } from './taken-values.ts';

type Known = Pick<EmployeeRecord, 'mobile' | 'stateCode' | 'email' | 'telephone'>;

function knowing(people: Readonly<Record<string, Known>>) {
  const db = openDatabase(':memory:');
  const replica = openReplica(db);
  for (const [userId, known] of Object.entries(people)) {
    const person = {
      ...{
        corpId: 'ding1' as CorpId,
        userId: userId as UserId,
        unionId: `union of ${userId}` as UnionId,
        name: '张伟',
      },
      ...{ hidesMobile: false, departmentIds: [1], isAdmin: false, isBoss: false, isActive: true, leads: false },
      ...known,
    };
    replica.transact(() => replica.putListed(person, { departmentId: 1, run: 1, readings: new Map() }));
  }
  return { findHolder: createFindHolder(replica), db };
}

describe('whose a number or an address is', () => {
  const { findHolder, db } = knowing({
    plain: { mobile: '13912340001', stateCode: '86' },
    bare: { mobile: '13912340002' },
    coded: { mobile: '+852-51234567' },
    beside: { mobile: '51234568', stateCode: '852' },
    mail: { email: 'Li.Xin@corp.example', telephone: '8001' },
  });

  const found: [value: string, holder: string | null][] = [
    ['13912340001', 'plain'],
    ['+86-13912340001', 'plain'],
    ['13912340002', 'bare'],
    ['+852-51234567', 'coded'],
    ['+852-51234568', 'beside'],
    // The same digits elsewhere are somebody else's number.
    ['+853-51234567', null],
    ['+853-51234568', null],
    ['+1-13912340001', null],
    ['13912340003', null],
  ];
  for (const [value, holder] of found) {
    it(`is known of ${value}: ${holder ?? 'nobody'}`, () => assert.equal(findHolder('mobile', value), holder));
  }

  it('is known of an address in any case, and of an extension', () => {
    assert.equal(findHolder('email', 'li.xin@CORP.example'), 'mail');
    assert.equal(findHolder('email', 'xin@corp.example'), null);
    assert.equal(findHolder('telephone', '8001'), 'mail');
    assert.equal(findHolder('telephone', '800'), null);
  });

  // Without its index, each row of a file would look through the whole company while everybody else waits.
  it('is found without looking through everybody', () => {
    const plans = ["record ->> '$.mobile'", "lower(record ->> '$.email')", "record ->> '$.telephone'"].map((value) =>
      String(
        db.prepare(`EXPLAIN QUERY PLAN SELECT id, subject, record FROM people WHERE ${value} IN (?, ?)`).get()?.detail,
      ),
    );
    assert.deepEqual(
      plans.map((plan) => plan.replace(/ \(.*/, '')),
      ['mobile', 'email', 'telephone'].map((field) => `SEARCH people USING INDEX people_by_${field}`),
    );
  });
});
