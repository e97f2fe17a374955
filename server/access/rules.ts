/**
 * The rules that count at this moment.
 *
 * Owns: keeping them as the file says, all or nothing: a file with mistakes leaves those running that were good.
 * Does not: know sessions or requests, or judge anybody. An administrator of DingTalk is none of Foyer's unless the file
 * says so.
 * Called by: whoever decides or explains; `services.ts` opens it.
 */
import type { Logger } from '../logger.ts';
import type { FindVariable } from '../secret.ts';
import type { Rules, Tool } from './tool.ts';
import type { ParseOptions } from './tool-entries.ts';
import { parseToolsFile } from './tools-file.ts';
import { ToolsFileError } from './tools-file-error.ts';
import { readToolsFile } from './tools-file-text.ts';
import { watchFile } from './watched-file.ts';

/** What became of the file when it had changed; `report` says what is wrong with one that does not count. */
export type Reload = { before: Rules; after: Rules } | { report: string };

/** Who is an administrator of Foyer. */
export type Administrators = {
  /** Looks at the file first, so that whoever is taken out of it is refused from the next request. */
  has(userId: string): boolean;
};

export type LiveRules = Administrators & {
  /** The rules. Cheap enough for every request, and the same objects until the text of the file has changed. */
  current(): Rules;
  /** What is wrong with the file as it is now, while earlier rules still count; null when nothing is. */
  report(): string | null;
  /** The file, as Foyer was told of it; null when there is none. */
  file: string | null;
  /** Reads the file now. A file with mistakes changes nothing, and the log has the report. */
  reload(): void;
  /** Tells of every change of the file from now on, once each. */
  follow(listener: (reload: Reload) => void): void;
  close(): void;
};

type OpenOptions = {
  /** Null when there is no file; the fallback then says all there is to say. */
  file: string | null;
  fallback: Pick<LiveRules, 'current'>;
  log: Pick<Logger, 'info' | 'error'>;
  /** Foyer's own address: no tool may be at its host. */
  ownOrigin: string;
  /** The variables that the file may name as `${NAME}`. */
  findVariable: FindVariable;
};

/** Puts rules together: tools can then be found by the addresses they answer at, and by their client ids. */
export function createRules({ admins, tools }: { admins: Iterable<string>; tools: readonly Tool[] }): Rules {
  const byOrigin = new Map(tools.flatMap((tool) => tool.origins.map((origin) => [origin, tool] as const)));
  const byClientId = new Map(tools.flatMap((tool) => (tool.oidc ? [[tool.oidc.clientId, tool] as const] : [])));
  return { admins: new Set(admins), tools, byOrigin, byClientId };
}

/**
 * Opens the rules.
 *
 * @throws {ToolsFileError} when the file has mistakes: at the start there are no earlier rules that could go on
 */
export function openRules({ file, fallback, log, ...parseOptions }: OpenOptions): LiveRules {
  if (file === null) {
    const { current } = fallback;
    const has = (userId: string) => current().admins.has(userId);
    return { current, has, report: () => null, file, reload: () => {}, follow: () => {}, close: () => {} };
  }
  const kept = keep(file, parseOptions, log);
  const watched = watchFile(file, kept.reload);
  return {
    ...kept,
    has(userId) {
      watched.look();
      return kept.current().admins.has(userId);
    },
    file,
    close: watched.close,
  };
}

function keep(file: string, options: ParseOptions, log: OpenOptions['log']) {
  const understand = (text: string) => createRules(parseToolsFile(file, text, options));
  let text = readToolsFile(file);
  let rules = understand(text);
  let report: string | null = null;
  const listeners: ((reload: Reload) => void)[] = [];
  const tell = (reload: Reload) => {
    for (const listener of listeners) listener(reload);
  };

  const read = () => {
    const current = readToolsFile(file);
    if (current === text) return;
    const before = rules;
    rules = understand(current);
    text = current;
    tell({ before, after: rules });
    const counts = { administrators: rules.admins.size, tools: rules.tools.length };
    log.info({ file, ...counts }, 'the file with administrators and tools has changed, and counts');
  };
  const reload = () => {
    try {
      read();
      report = null;
    } catch (error) {
      if (!(error instanceof ToolsFileError)) throw error;
      if (error.message !== report) {
        log.error({ file, report: error.message }, 'what the file said before still counts');
        tell({ report: error.message });
      }
      report = error.message;
    }
  };
  return {
    current: () => rules,
    report: () => report,
    reload,
    follow: (listener: (typeof listeners)[number]) => void listeners.push(listener),
  };
}
