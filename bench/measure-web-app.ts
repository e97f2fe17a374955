import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Manifest } from 'vite';
import type { Figure } from './figures.ts';

const MOST_KB = 180;
const root = join(import.meta.dirname, '..');

/** JavaScript that has to arrive before somebody can sign in, compressed as it is sent. */
export async function measureWebApp(outDir: string): Promise<Figure[]> {
  const configFile = join(root, 'vite.config.ts');
  // Built anew, with the list of what loads what: the built app in the checkout may be older than its sources.
  await build({ root: join(root, 'web'), configFile, logLevel: 'error', build: { outDir, manifest: true } });
  const manifest: Manifest = JSON.parse(readFileSync(join(outDir, '.vite/manifest.json'), 'utf8'));
  const needed = findSignInScripts(manifest);
  const all = Object.values(manifest).map(({ file }) => file);
  const target = { below: MOST_KB };
  return [
    { name: 'web app until sign-in, JavaScript with gzip', value: sizeOf(outDir, needed), unit: 'kB', target },
    { name: '  all of it', value: sizeOf(outDir, all), unit: 'kB', target: null },
  ];
}

/** Scripts of the page itself and of the lazily loaded parts that belong to signing in, with all they import. */
export function findSignInScripts(manifest: Manifest): string[] {
  const isNeeded = (name: string) => manifest[name]?.isEntry === true || name.startsWith('sign-in/');
  const found = new Set(Object.keys(manifest).filter(isNeeded));
  for (const name of found) {
    for (const imported of manifest[name]?.imports ?? []) found.add(imported);
  }
  return [...found].flatMap((name) => manifest[name]?.file ?? []);
}

function sizeOf(outDir: string, files: readonly string[]): number {
  const scripts = new Set(files.filter((file) => file.endsWith('.js')));
  const sizes = [...scripts].map((file) => gzipSync(readFileSync(join(outDir, file)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}
