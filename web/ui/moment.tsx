/** Points in time in the reader's words. */
import { Foreign } from './foreign.tsx';

/** Draws a date and time. */
export function Moment({ at, language }: { at: string; language: string }) {
  return <time dateTime={at}>{formatMoment(at, language)}</time>;
}

/** Draws a day, given as YYYY-MM-DD. A day has no time zone: it is the same one for every reader. */
export function Day({ on, language }: { on: string; language: string }) {
  const day = new Date(`${on}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return <Foreign text={on} />;
  return (
    <time dateTime={on}>{new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(day)}</time>
  );
}

/** Draws a date and time to the second, with how far the reader's clock is from everybody's. */
export function ExactMoment({ at, language }: { at: string; language: string }) {
  const moment = new Date(at);
  const format = new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  // Asked for together, Chinese has the offset between the day and the hour.
  const offset = new Intl.DateTimeFormat(language, { timeZoneName: 'shortOffset' })
    .formatToParts(moment)
    .find(({ type }) => type === 'timeZoneName');
  return (
    <time dateTime={at}>
      {format.format(moment)} ({offset?.value})
    </time>
  );
}

type AgoProps = {
  at: string;
  /** The server's time. */
  now: number;
  language: string;
  justNow: string;
  /** Counts seconds as well, for what is only fresh for a minute. */
  hasSeconds?: boolean;
};

/** Draws how long ago something was, with the exact time as a tooltip. */
export function Ago({ at, now, language, justNow, hasSeconds = false }: AgoProps) {
  const elapsedMs = now - new Date(at).getTime();
  return (
    <time dateTime={at} title={formatMoment(at, language)}>
      {formatAgo(elapsedMs, language, hasSeconds ? [...units, seconds] : units) ?? justNow}
    </time>
  );
}

function formatMoment(at: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.format(new Date(at));
}

const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** Only from here on is a number of seconds worth reading. */
const seconds = { unit: 'second', ms: 1000, fromMs: 5000 } as const;

type Unit = { unit: 'day' | 'hour' | 'minute' | 'second'; ms: number; fromMs?: number };

/** Gives the largest whole unit, or null for less than the smallest one. */
function formatAgo(elapsedMs: number, language: string, known: readonly Unit[]): string | null {
  const fit = known.find(({ ms, fromMs = ms }) => elapsedMs >= fromMs);
  if (!fit) return null;
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(elapsedMs / fit.ms), fit.unit);
}
