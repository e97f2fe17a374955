/**
 * Noticing that a file has changed.
 *
 * Owns: when to look, however the change was made: written in place, put in the file's place, or moved underneath it by
 * a symbolic link, as Kubernetes does. Does not: read the file.
 * Called by: `rules.ts`.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

export type WatchedFile = {
  /** Looks now. A change is told before this returns. */
  look(): void;
  close(): void;
};

/** Messages from the file system do not come from everywhere: not from a network, nor from another folder behind a link. */
const LOOK_EVERY_MS = 1_000;
/** Two changes within one tick of a file system's clock look like one; the coarsest ticks last two seconds. */
const SETTLED_MS = 2_000;
/** Whoever writes a file empties it first. A message comes at once, and would be answered with half of it. */
const WRITTEN_MS = 50;

/** Watches a file. `onChange` is also called when there may have been none: a young file is never sure. */
export function watchFile(file: string, onChange: () => void): WatchedFile {
  let stamp = stampOf(file);
  const look = () => {
    const current = stampOf(file);
    if (current !== undefined && current === stamp) return;
    stamp = current;
    onChange();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  const messages = watchFolder(dirname(file), look);
  return {
    look,
    close() {
      clearInterval(timer);
      messages.close();
    },
  };
}

/** What changes whenever the file does; undefined, which is no stamp, while it is too young to be sure. */
function stampOf(file: string): string | undefined {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(file);
    return Date.now() - ctimeMs < SETTLED_MS ? undefined : [dev, ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    return 'not there';
  }
}

/** The folder, because a file that is replaced takes its own watcher away with it. */
function watchFolder(folder: string, look: () => void): { close(): void } {
  let soon: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const close = () => {
    clearTimeout(soon);
    watcher?.close();
  };
  try {
    watcher = watch(folder, { persistent: false }, () => {
      clearTimeout(soon);
      soon = setTimeout(look, WRITTEN_MS).unref();
    });
    // A folder that goes away, or a system without room for one more watcher: the regular look goes on.
    watcher.on('error', close);
  } catch {
    // The same, at the start.
  }
  return { close };
}
