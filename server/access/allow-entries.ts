/**
 * What the file says of people: `allow`, `rules` and `groups`, and who the administrators are.
 *
 * Owns: the forms of their entries. Does not: judge anybody (`conditions.ts`).
 * Called by: `tools-file.ts`, `tool-entries.ts`.
 */
import { isScalar } from 'yaml';
import { tidy } from './conditions.ts';
import type { Allow, Condition, GroupFilter } from './tool.ts';
import {
  type Check,
  describe,
  type Found,
  type Keys,
  lineOf,
  readKeys,
  readList,
  readText,
  refuse,
  sourceOf,
} from './yaml-walk.ts';

const MOST_ENTRIES = 1_000;
const MOST_CHARACTERS = 256;
const MOST_LEVELS = 50;
const USER_ID = /^[^\s\p{C}]{1,128}$/u;
const DEPARTMENT_ID = /^[1-9]\d{0,14}$/;
/** Invisible characters, which would make two names look like one. */
const INVISIBLE = /\p{C}/u;

/** Whose userId stands there; null when it is none, which is then reported. */
export function readUserId(value: Found, check: Check): string | null {
  return readText(value, { expected: 'a userId', isRight: (text) => USER_ID.test(text) }, check);
}

/** Whether a text can be a name of the company's: of a department, a role, a title. */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= MOST_CHARACTERS && !INVISIBLE.test(text);
}

/** Who may enter. What is wrong in it lets nobody in, and is reported. */
export function readAllow(value: Found, check: Check): Allow {
  const { node } = value;
  const line = lineOf(value, check);
  if (isScalar(node) && node.value === 'everyone') return { line, kind: 'everyone' };
  const conditions = readEntries(value, 'everyone, or a list such as "- department: <name>"', check);
  return { line, kind: 'any', conditions: conditions.flatMap((entry) => readCondition(entry, check) ?? []) };
}

/** The groups that a tool is told. */
export function readGroups(value: Found, check: Check): GroupFilter {
  const entries = readEntries(value, 'a list such as "- department: <name>" and "- role: <name>"', check);
  return entries.flatMap((entry): GroupFilter => {
    const { department, role } = readOne(entry, ['department', 'role'], check);
    const named = department && readDepartment(department, check);
    if (named) return [named];
    const name = role && readName(role, 'the name of a role', check);
    return name ? [{ kind: 'role', name }] : [];
  });
}

function readEntries(value: Found, expected: string, check: Check): Found[] {
  const entries = readList(value, expected, check);
  if (entries.length <= MOST_ENTRIES) return entries;
  refuse(value, `${entries.length} entries`, `at most ${MOST_ENTRIES}`, check);
  return [];
}

const kinds = ['department', 'user', 'role', 'title', 'administrators'] as const;

function readCondition(entry: Found, check: Check): Condition | null {
  const line = check.lineOf(entry.at);
  const word = isScalar(entry.node) ? entry.node.value : null;
  if (word === 'administrators') return { line, kind: word };
  if (word === 'everyone') {
    refuse(entry, '"everyone" in a list', '"allow: everyone" on one line, or a list without it', check);
    return null;
  }
  const who = readWho(readOne(entry, kinds, check), check);
  return who && { line, ...who };
}

type Who =
  | Department
  | { kind: 'user'; userId: string }
  | { kind: 'role' | 'title'; name: string }
  | { kind: 'administrators' };

function readWho(
  { department, user, role, title, administrators }: Keys<(typeof kinds)[number]>,
  check: Check,
): Who | null {
  if (department) return readDepartment(department, check);
  if (administrators) return readAdministrators(administrators, check);
  const userId = user && readUserId(user, check);
  if (userId) return { kind: 'user', userId };
  const roleName = role && readName(role, 'the name of a role', check);
  if (roleName) return { kind: 'role', name: roleName };
  const titleName = title && readName(title, 'a title', check);
  return titleName ? { kind: 'title', name: titleName } : null;
}

/** The one key of an entry. Two of them look as if both had to hold, and lines let people in one by one. */
function readOne<Kind extends string>(entry: Found, known: readonly Kind[], check: Check): Keys<Kind> {
  const before = check.problems.length;
  const keys = readKeys(entry, known, check);
  const given = Object.values<Found | undefined>(keys);
  if (given.length === 1 || check.problems.length > before) return keys;
  const found = given.length === 0 ? 'an empty entry' : `${given.length} keys in one entry`;
  refuse(entry, found, 'one key for each "-"; each entry lets people in on its own', check);
  return {};
}

/** Only `true` makes sense: whom `false` would let in nobody could say. */
function readAdministrators(value: Found, check: Check): Who | null {
  if (isScalar(value.node) && value.node.value === true) return { kind: 'administrators' };
  refuse(value, describe(value.node), '"- administrators" alone', check);
  return null;
}

function readName(value: Found, expected: string, check: Check): string | null {
  const text = readText(value, { expected, isRight: isName }, check);
  return text === null ? null : tidy(text);
}

type Department = { kind: 'department'; id: number } | { kind: 'department'; path: readonly string[] };

/** A number, in quotes or not, is an id; everything else is names from the top down. */
function readDepartment(value: Found, check: Check): Department | null {
  const { node } = value;
  const written = isScalar(node) && typeof node.value !== 'boolean' && node.value !== null ? sourceOf(node) : '';
  if (DEPARTMENT_ID.test(written)) return { kind: 'department', id: Number(written) };
  const path = isScalar(node) && typeof node.value === 'string' ? node.value.split('/').map(tidy) : [];
  if (path.length > 0 && path.length <= MOST_LEVELS && path.every(isName)) return { kind: 'department', path };
  refuse(value, describe(node), 'the id of a department, or its names from the top down, joined by "/"', check);
  return null;
}
