import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry } from './audit-log.ts';
import { maskEntry, maskForLine } from './masks.ts';

const entry: AuditEntry = { act: 'person_changed', actor: null, outcome: 'done' };
const masked = (after: Record<string, unknown>) => maskEntry({ ...entry, after }).after;

describe('masking mobile numbers', () => {
  const rows: [string, Record<string, unknown>, unknown][] = [
    ['a number of China', { mobile: '13800000001' }, { mobile: '138****0001' }],
    ['one with its country code', { mobile: '+86-13800000001' }, { mobile: '+86-138****0001' }],
    ['one that is eight digits long', { mobile: '+852-61234567' }, { mobile: '+852-61****67' }],
    ['one that is no number yet', { mobile: '1380' }, { mobile: '****' }],
    ['one that is not there', { mobile: '' }, { mobile: '' }],
    ['one that is masked already', { mobile: '138****0001' }, { mobile: '138****0001' }],
    ['a telephone', { telephone: '010-88880000' }, { telephone: '010****0000' }],
    ['a number that is a number', { mobile: 13800000001 }, { mobile: '138****0001' }],
    [
      'numbers in a text',
      { remark: '打 13800000001，或 +852 61234567' },
      { remark: '打 138****0001，或 +852 61****67' },
    ],
    [
      'numbers however they are written',
      { remark: '138 0000 0001, 138-0000-0001, +8613800000001, +85261234567' },
      { remark: '138****0001, 138****0001, +86138****0001, +852****4567' },
    ],
    [
      'whatever lies deeper',
      { changes: [{ mobile: ['13800000001', null] }] },
      { changes: [{ mobile: ['138****0001', null] }] },
    ],
  ];
  for (const [sentence, value, expected] of rows)
    it(`hides ${sentence}`, () => assert.deepEqual(masked(value), expected));

  it('leaves everything else as it is', () => {
    const others = {
      ...{ jobNumber: '20210001', managers: ['13800000001'], managerUserId: '13800000001', hiredAt: 1_700_000_000_000 },
      ...{ name: '张伟', departmentIds: [460000212], id: 'x13800000001y', isActive: true, nothing: null },
      ...{ administrators: ['13800000001'], email: 'li@qinghe.example' },
    };
    assert.deepEqual(masked(others), others);
    assert.deepEqual(maskEntry(entry), entry);
  });
});

describe('masking whom an act was about', () => {
  const number = '13800000001';
  const idAfter = (
    changes: Partial<AuditEntry>,
    kind: 'person' | 'external_contact' | 'tool' = 'person',
    id = number,
  ) => maskEntry({ ...entry, ...changes, target: { kind, id } }).target?.id;
  const added = { act: 'person_added', after: { mobile: number } } as const;
  const contact = { act: 'external_contact_added', outcome: 'refused' } as const;

  // The log and its copies go to people who may not call anybody.
  const numbers: [string, string | undefined, string][] = [
    ['who was not added', idAfter({ ...added, outcome: 'refused' }), '138****0001'],
    ['who may have been added', idAfter({ ...added, outcome: 'unknown' }), '138****0001'],
    ['who was invited', idAfter({ ...added, act: 'person_invited' }), '138****0001'],
    ['of whom nothing else was typed', idAfter({ act: 'person_added', outcome: 'refused' }), '138****0001'],
    ['who is outside the company', idAfter(contact, 'external_contact'), '138****0001'],
    [
      'whose number is short',
      idAfter({ ...contact, after: { mobile: '61234567', stateCode: '852' } }, 'external_contact', '61234567'),
      '61****67',
    ],
    [
      'whose number was masked before',
      idAfter({ ...added, act: 'person_invited' }, 'person', '138****0001'),
      '138****0001',
    ],
    ['that is no person', idAfter({ act: 'tool_opened' }, 'tool'), '138****0001'],
  ];
  for (const [sentence, id, expected] of numbers)
    it(`hides the number that stands for somebody ${sentence}`, () => assert.equal(id, expected));

  // Masked, it could be another person's: nobody could say any more who was removed.
  const userIds: [string, string | undefined][] = [
    ['is changed or removed', idAfter({ act: 'person_removed', before: { mobile: number } })],
    ['was added', idAfter({ ...added, outcome: 'done' })],
    [
      'was refused with this very userId',
      idAfter({ ...added, outcome: 'refused', after: { mobile: number, userId: number } }),
    ],
  ];
  for (const [sentence, id] of userIds)
    it(`leaves a userId that looks like a number where somebody ${sentence}`, () => assert.equal(id, number));

  it('leaves a userId that was found out later', () => {
    assert.equal(idAfter({ ...added, outcome: 'unknown' }, 'person', '01480123456789'), '01480123456789');
  });

  it('hides a number that somebody bears as a name', () => {
    const { actor, target } = maskEntry({
      ...entry,
      actor: { subject: 's', userId: number, name: `张伟 ${number}` },
      target: { kind: 'person', id: 'x', name: number },
    });
    assert.deepEqual(actor, { subject: 's', userId: number, name: '张伟 138****0001' });
    assert.equal(target?.name, '138****0001');
  });
});

describe('masking the line of the log', () => {
  // A line is copied and sent away; whoever reads it needs no address to write to.
  it('hides addresses of mailboxes, of which a row needs to know what they were', () => {
    const changed = { ...entry, before: { email: 'li.ming@qinghe.example' }, after: { remark: '邮箱 a@b.cn，旧' } };
    assert.deepEqual(maskEntry(changed), changed);
    const line = maskForLine({
      ...changed,
      actor: { subject: 's', userId: 'li@qinghe', name: 'li@qinghe.example' },
      target: { kind: 'person', id: 'zhang@qinghe', name: 'zhang@qinghe.example' },
    });
    assert.deepEqual(line, {
      ...entry,
      before: { email: 'l****@qinghe.example' },
      after: { remark: '邮箱 a****@b.cn，旧' },
      actor: { subject: 's', userId: 'li@qinghe', name: 'l****@qinghe.example' },
      target: { kind: 'person', id: 'zhang@qinghe', name: 'z****@qinghe.example' },
    });
  });

  it('leaves everything else as it is', () => {
    const plain = { ...entry, after: { title: '工程师', mobile: '138****0001', departmentIds: [1] } };
    assert.deepEqual(maskForLine(plain), plain);
  });
});

describe('masking long texts', () => {
  // A pattern that looks at a text again and again from each of its signs would keep everybody waiting for an hour.
  for (const piece of ['a', '@', 'a@', '1', '+1', '138 ', '+86-', '-', ' ']) {
    it(`looks through a million signs of ${JSON.stringify(piece)} once`, { timeout: 60_000 }, () => {
      const remark = piece.repeat(1_000_000 / piece.length);
      const line = maskForLine(maskEntry({ ...entry, after: { remark, mobile: remark } }));
      assert.equal(typeof line.after?.remark, 'string');
    });
  }
});
