import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Excepted } from '../dingtalk/company-directory.ts';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { openDatabase } from '../storage/open-database.ts';
import { randomRuns } from '../testing/random-runs.ts';
import { openReplica, type Replica } from './replica.ts';
import { sightOf, type Viewer } from './sight.ts';

type Place = { id: number; parentId: number | null; hidden?: Partial<Excepted> };
type Member = { userId: string; departmentIds: readonly number[] };
type Company = { places: readonly Place[]; people: readonly Member[] };

const except = ({ departmentIds = [], userIds = [] }: Partial<Excepted>): Excepted => ({ departmentIds, userIds });

function open({ places, people }: Company): Replica {
  const replica = openReplica(openDatabase(':memory:'));
  for (const { id, parentId, hidden } of places) {
    replica.departments.put({ id, name: `部门${id}`, parentId }, { position: 0, run: 1 });
    replica.departments.hide(id, hidden && except(hidden));
  }
  for (const person of people) put(replica, person);
  return replica;
}

function put(replica: Replica, { userId, departmentIds }: Member): void {
  const ids = { corpId: 'ding1' as CorpId, userId: userId as UserId, unionId: `union ${userId}` as UnionId };
  const flags = { hidesMobile: false, isAdmin: false, isBoss: false, isActive: true, leads: false };
  const record = { ...ids, ...flags, name: `Person ${userId}`, departmentIds: [...departmentIds] };
  replica.transact(() =>
    replica.putListed(record, { departmentId: departmentIds[0] ?? 0, run: 1, readings: new Map() }),
  );
}

const viewer = (userId: string, ...departmentIds: number[]): Viewer => ({
  userId,
  departments: departmentIds.map((id) => ({ id })),
});

/** Whom somebody finds with some words, or with none, in a department or in all. */
function find(replica: Replica, who: Viewer, q: string, departmentId?: number): string[] {
  const { clearance } = sightOf(who, replica.departments);
  const place = departmentId === undefined ? {} : { departmentId };
  const { ids, total } = replica.index.search({ q, clearance, limit: 100, ...place });
  assert.equal(total, ids.length);
  return ids.map((id) => replica.findById(id)?.record.userId ?? '').toSorted();
}

/** Research (10) hides its workshop (11), and the workshop its vault (112); the board (30) is hidden from everybody. */
const company: Company = {
  places: [
    { id: 1, parentId: null },
    { id: 10, parentId: 1 },
    { id: 11, parentId: 10, hidden: { departmentIds: [20, 900], userIds: ['guest', 'both'] } },
    { id: 111, parentId: 11 },
    { id: 112, parentId: 11, hidden: { userIds: ['thief', 'both'] } },
    { id: 1121, parentId: 112 },
    { id: 20, parentId: 1 },
    { id: 21, parentId: 20 },
    { id: 30, parentId: 1, hidden: {} },
  ],
  people: [
    ...[1, 10, 11, 111, 112, 1121, 20, 21, 30].map((id) => ({ userId: `p${id}`, departmentIds: [id] })),
    { userId: 'mixed', departmentIds: [112, 21] },
    { userId: 'stranger', departmentIds: [777] },
    { userId: 'nowhere', departmentIds: [] },
  ],
};

const OPEN = [1, 10, 20, 21];
const WORKSHOP = [...OPEN, 11, 111];
const VAULT = [...WORKSHOP, 112, 1121];

const table: readonly (readonly [who: string, Viewer, seen: readonly number[]])[] = [
  ['a member', viewer('a', 11), WORKSHOP],
  ['a member below', viewer('a', 111), WORKSHOP],
  ['a member of a permitted department', viewer('a', 20), WORKSHOP],
  ['a member below a permitted department', viewer('a', 21), WORKSHOP],
  ['a member of a permitted department that the app does not know', viewer('a', 900), WORKSHOP],
  ['a permitted person', viewer('guest', 10), WORKSHOP],
  ['a member of the inner one', viewer('a', 112), VAULT],
  ['a member below the inner one', viewer('a', 1121), VAULT],
  ['a member of the outer one whom the inner one permits', viewer('thief', 11), VAULT],
  ['somebody whom both permit', viewer('both', 10), VAULT],
  ['somebody whom the inner one alone permits', viewer('thief', 10), OPEN],
  ['an outsider', viewer('a', 10), OPEN],
  ['whoever is in the company itself', viewer('a', 1), OPEN],
  ['whoever is hidden elsewhere', viewer('a', 30), [...OPEN, 30]],
  ['whoever is in two departments', viewer('a', 30, 111), [...WORKSHOP, 30]],
  ['whoever has no department', viewer('a'), OPEN],
];

