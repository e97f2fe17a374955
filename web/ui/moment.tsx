/** Points in time in the reader's words. */

/** Draws a date and time. */
export function Moment({ at, language }: { at: string; language: string }) {
  return <time dateTime={at}>{formatMoment(at, language)}</time>;
}

/** Draws how long ago something was, with the exact time as a tooltip; `now` is the server's time. */
export function Ago({ at, now, language, justNow }: { at: string; now: number; language: string; justNow: string }) {
  return (
    <time dateTime={at} title={formatMoment(at, language)}>
      {formatAgo(now - new Date(at).getTime(), language) ?? justNow}
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

/** Gives the largest whole unit, or null for less than a minute. */
function formatAgo(elapsedMs: number, language: string): string | null {
  const fit = units.find(({ ms }) => elapsedMs >= ms);
  if (!fit) return null;
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(elapsedMs / fit.ms), fit.unit);
}
