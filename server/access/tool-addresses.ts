/**
 * Where a tool is: its `url`, and the `hosts` it answers at.
 *
 * Owns: what an address must be like, so that one written in another way cannot be taken for it.
 * Does not: know requests; those are compared with an origin, letter by letter.
 * Called by: `tool-entries.ts`.
 */
import { isScalar } from 'yaml';
import { type Check, describe, type Found, readList, readText, refuse } from './yaml-walk.ts';

const MOST_HOSTS = 50;
const LONGEST_URL = 2_000;
const LONGEST_HOST = 253;
const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9]\d{0,4})?$/;

/** The address that the launcher leads to; null when it is none, which is then reported. */
export function readUrl(value: Found, check: Check): URL | null {
  const { node } = value;
  if (isScalar(node) && typeof node.value === 'string' && hasUserInfo(node.value)) {
    refuse(value, 'an address with a name or a password before its host', 'an address without them', check);
    return null;
  }
  const expected = 'an https address such as "https://wiki.example.com/"; http only for *.localhost';
  const text = readText(value, { expected, isRight: (written) => toUrl(written) !== null }, check);
  return text === null ? null : toUrl(text);
}

function hasUserInfo(text: string): boolean {
  return /^[^/]*\/\/[^/?#]*@/.test(text);
}

function toUrl(text: string): URL | null {
  // A parser takes backslashes for slashes and drops line ends; whoever reads the file does not.
  if (text.length > LONGEST_URL || !/^https?:\/\/[^\s\\\p{C}]+$/u.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.hostname.endsWith('.')) return null;
  return url.protocol === 'https:' || isLocal(url.hostname) ? url : null;
}

/** Names below `localhost` never leave this machine. */
function isLocal(hostname: string): boolean {
  return hostname.endsWith('.localhost');
}

/** What is already taken: hosts by the tool they belong to, and Foyer's own. */
export type TakenHosts = { byHost: Map<string, string>; ownHostname: string | null };

/** The origins of a tool, in the scheme of its `url`. */
export function readHosts(value: Found, tool: { id: string; url: URL }, taken: TakenHosts, check: Check): string[] {
  const entries = readList(value, 'a list of hosts such as [wiki.example.com]', check);
  if (entries.length > MOST_HOSTS) {
    refuse(value, `${entries.length} hosts`, `at most ${MOST_HOSTS}`, check);
    return [];
  }
  return entries.flatMap((entry) => {
    const host = readHost(entry, tool.url.protocol, check);
    if (host === null || !isFree(entry, { host, id: tool.id }, taken, check)) return [];
    return [`${tool.url.protocol}//${host}`];
  });
}

function readHost(entry: Found, scheme: string, check: Check): string | null {
  const { node } = entry;
  const written = isScalar(node) && typeof node.value === 'string' ? node.value : '';
  const meant = toHost(written, scheme);
  if (meant !== null && meant !== written) {
    refuse(entry, describe(node), JSON.stringify(meant), check);
    return null;
  }
  const expected =
    scheme === 'https:'
      ? 'one host such as "wiki.example.com": no address, no wildcard, no dot at its end'
      : 'a host below localhost such as "wiki.localhost:8080", because "url" is not https';
  return readText(entry, { expected, isRight: () => meant !== null }, check);
}

/** A host in the one way in which a browser writes it; null when it is none. */
function toHost(written: string, scheme: string): string | null {
  if (written.length > LONGEST_HOST || /[/\\?#@\s\p{C}]/u.test(written)) return null;
  const url = URL.parse(`${scheme}//${written}`);
  if (url === null || !HOST.test(url.host)) return null;
  return scheme === 'https:' || isLocal(url.hostname) ? url.host : null;
}

function isFree(entry: Found, { host, id }: { host: string; id: string }, taken: TakenHosts, check: Check): boolean {
  const { byHost, ownHostname } = taken;
  const owner = byHost.get(host);
  // Cookies know no ports: a tool at another port of Foyer's host would be sent Foyer's own.
  if (host.replace(/:\d+$/, '') === ownHostname)
    refuse(entry, `Foyer's own host "${host}"`, 'a host of its own', check);
  else if (owner !== undefined) refuse(entry, `"${host}", which belongs to "${owner}"`, 'each host once', check);
  else {
    byHost.set(host, id);
    return true;
  }
  return false;
}
