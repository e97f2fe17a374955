/** How long the session lasts, seen from this device. */
import { useEffect, useMemo, useState } from 'react';
import { type SignedIn, useRefreshSession } from '../session.tsx';

/** Less than this before the end, the person is told: time enough to finish a sentence elsewhere and come back. */
const longestNoticeMs = 5 * 60_000;
/** Where sessions are short, the notice is too; it would otherwise never go away. */
const shareOfSession = 1 / 4;

/** Often enough for a number of minutes that is never wrong by more than a quarter of one. */
const stepMs = 15_000;

/** The longest delay a timer can hold; longer ones would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The last minutes of a session; whether activity can prolong it, or its absolute end is what comes. */
type Expiry = { leftMs: number; canStay: boolean };

/** Gives the last minutes of the session, or null while there is more time; asks the server again when they are over. */
export function useExpiry({ me, serverAheadMs }: SignedIn): Expiry | null {
  const idleEnd = new Date(me.session.idleExpiresAt).getTime();
  const absoluteEnd = new Date(me.session.expiresAt).getTime();
  const end = Math.min(idleEnd, absoluteEnd);
  const [now, setNow] = useState(() => Date.now() + serverAheadMs);
  const refresh = useRefreshSession();
  const leftMs = end - now;
  // biome-ignore lint/correctness/useExhaustiveDependencies: how much was left when this end was first told.
  const noticeMs = useMemo(() => Math.min(longestNoticeMs, leftMs * shareOfSession), [end]);
  const isOver = leftMs <= 0;

  useEffect(() => {
    const delayMs = leftMs > noticeMs ? leftMs - noticeMs : Math.min(stepMs, Math.max(leftMs, 1000));
    const timer = setTimeout(() => setNow(Date.now() + serverAheadMs), Math.min(delayMs, longestTimerMs));
    return () => clearTimeout(timer);
  }, [leftMs, noticeMs, serverAheadMs]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once when time is up; the answer brings a new end, or none.
  useEffect(() => {
    if (isOver) void refresh();
  }, [isOver, end]);

  if (leftMs > noticeMs) return null;
  return { leftMs: Math.max(leftMs, 0), canStay: idleEnd < absoluteEnd };
}
