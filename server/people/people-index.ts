/**
 * Finding people: the search index beside the replica.
 *
 * Owns: the table `people_index`, which of the people found are on a page, and the alphabetical order of everybody.
 * Does not: keep anything in memory, know records or permissions, or begin transactions: whoever writes a person does.
 * Called by: whoever keeps the replica (`put`, `remove`), and whoever shows it (`search`).
 *
 * Nothing is ranked row by row: one letter finds half of a large company. What is found falls into tiers, each of them
 * a question that the index answers in the order of its rows, so that a page costs what is on it.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type Asked, type Place, readCursor, writeCursor } from './search-cursor.ts';
import { type Clearance, hiddenIn, inDepartment, toQuestion, toWords } from './search-query.ts';
import { fold, toPieces } from './search-text.ts';
import { type IndexedPerson, toTokens } from './search-tokens.ts';

export type { IndexedPerson } from './search-tokens.ts';

/** A question of somebody's; without a clearance, of somebody who sees nothing that is hidden. */
export type PeopleQuery = { q: string; departmentId?: number; clearance?: Clearance; cursor?: string; limit: number };
export type PeopleFound = { ids: number[]; total: number; nextCursor?: string };

export type PeopleIndex = {
  /** Puts a person in, in place of what was there; part of the caller's transaction. */
  put(id: number, person: IndexedPerson): void;
  remove(id: number): void;
  /** @throws {AppError} invalid_request, for a cursor that is not one of ours */
  search(query: PeopleQuery): PeopleFound;
};

const MOST_SORTED_CHARACTERS = 100;
/** Behind all letters: names without any. */
const LAST = '\u{10fffd}';

const NO_CLEARANCE: Clearance = { departmentIds: [], isComplete: false };

const COUNT = 'SELECT count(*) AS total FROM people_index WHERE people_index MATCH ?';

/** Opens the index of a database. */
export function openPeopleIndex(db: DatabaseSync): PeopleIndex {
  const put = db.prepare(`
    INSERT OR REPLACE INTO people_index (rowid, name, keys, inner, title, digits, departments)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const remove = db.prepare('DELETE FROM people_index WHERE rowid = ?');
  const findWords = searchWords(db);
  const findEverybody = listEverybody(db);
  return {
    put: (id, person) => {
      const { name, keys, inner, title, digits, departments } = toTokens(person);
      put.run(id, name, keys, inner, title, digits, departments);
    },
    remove: (id) => {
      remove.run(id);
    },
    search: (query) => (query.q.trim() === '' ? findEverybody(query) : findWords(query)),
  };
}

/** Alphabetical by pinyin, syllable by syllable, then by the name itself; Latin names by their letters. */
export function toSortKey(name: string, readings: readonly (readonly string[])[]): string {
  const words = readings[0] ?? toPieces(name);
  const key = words.length === 0 ? LAST : words.join(' ');
  return Array.from(`${key}\t${fold(name)}`)
    .slice(0, MOST_SORTED_CHARACTERS)
    .join('');
}

type Row = Place<number | string>;

/** Whoever fits some words, tier by tier, each in the order in which people came. */
function searchWords(db: DatabaseSync): (query: PeopleQuery) => PeopleFound {
  const count = db.prepare(COUNT);
  const page = db.prepare(`
    SELECT rowid AS id FROM people_index WHERE people_index MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?`);

  const findPage = (tiers: readonly string[], start: Place<number>, most: number) => {
    const found: Row[] = [];
    for (let tier = start.within; tier < tiers.length && found.length < most; tier += 1) {
      const after = tier === start.within ? start.id : 0;
      const rows = page.all(tiers[tier] ?? '', after, most - found.length);
      found.push(...rows.map(({ id }) => ({ within: tier, id: Number(id) })));
    }
    return found;
  };

  return ({ q, departmentId, clearance = NO_CLEARANCE, cursor, limit }) => {
    const words = toWords(q);
    const asked = { whole: words?.each.join(' ') ?? '', departmentId, clearance };
    const start = cursor === undefined ? { within: 0, id: 0 } : readCursor(asked, cursor, isTier);
    if (words === null) return { ids: [], total: 0 };
    const { everybody, tiers } = toQuestion(words, asked);
    const total = Number(count.get(everybody)?.total);
    // On the first page it is known when nobody is left, and the other tiers need not be asked.
    const rows = findPage(tiers, start, cursor === undefined ? Math.min(limit + 1, total) : limit + 1);
    return toFound(rows, { asked, total, limit });
  };
}

/** Everybody, or everybody of a department, in alphabetical order. */
function listEverybody(db: DatabaseSync): (query: PeopleQuery) => PeopleFound {
  const after = '(sort_key, id) > (?, ?) ORDER BY sort_key, id LIMIT ?';
  const countAll = db.prepare('SELECT count(*) AS total FROM people');
  const countSome = db.prepare(COUNT);
  const pageOfAll = db.prepare(`SELECT sort_key, id FROM people WHERE ${after}`);
  const pageOfSeen = db.prepare(`
    SELECT sort_key, id FROM people INDEXED BY people_by_sort_key
    WHERE (hidden_under IS NULL OR EXISTS (
      SELECT 1 FROM json_each(hidden_under) AS own JOIN json_each(?) AS cleared ON own.value = cleared.value
    )) AND ${after}`);
  // Left to itself, SQLite would look up everybody of a large department, and sort them, for twenty.
  const pageOfSome = db.prepare(`
    SELECT sort_key, id FROM people INDEXED BY people_by_sort_key
    WHERE +id IN (SELECT rowid FROM people_index WHERE people_index MATCH ?) AND ${after}`);

  const countSeen = (clearance: Clearance) => {
    const all = Number(countAll.get()?.total);
    return clearance.isComplete ? all : all - Number(countSome.get(hiddenIn(null, clearance))?.total);
  };
  const pageOfEverybody = ({ departmentIds, isComplete }: Clearance, rest: readonly [string, number, number]) =>
    isComplete ? pageOfAll.all(...rest) : pageOfSeen.all(JSON.stringify(departmentIds), ...rest);

  return ({ departmentId, clearance = NO_CLEARANCE, cursor, limit }) => {
    const asked = { whole: '', departmentId, clearance };
    const start = cursor === undefined ? { within: '', id: 0 } : readCursor(asked, cursor, isSortKey);
    const department = departmentId === undefined ? null : inDepartment(departmentId, clearance);
    const everybody = countSeen(clearance);
    const total = department === null ? everybody : Number(countSome.get(department)?.total);
    const rest = [start.within, start.id, limit + 1] as const;
    // The department at the top has everybody in it, and need not be looked at.
    const rows =
      department === null || total === everybody
        ? pageOfEverybody(clearance, rest)
        : pageOfSome.all(department, ...rest);
    return toFound(
      rows.map(({ sort_key: sortKey, id }) => ({ within: String(sortKey), id: Number(id) })),
      { asked, total, limit },
    );
  };
}

function toFound(rows: readonly Row[], { asked, total, limit }: { asked: Asked; total: number; limit: number }) {
  const ids = rows.slice(0, limit).map(({ id }) => id);
  const last = rows[limit - 1];
  // One more than asked for was looked for: without it, this is the end.
  return rows.length > limit && last ? { ids, total, nextCursor: writeCursor(asked, last) } : { ids, total };
}

function isTier(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isSortKey(value: unknown): value is string {
  return typeof value === 'string';
}
