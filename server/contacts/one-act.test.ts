import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry, BegunAct, UnderWay } from '../audit/audit-log.ts';
import { findDingTalkError } from '../dingtalk/error-catalogue.ts';
import { AppError } from '../errors.ts';
import { createPerformAct, type Doer } from './one-act.ts';

const by: Doer = { asked: { actor: { subject: 's', userId: 'u', name: 'n' } }, mayStillAct: async () => true };
const noted = { act: 'person_removed', target: { kind: 'person', id: 'x' } } as const;

function startWith({ ready }: { ready: boolean }) {
  const entries: AuditEntry[] = [];
  const underWay = new Map<UnderWay, BegunAct>();
  const audit = {
    record(entry: AuditEntry, ends?: UnderWay) {
      entries.push(entry);
      if (ends !== undefined) underWay.delete(ends);
    },
    begin(act: BegunAct) {
      if (!ready) throw new AppError('store_unavailable', 'nothing can be written');
      const id = (entries.length + 1) as UnderWay;
      underWay.set(id, act);
      return id;
    },
  };
  return { ...createPerformAct(audit), entries, underWay };
}

describe('an act on the company', () => {
  // Nobody could say later who removed whom.
  it('is not begun when it could not be written down', async () => {
    const { perform, entries } = startWith({ ready: false });
    let isWritten = false;
    const write = async () => {
      isWritten = true;
      return { requestId: 'r' };
    };
    await assert.rejects(perform({ by, kind: 'person', noted, write }), { code: 'store_unavailable' });
    assert.deepEqual([isWritten, entries], [false, []]);
  });

  // A process that is killed while DingTalk works would leave somebody removed, and no word about it.
  it('is written down before DingTalk is told, and not as under way any more once its outcome is known', async () => {
    const { perform, entries, underWay } = startWith({ ready: true });
    const seen: BegunAct[] = [];
    const write = async () => {
      seen.push(...underWay.values());
      return { requestId: 'r' };
    };
    await perform({ by, kind: 'person', noted, write });
    await assert.rejects(
      perform({ by, kind: 'person', noted, write: () => Promise.reject(new AppError('internal', '')) }),
    );
    assert.deepEqual(seen, [{ ...noted, ...by.asked }]);
    assert.deepEqual([entries.length, underWay.size], [2, 0]);
  });

  // Whoever was removed while their own request waited could still remove and add people.
  it('is not begun by somebody who is no administrator any more, and that is written down', async () => {
    const { perform, entries, underWay } = startWith({ ready: true });
    let isWritten = false;
    const write = async () => {
      isWritten = true;
      return { requestId: 'r' };
    };
    const none = { ...by, mayStillAct: async () => false };
    await assert.rejects(perform({ by: none, kind: 'person', noted, write }), { code: 'access_denied' });
    assert.deepEqual([isWritten, underWay.size], [false, 0]);
    assert.deepEqual(entries, [{ ...noted, ...by.asked, outcome: 'refused', code: 'access_denied' }]);
  });

  const outcomes: [code: string, outcome: 'unknown' | 'refused'][] = [
    ...['15', 'service.timeout', 'isp.top-remote-connection-timeout'].map((code) => [code, 'unknown'] as const),
    ...['system.error', 'unknownError', '400001', '-1', 'system.busy'].map((code) => [code, 'unknown'] as const),
    ...['member-limit', '90018', '60121', '60011'].map((code) => [code, 'refused'] as const),
  ].map(([code, outcome]) => [code, outcome]);
  // Taken for a refusal, what DingTalk did in the end would be done a second time, and nobody would be signed out.
  it('is unknown when DingTalk names trouble of its own, and refused when it says no', async () => {
    for (const [code, expected] of outcomes) {
      const { perform, entries } = startWith({ ready: true });
      const answer = new AppError(findDingTalkError(code)?.outcome ?? 'internal', code, {
        dingtalk: { code, requestId: 'r' },
      });
      const failed = await perform({ by, kind: 'person', noted, write: () => Promise.reject(answer) }).catch((e) => e);
      assert.deepEqual([entries[0]?.outcome, entries[0]?.code], [expected, code]);
      assert.deepEqual(
        [failed.about.reason === 'unknown_outcome', failed.dingtalk.code],
        [expected === 'unknown', code],
      );
    }
  });

  it('is written down as done, as refused, or as something nobody knows', async () => {
    const { perform, entries } = startWith({ ready: true });
    const act = (write: () => Promise<{ requestId: string }>) => perform({ by, kind: 'person', noted, write });
    await act(async () => ({ requestId: 'r1' }));
    const refusal = new AppError('dingtalk_refused', 'no', { dingtalk: { code: '60104', requestId: 'r2' } });
    await assert.rejects(
      act(async () => Promise.reject(refusal)),
      { about: { field: 'mobile', reason: 'taken' } },
    );
    const silence = new AppError('dingtalk_unreachable', 'no answer');
    await assert.rejects(
      act(async () => Promise.reject(silence)),
      { about: { reason: 'unknown_outcome' } },
    );
    assert.deepEqual(
      entries.map(({ outcome, code, dingtalkRequestId }) => [outcome, code, dingtalkRequestId]),
      [
        ['done', undefined, 'r1'],
        ['refused', '60104', 'r2'],
        ['unknown', 'dingtalk_unreachable', undefined],
      ],
    );
  });

  it('is alone with the person while it lasts, and leaves the way free when it fails', async () => {
    const { alone } = startWith({ ready: true });
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = alone(['person x'], () => promise);
    await assert.rejects(
      alone(['person y', 'person x'], async () => {}),
      { code: 'act_under_way' },
    );
    assert.equal(await alone(['person y'], async () => 'done'), 'done');
    resolve();
    await first;
    await assert.rejects(alone(['person x'], async () => Promise.reject(new Error('failed'))));
    assert.equal(await alone(['person x'], async () => 'done'), 'done');
  });
});
