/**
 * One diagnosis at a time, however many want to see it.
 *
 * Owns: that whoever asks while one is under way sees that one from its beginning, and that it stops when nobody looks
 * any more. A diagnosis asks DingTalk two dozen things, and pages are reloaded.
 * Does not: examine anything. Called by: `routes.ts`.
 */
import type { Logger } from '../logger.ts';
import type { DiagnosisLine } from './schema.ts';

type Start = (signal: AbortSignal) => AsyncGenerator<DiagnosisLine>;

type SharedDiagnosis = {
  /** The lines of the diagnosis that is under way, or of a new one, until the signal ends the looking. */
  follow(signal: AbortSignal): AsyncGenerator<DiagnosisLine>;
};

/** What is under way; `news` resolves with the next line, or with the end. */
type UnderWay = {
  lines: DiagnosisLine[];
  isOver: boolean;
  lookers: number;
  news: PromiseWithResolvers<void>;
  stop: AbortController;
};

/** Opens the place where a diagnosis can be followed. */
export function createSharedDiagnosis(start: Start, log: Pick<Logger, 'error'>): SharedDiagnosis {
  let current: UnderWay | null = null;

  const begin = (): UnderWay => {
    const begun: UnderWay = { lines: [], isOver: false, lookers: 0, news: newNews(), stop: new AbortController() };
    void carryOn(begun, start, log).finally(() => {
      if (current === begun) current = null;
    });
    return begun;
  };

  return {
    async *follow(signal) {
      current ??= begin();
      const watched = current;
      watched.lookers += 1;
      try {
        yield* linesOf(watched, signal);
      } finally {
        watched.lookers -= 1;
        if (watched.lookers === 0) {
          watched.stop.abort();
          if (current === watched) current = null;
        }
      }
    },
  };
}

/** Never rejects: whoever follows sees that the last line is missing. */
async function carryOn(watched: UnderWay, start: Start, log: Pick<Logger, 'error'>): Promise<void> {
  const tell = () => {
    const { resolve } = watched.news;
    watched.news = newNews();
    resolve();
  };
  try {
    for await (const line of start(watched.stop.signal)) {
      watched.lines.push(line);
      tell();
    }
  } catch (err) {
    // One that was stopped may end as it likes; what goes wrong inside another is a finding, and never comes here.
    if (!watched.stop.signal.aborted) log.error({ err }, 'a diagnosis was cut off');
  } finally {
    watched.isOver = true;
    tell();
  }
}

async function* linesOf(watched: UnderWay, signal: AbortSignal): AsyncGenerator<DiagnosisLine> {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  let next = 0;
  while (!signal.aborted) {
    const { promise: news } = watched.news;
    const unread = watched.lines.slice(next);
    next += unread.length;
    yield* unread;
    if (unread.length > 0) continue;
    if (watched.isOver) return;
    await Promise.race([news, gone]);
  }
}

function newNews(): PromiseWithResolvers<void> {
  return Promise.withResolvers<void>();
}
