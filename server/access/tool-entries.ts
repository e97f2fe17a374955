/**
 * The tools that the file names.
 *
 * Owns: the form of a tool and of its path rules. Does not: know what people or addresses look like.
 * Called by: `tools-file.ts`.
 */
import { isMap } from 'yaml';
import type { FindVariable } from '../secret.ts';
import { isName, readAllow, readGroups } from './allow-entries.ts';
import { tidy } from './conditions.ts';
import { type ClientPlace, readOidcClient } from './oidc-client.ts';
import { readRules } from './rule-entries.ts';
import type { Tool } from './tool.ts';
import { readHosts, readUrl, type TakenHosts } from './tool-addresses.ts';
import {
  type Check,
  type Found,
  type Keys,
  lineOf,
  readFlag,
  readKeys,
  readList,
  readText,
  readWord,
  refuse,
} from './yaml-walk.ts';

const MOST_TOOLS = 1_000;
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LONGEST = { id: 64, name: 64, description: 256, icon: 32 } as const;

const keys = [
  'id',
  'name',
  'description',
  'icon',
  'url',
  'hosts',
  'allow',
  'rules',
  'username',
  'assertion',
  'corsPreflight',
  'groups',
  'oidc',
] as const;
type ToolKeys = Keys<(typeof keys)[number]>;

/** What no two tools may share. */
type Taken = { lineOfId: Map<string, number>; hosts: TakenHosts; clients: ClientPlace };

/** What the file goes by, besides its own text. */
export type ParseOptions = {
  /** Foyer's own address: no tool may be at its host. */
  ownOrigin?: string;
  /** The variables that the file may name as `${NAME}`; without it, none is set. */
  findVariable?: FindVariable;
};

/** The tools, in the order of the file. */
export function readTools(value: Found, { ownOrigin, findVariable = findNone }: ParseOptions, check: Check): Tool[] {
  const entries = readList(value, 'a list of tools', check);
  if (entries.length > MOST_TOOLS) {
    refuse(value, `${entries.length} tools`, `at most ${MOST_TOOLS}`, check);
    return [];
  }
  const ownHostname = ownOrigin === undefined ? null : new URL(ownOrigin).hostname;
  const clients = { lineOfClientId: new Map(), secrets: new Map(), findVariable, ownOrigin };
  const taken: Taken = { lineOfId: new Map(), hosts: { byHost: new Map(), ownHostname }, clients };
  return entries.flatMap((entry) => readTool(entry, taken, check) ?? []);
}

const findNone = () => 'unset' as const;

function readTool(entry: Found, taken: Taken, check: Check): Tool | null {
  const before = check.problems.length;
  const found = readKeys(entry, keys, check);
  if (isMap(entry.node)) requireKeys(entry, found, check);
  const id = found.id ? readId(found.id, taken.lineOfId, check) : null;
  const name = found.name ? readLine(found.name, 'name', check) : null;
  const url = found.url ? readUrl(found.url, check) : null;
  // Without an address of its own it is not known which scheme its hosts have; https is the usual one.
  const at = { id: id ?? '', url: url ?? new URL('https://tool.invalid') };
  const tool: Tool = {
    id: at.id,
    name: name ?? '',
    url: at.url.href,
    ...readLooks(found, check),
    origins: found.hosts ? readHosts(found.hosts, at, taken.hosts, check) : [],
    allow: found.allow ? readAllow(found.allow, check) : { line: lineOf(entry, check), kind: 'any', conditions: [] },
    rules: found.rules ? readRules(found.rules, check) : [],
    ...readManners(found, check),
    oidc: found.oidc ? readOidcClient(found.oidc, { toolId: id, place: taken.clients }, check) : null,
    line: lineOf(entry, check),
  };
  return check.problems.length === before ? tool : null;
}

function requireKeys(entry: Found, found: ToolKeys, check: Check): void {
  const examples = { id: 'id: wiki', name: 'name: Wiki', url: 'url: https://wiki.example.com/' } as const;
  for (const key of ['id', 'name', 'url'] as const)
    if (!found[key]) refuse(entry, `a tool without "${key}"`, examples[key], check);
}

function readId(value: Found, lineOfId: Map<string, number>, check: Check): string | null {
  const expected = 'an id of small letters, digits and single "-" such as "wiki"';
  const isRight = (text: string) => text.length <= LONGEST.id && ID.test(text);
  const id = readText(value, { expected, isRight }, check);
  if (id === null) return null;
  const first = lineOfId.get(id);
  if (first !== undefined) refuse(value, `the id "${id}", which line ${first} has`, 'an id of its own', check);
  else lineOfId.set(id, lineOf(value, check));
  return id;
}

function readLine(value: Found, what: 'name' | 'description', check: Check): string | null {
  const most = LONGEST[what];
  const expected = `a ${what} of at most ${most} characters, on one line`;
  const isRight = (text: string) => isName(text) && [...tidy(text)].length <= most;
  const text = readText(value, { expected, isRight }, check);
  return text === null ? null : tidy(text);
}

function readLooks({ description, icon }: ToolKeys, check: Check): Pick<Tool, 'description' | 'icon'> {
  const text = description && readLine(description, 'description', check);
  const sign = icon && readText(icon, { expected: 'one emoji, or one or two characters', isRight: isIcon }, check);
  return { ...(text && { description: text }), ...(sign && { icon: sign }) };
}

const letters = new Intl.Segmenter('zh', { granularity: 'grapheme' });
/** What joins and colours emoji is invisible by itself, and the only such thing that an icon may hold. */
const EMOJI_PARTS = /[\u200d\u{e0020}-\u{e007f}]/gu;

function isIcon(text: string): boolean {
  if (text.length > LONGEST.icon || /[\s\p{C}]/u.test(text.replace(EMOJI_PARTS, ''))) return false;
  const count = [...letters.segment(text)].length;
  return count === 1 || count === 2;
}

type Manners = Pick<Tool, 'username' | 'assertion' | 'corsPreflight' | 'groups'>;

/** How the tool is told who comes. */
function readManners({ username, assertion, corsPreflight, groups }: ToolKeys, check: Check): Manners {
  return {
    username: username ? readWord(username, ['subject', 'userId', 'jobNumber', 'email'], check) : 'subject',
    assertion: assertion ? readFlag(assertion, check) : false,
    corsPreflight: corsPreflight ? readWord(corsPreflight, ['refuse', 'pass'], check) : 'refuse',
    groups: groups ? readGroups(groups, check) : null,
  };
}
