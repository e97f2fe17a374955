/**
 * The addresses of a tool that is an OpenID Connect client.
 *
 * Owns: what such an address must be like. They are compared letter by letter later on, so each is written in the one way
 * in which a browser would write it.
 * Does not: know requests. Called by: `oidc-client.ts`.
 */
import { isScalar } from 'yaml';
import { isLoopback } from '../loopback.ts';
import { type Check, type Found, lineOf, quote, readList, readText, refuse } from './yaml-walk.ts';

/** `return` is where people are sent back to; `notice` is where Foyer itself calls. */
export type AddressUse = {
  use: 'return' | 'notice';
  /** An app on somebody's own device, which may have a scheme of its own. */
  isPublic: boolean;
  /** Foyer's own origin, where no tool is. */
  ownOrigin: string | undefined;
};

const MOST_ADDRESSES = 50;
const LONGEST = 2_048;
const EXAMPLE = '"https://tool.example.com/callback"';

/** The addresses of a list; what is wrong with one is reported. */
export function readAddresses(value: Found, use: AddressUse, check: Check): string[] {
  const entries = readList({ ...value, isSecret: true }, `a list of addresses such as [${EXAMPLE}]`, check);
  if (entries.length > MOST_ADDRESSES) {
    refuse(value, `${entries.length} addresses`, `at most ${MOST_ADDRESSES}`, check);
    return [];
  }
  const lineOfAddress = new Map<string, number>();
  return entries.flatMap((entry) => {
    const address = readAddress(entry, use, check);
    if (address === null) return [];
    const first = lineOfAddress.get(address);
    if (first !== undefined) refuse(entry, `an address that line ${first} has`, 'each address once', check);
    lineOfAddress.set(address, lineOf(entry, check));
    return [address];
  });
}

/** One address; null when it is none that may stand there, which is then reported. */
export function readAddress(value: Found, use: AddressUse, check: Check): string | null {
  const { node } = value;
  if (!isScalar(node) || typeof node.value !== 'string')
    return readText(value, { expected: `an address such as ${EXAMPLE}`, isRight: () => true }, check);
  const text = node.value;
  const expected = findFault(text, use);
  if (expected === null) return text;
  refuse(value, describeAddress(text, use), expected, check);
  return null;
}

/**
 * The first address that an app with a scheme of its own may not have beside it; null when there is none.
 *
 * @see {@link https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata} `native`
 */
export function findStranger(addresses: readonly string[]): string | null {
  const isNative = addresses.some((address) => !/^https?:/.test(address));
  return (isNative && addresses.find(isForNoApp)) || null;
}

function isForNoApp(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  const isPlainLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'http:' ? !isPlainLoopback : protocol === 'https:' && isPlainLoopback;
}

/** A password before the host is not repeated, nor what may be the key to a notice. */
function describeAddress(text: string, use: AddressUse): string {
  return text.includes('@') ? 'an address with "@" in it' : quote(withoutKey(text, use));
}

function withoutKey(address: string, { use }: AddressUse): string {
  return use === 'notice' ? address.replace(/\?.*/s, '?…') : address;
}

/** What is expected instead; null when nothing is wrong. */
function findFault(text: string, use: AddressUse): string | null {
  const oddity = findOddWriting(text);
  if (oddity !== null) return oddity;
  const url = URL.parse(text);
  if (url === null) return `a whole address such as ${EXAMPLE}`;
  return findWrongScheme(url, text, use) ?? findWrongHost(url, use) ?? findOtherForm(url, text, use);
}

/** What a parser would take in silence, and take for something else than the reader of the file. */
function findOddWriting(text: string): string | null {
  if (text.length > LONGEST) return `an address of at most ${LONGEST} characters`;
  if (/[\s\p{C}]/u.test(text)) return 'an address without blanks and invisible characters';
  if (text.includes('\\')) return 'an address without "\\"';
  if (text.includes('#')) return 'an address without "#"';
  if (text.includes('*')) return 'a whole address: nothing in it stands for anything else';
  return hasDotSegment(text) ? 'a path without "." and ".." as names' : null;
}

/** Also what is one only for somebody who decodes, decodes again, or cuts `;x` off a name. */
function hasDotSegment(text: string): boolean {
  const path = text.replace(/^[^:/?]*:(?:\/\/[^/?]*)?/, '').replace(/\?.*/s, '');
  const plain = path.replace(/%(?:25)*(2e|2f|5c|3b)/gi, (_, code: string) => String.fromCharCode(Number(`0x${code}`)));
  return /(?:^|[/\\])\.{1,2}(?:;[^/\\]*)?(?:[/\\]|$)/.test(plain);
}

function findWrongScheme({ protocol, hostname }: URL, text: string, { use, isPublic }: AddressUse): string | null {
  if (protocol === 'https:') return null;
  if (protocol === 'http:')
    return isLoopback(hostname) ? null : 'an https address; http only for localhost, *.localhost, 127.0.0.1 and [::1]';
  if (use === 'notice') return 'an https address';
  if (!isPublic) return 'an https address; a scheme of its own is for "public: true"';
  // Schemes without a dot belong to everybody, and some of them run what follows: javascript, data.
  const expected = 'an https address, or one such as "com.example.app:/callback": a domain of yours, backwards';
  return /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+:\/./i.test(text) ? null : expected;
}

function findWrongHost({ origin, hostname, username, password }: URL, { ownOrigin }: AddressUse): string | null {
  if (username !== '' || password !== '') return 'an address without a name or a password before its host';
  if (hostname.endsWith('.')) return 'a host without a dot at its end';
  return origin === ownOrigin ? 'an address of the tool, not of Foyer' : null;
}

/** An origin alone has one meaning with the slash and without it; whichever the tool sends must be found. */
function findOtherForm({ href, origin }: URL, text: string, use: AddressUse): string | null {
  return text === href || text === origin ? null : JSON.stringify(withoutKey(href, use));
}
