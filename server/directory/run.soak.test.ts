import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { Company } from '../sandbox/company.ts';
import { createTestClock } from '../testing/clock.ts';
import { foundIn, pictureIn, pictureOf, readCompany, untilDone } from '../testing/company-run.ts';
import { randomRuns } from '../testing/random-runs.ts';
import { startTestSandbox, startTestServer } from '../testing/start-test-server.ts';

const ROOT = 1;
const FIRST_NEW = 480_000_001;

/** Something that happens to a company; numbers choose among whatever is there at that moment. */
type Event =
  | { kind: 'leave' | 'back' | 'rename' | 'title' | 'roles' | 'invite' | 'join' | 'move person'; a: number; b: number }
  | { kind: 'add department' | 'remove department' | 'rename department' | 'move department'; a: number; b: number };

const event = fc.record({
  kind: fc.constantFrom<Event['kind']>(
    ...(['leave', 'back', 'rename', 'title', 'roles', 'invite', 'join', 'move person'] as const),
    ...(['add department', 'remove department', 'rename department', 'move department'] as const),
  ),
  a: fc.nat(),
  b: fc.nat(),
});
const history = fc.array(event, { minLength: 1, maxLength: 25 });
const size = fc.record({ people: fc.constantFrom(0, 1, 40, 130, 260), departments: fc.constantFrom(0, 1, 3, 12) });

const names = ['王芳', '欧阳小伟', 'José García', '🌻 花', '曾志伟', ' '];
const titles = ['工程师', '', '总监', '产品经理'];
const roles = ['架构委员', '值班负责人', '安全员'];

function pick<T>(from: readonly T[], number: number): T {
  const chosen = from[number % from.length];
  assert.ok(chosen !== undefined);
  return chosen;
}

type Counter = { next: number };

const deeds: Readonly<Record<Event['kind'], (company: Company, a: number, b: number, counter: Counter) => void>> = {
  leave: (company, a) => company.markLeft(anyone(company, a)),
  back: (company, a) => company.markBack(anyone(company, a)),
  rename: (company, a, b) => company.rename(anyone(company, a), pick(names, b)),
  title: (company, a, b) => company.setTitle(anyone(company, a), pick(titles, b)),
  roles: (company, a, b) =>
    company.setRoles(
      anyone(company, a),
      roles.filter((_, at) => (b >> at) % 2 === 1),
    ),
  invite: (company, a, b) => company.setActive(anyone(company, a), b % 2 === 0),
  join(company, a, b, counter) {
    counter.next += 1;
    const departmentIds = [...new Set([place(company, a), place(company, b)])] as [number, ...number[]];
    company.addPerson({ userId: `joined-${counter.next}`, name: pick(names, a), departmentIds });
  },
  'move person': (company, a, b) =>
    company.movePerson(anyone(company, a), [...new Set([place(company, b), place(company, a)])]),
  'add department'(company, a, _, counter) {
    counter.next += 1;
    company.addDepartment(FIRST_NEW + counter.next, `新部门${counter.next}`, place(company, a));
  },
  'remove department'(company, a) {
    const empty = departmentsOf(company).filter(
      (id) =>
        id !== ROOT &&
        company.childrenOf(id).length === 0 &&
        !company.list().some(({ departmentIds }) => departmentIds.includes(id)),
    );
    if (empty.length > 0) company.removeDepartment(pick(empty, a));
  },
  'rename department': (company, a, b) => company.renameDepartment(place(company, a), `部门 ${b}`),
  'move department'(company, a, b) {
    const [id, parent] = [place(company, a), place(company, b)];
    if (id !== ROOT && !isBelow(company, parent, id)) company.moveDepartment(id, parent);
  },
};

function departmentsOf(company: Company): number[] {
  return (company.organizations[0]?.departments ?? []).map(({ id }) => id);
}

function place(company: Company, number: number): number {
  return pick(departmentsOf(company), number);
}

/** Any employee, or somebody who was one; never an external contact. */
function anyone(company: Company, number: number): string {
  return pick(
    company.list().filter(({ standing }) => standing !== 'external'),
    number,
  ).userId;
}

function isBelow(company: Company, id: number, top: number): boolean {
  for (let at: number | null = id; at !== null; at = company.findDepartment(at)?.parentId ?? null) {
    if (at === top) return true;
  }
  return false;
}

function live(company: Company, events: readonly Event[], counter: Counter): void {
  for (const { kind, a, b } of events) deeds[kind](company, a, b, counter);
}

describe('any company, and anything that happens to it between two readings', () => {
  async function open(t: TestContext, wanted: { people: number; departments: number }) {
    const dingtalk = await startTestSandbox(t, createTestClock(), { size: wanted, callsPerSecond: 1_000_000 });
    const { services } = await startTestServer(t, { dingtalk });
    return { dingtalk, services };
  }

  it('is known exactly after the second', async (t) => {
    const property = fc.asyncProperty(size, history, history, async (wanted, before, between) => {
      const { dingtalk, services } = await open(t, wanted);
      const counter = { next: 0 };
      live(dingtalk.company, before, counter);
      await readCompany(services);
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
      live(dingtalk.company, between, counter);
      const run = await readCompany(services, { allowRemovals: true });
      assert.equal(run.state, 'completed');
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
      for (const id of departmentsOf(dingtalk.company)) {
        const { members } = pictureOf(dingtalk).departments[id] ?? {};
        assert.equal(foundIn(services, id).length, members);
      }
      await Promise.all([services.runner.close(), dingtalk.close()]);
    });
    await fc.assert(property, randomRuns(t, 12));
  });

  it('is known exactly after the next one, when it happens in the middle of a reading', async (t) => {
    const steps = fc.nat(60);
    const property = fc.asyncProperty(size, steps, history, async (wanted, when, meanwhile) => {
      const { dingtalk, services } = await open(t, wanted);
      await readCompany(services);
      services.runner.run({ allowRemovals: true });
      await untilDone(services, when);
      live(dingtalk.company, meanwhile, { next: 0 });
      await services.runner.settled();
      assert.equal(services.runner.latest().run?.state, 'completed');
      await readCompany(services, { allowRemovals: true });
      assert.deepEqual(pictureIn(services), pictureOf(dingtalk));
      await Promise.all([services.runner.close(), dingtalk.close()]);
    });
    await fc.assert(property, randomRuns(t, 12));
  });
});
