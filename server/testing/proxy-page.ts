/**
 * The configurations that the documentation prints, so that tests run the very text that people copy.
 *
 * Owns: finding them, and filling in what the pages say is to be replaced.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const proxyPages = join(import.meta.dirname, '../../docs/proxies');

/** Texts by what stands after the language of their block: `file=/etc/nginx/foyer/tool.conf`, `part=public`. */
export type Snippets = ReadonlyMap<string, string>;

/** The configurations of a page. */
export function readSnippets(page: string): Snippets {
  const text = readFileSync(join(proxyPages, page), 'utf8');
  const blocks = text.matchAll(/^```\w+ ((?:file|part)=\S+)\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, name = '', body = '']) => [name, body]));
}

/** One of them. */
export function getSnippet(snippets: Snippets, name: string): string {
  const text = snippets.get(name);
  if (text === undefined) throw new Error(`no page prints ${name}`);
  return text;
}

/** Puts values in the place of what stands for them; each must be there, or the page and the test mean different things. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((filled, [placeholder, value]) => {
    if (!filled.includes(placeholder)) throw new Error(`${placeholder} is not in the configuration:\n${filled}`);
    return filled.replaceAll(placeholder, () => value);
  }, text);
}

/** Writes a configuration file, with the folders it is in; gives its path. */
export function writeConfiguration(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