describe('what somebody sees', () => {
  for (const [who, looking, seen] of table) {
    // A mistake here shows to everybody what the company keeps to a few.
    it(`is exact for ${who}`, () => {
      const replica = open(company);
      const sight = sightOf(looking, replica.departments);
      const ids = company.places.map(({ id }) => id);
      const expected = ids.filter((id) => seen.includes(id));
      assert.deepEqual(ids.filter(sight.sees), expected);
      assert.deepEqual(
        sight.listAll().map(({ id }) => id),
        replica.departments
          .listAll()
          .map(({ id }) => id)
          .filter((id) => seen.includes(id)),
      );
      assert.deepEqual(
        ids.filter((id) => sight.find(id) !== null),
        expected,
      );
      const people = company.people.filter(({ departmentIds }) => sight.seesPersonIn(departmentIds));
      const shown = [...expected.map((id) => `p${id}`), 'mixed', 'stranger', 'nowhere'].toSorted();
      assert.deepEqual(people.map(({ userId }) => userId).toSorted(), shown);
      assert.deepEqual(find(replica, looking, ''), shown);
      assert.deepEqual(find(replica, looking, 'person'), shown);
    });
  }

  it('is everything, without asking about anything, where nothing is hidden', () => {
    const places = company.places.map(({ id, parentId }) => ({ id, parentId }));
    const { departments } = open({ ...company, places });
    const { clearance, listAll } = sightOf(viewer('a', 10), departments);
    assert.deepEqual([clearance, listAll().length], [{ departmentIds: [], isComplete: true }, places.length]);
  });

  it('is no department that does not exist', () => {
    const { departments } = open(company);
    const sight = sightOf(viewer('a', 10), departments);
    assert.deepEqual([sight.sees(999), sight.find(999), sight.listBelow(999)], [false, null, []]);
  });

  it('is nothing that is hidden, for a search that does not say whose it is', () => {
    const replica = open(company);
    const { total } = replica.index.search({ q: 'person', limit: 100 });
    assert.equal(total, find(replica, viewer('a', 10), 'person').length);
  });

  it('bears hundreds of hidden departments', () => {
    const many = Array.from({ length: 1_500 }, (_, index) => ({ id: 1_000 + index, parentId: 1 }));
    const places = [
      { id: 1, parentId: null },
      { id: 2, parentId: 1, hidden: {} },
      ...many.map((place) => ({ ...place, hidden: { userIds: ['guest'] } })),
    ];
    const people = [1_000, 2_499, 2, 1].map((id) => ({ userId: `p${id}`, departmentIds: [id] }));
    const replica = open({ places, people });
    for (const q of ['', 'person']) {
      assert.deepEqual(find(replica, viewer('guest', 1), q), ['p1', 'p1000', 'p2499']);
      assert.deepEqual(find(replica, viewer('a', 1), q), ['p1']);
      assert.deepEqual(find(replica, viewer('guest', 1), q, 1), ['p1', 'p1000', 'p2499']);
    }
  });

  it('follows people and departments when they are written again', () => {
    const replica = open(company);
    const outsider = viewer('a', 10);
    put(replica, { userId: 'p11', departmentIds: [10] });
    put(replica, { userId: 'p10', departmentIds: [11] });
    const found = find(replica, outsider, '');
    assert.deepEqual([found.includes('p11'), found.includes('p10')], [true, false]);
    replica.departments.hide(11, undefined);
    put(replica, { userId: 'p10', departmentIds: [11] });
    assert.ok(find(replica, outsider, '').includes('p10'));
    replica.departments.put({ id: 11, name: '工坊', parentId: 30 }, { position: 0, run: 2 });
    put(replica, { userId: 'p10', departmentIds: [11] });
    assert.equal(find(replica, outsider, '').includes('p10'), false);
  });
});

describe('any company, whoever looks', () => {
  const COUNT = 9;
  const ids = Array.from({ length: COUNT }, (_, index) => index + 1);
  const some = fc.subarray(ids, { maxLength: 3 });
  const place = fc.record({
    parent: fc.nat(),
    hidden: fc.option(fc.record({ departmentIds: some, userIds: fc.subarray(['viewer', 'other']) }), {
      nil: undefined,
    }),
  });
  const anyCompany = fc.record({
    places: fc.array(place, { minLength: COUNT, maxLength: COUNT }),
    people: fc.array(some, { maxLength: 8 }),
    own: some,
  });

  /** Each below one that came before it, so that they make a tree. */
  function toCompany(drawn: typeof anyCompany extends fc.Arbitrary<infer T> ? T : never): Company {
    const places = drawn.places.map(({ parent, hidden }, index) => ({
      id: index + 1,
      parentId: index === 0 ? null : (parent % index) + 1,
      ...(hidden && { hidden }),
    }));
    const people = drawn.people.map((departmentIds, index) => ({ userId: `p${index}`, departmentIds }));
    return { places, people };
  }

  function wayUp({ places }: Company, id: number): number[] {
    const parentId = places.find((one) => one.id === id)?.parentId ?? null;
    return parentId === null ? [id] : [id, ...wayUp({ places, people: [] }, parentId)];
  }

  /** The rule as it is written, without any of the ways in which it is made fast. */
  function mayBeSeen(all: Company, own: readonly number[], id: number): boolean {
    const mine = own.flatMap((one) => wayUp(all, one));
    return wayUp(all, id).every((above) => {
      const hidden = all.places.find((one) => one.id === above)?.hidden;
      if (hidden === undefined || mine.includes(above)) return true;
      return hidden.userIds?.includes('viewer') || hidden.departmentIds?.some((one) => mine.includes(one));
    });
  }

  // The index answers in other words than the rule: where both differ, somebody is shown who must not be.
  it('shows and finds exactly whom the rule says, everywhere and in each department', (t) => {
    const property = fc.property(anyCompany, (drawn) => {
      const all = toCompany(drawn);
      const replica = open(all);
      const looking = viewer('viewer', ...drawn.own);
      const seen = ids.filter((id) => mayBeSeen(all, drawn.own, id));
      const sight = sightOf(looking, replica.departments);
      assert.deepEqual(ids.filter(sight.sees), seen);
      for (const place of [undefined, ...seen]) {
        const isShown = ({ departmentIds }: Member) =>
          (place === undefined && departmentIds.length === 0) ||
          departmentIds.some((id) => seen.includes(id) && (place === undefined || wayUp(all, id).includes(place)));
        const expected = all.people.filter(isShown).map(({ userId }) => userId);
        for (const q of ['', 'person'])
          assert.deepEqual(find(replica, looking, q, place), expected, `${q} in ${place}`);
      }
    });
    fc.assert(property, randomRuns(t, 150));
  });
});
