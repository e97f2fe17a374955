/**
 * What the load asks: requests as a browser sends them, each with somebody's cookie.
 *
 * Owns: their shape, and the files from which wrk takes them.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request without what tells people apart, which stands at the end of its cookie header. */
export type Head = { path: string; headers: Readonly<Record<string, string>>; cookieStart: string };

export type Questions = {
  heads: readonly Head[];
  /** The ends of cookie headers, all of one width. The one at `i` goes with the head at `i` modulo their number. */
  cookieEnds: readonly string[];
  /** Where both lie for wrk. */
  folder: string;
  width: number;
};

/** What Chrome sends when somebody opens a page; a proxy passes it all on with its question. */
export const browserHeaders = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-user': '?1',
  'sec-fetch-dest': 'document',
  'upgrade-insecure-requests': '1',
};

/** Lays questions down in a folder of their own. */
export function layDown(parent: string, heads: readonly Head[], cookieEnds: readonly string[]): Questions {
  const width = cookieEnds[0]?.length ?? 0;
  if (cookieEnds.some(({ length }) => length !== width)) throw new Error('the cookies differ in length');
  const folder = mkdtempSync(join(parent, 'questions-'));
  writeFileSync(join(folder, 'heads'), heads.map((head) => `${toText(head)}\0`).join(''));
  writeFileSync(join(folder, 'cookie-ends'), cookieEnds.join(''));
  return { heads, cookieEnds, folder, width };
}

/** The request as it goes over the wire, up to the end of its cookie header. */
function toText({ path, headers, cookieStart }: Head): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}cookie: ${cookieStart}`;
}

/** The path and all headers of the question at an index. */
export function questionAt(
  { heads, cookieEnds }: Questions,
  index: number,
): { path: string; headers: Head['headers'] } {
  const head = heads[index % heads.length];
  if (head === undefined) throw new Error('there is nothing to ask');
  return { path: head.path, headers: { ...head.headers, cookie: `${head.cookieStart}${cookieEnds[index]}` } };
}
