/**
 * Who is an administrator of Foyer.
 *
 * Owns: the answer, kept as the file says it at this moment.
 * Does not: know sessions or requests. An administrator of DingTalk is none of Foyer's unless the file says so.
 * Called by: `sessions/require-administrator.ts`, and whoever tells people what they may do; `services.ts` opens it.
 */
import { statSync } from 'node:fs';
import type { Logger } from '../logger.ts';
import { parseToolsFile, readToolsFile, ToolsFileError } from './tools-file.ts';

export type Administrators = {
  has(userId: string): boolean;
  /** Reads the file now. A file with mistakes changes nothing, and the log has the report. */
  reload(): void;
  close(): void;
};

type OpenOptions = {
  /** Null when there is no file; the fallback then names all there are. */
  file: string | null;
  fallback: readonly string[];
  log: Pick<Logger, 'info' | 'error'>;
};

/** Nobody may ask for a while, and whoever has just edited the file looks into the log. */
const LOOK_EVERY_MS = 1_000;
/** Two changes within one tick of a file system's clock look like one; the coarsest ticks last two seconds. */
const SETTLED_MS = 2_000;

/**
 * Opens the administrators.
 *
 * Each question looks whether the file has changed, so that whoever is taken out of it is refused from the next request.
 *
 * @throws {ToolsFileError} when the file has mistakes: at the start there are no earlier rules that could go on
 */
export function openAdministrators({ file, fallback, log }: OpenOptions): Administrators {
  if (file === null) {
    const names = new Set(fallback);
    return { has: (userId) => names.has(userId), reload: () => {}, close: () => {} };
  }
  const watched = watch(file, log);
  const timer = setInterval(watched.look, LOOK_EVERY_MS);
  timer.unref();
  return {
    has(userId) {
      watched.look();
      return watched.names().has(userId);
    },
    reload: watched.reload,
    close: () => clearInterval(timer),
  };
}

function watch(file: string, log: OpenOptions['log']) {
  let stamp = stampOf(file);
  let text = readToolsFile(file);
  let names = new Set(parseToolsFile(file, text).admins);
  let report = '';

  const read = () => {
    const current = readToolsFile(file);
    if (current === text) return;
    text = current;
    names = new Set(parseToolsFile(file, text).admins);
    log.info({ file, administrators: names.size }, 'the file with the administrators has changed, and counts');
  };
  const reload = () => {
    try {
      read();
      report = '';
    } catch (error) {
      if (!(error instanceof ToolsFileError)) throw error;
      if (error.message !== report)
        log.error({ file, report: error.message }, 'what the file said before still counts');
      report = error.message;
    }
  };
  const look = () => {
    const current = stampOf(file);
    if (current !== undefined && current === stamp) return;
    stamp = current;
    reload();
  };
  return { look, reload, names: () => names };
}

/** What changes whenever the file does; undefined, which is no stamp, while it is too young to be sure. */
function stampOf(file: string): string | undefined {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file);
    return Date.now() - ctimeMs < SETTLED_MS ? undefined : [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    return 'not there';
  }
}
