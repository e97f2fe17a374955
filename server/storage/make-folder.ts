import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and the ones above it that are missing, for its owner alone.
 *
 * One level at a time: Node's recursive call never comes back where the system refuses new folders (`/proc`).
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another first start was quicker.
    if (!existsSync(folder)) throw error;
  }
}
