/** The time that goes on while a page is open. */
import { useEffect, useState } from 'react';

/** Gives the server's time, anew after every step; `serverAheadMs` is what to add to this device's clock. */
export function useNow(serverAheadMs: number, stepMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return now + serverAheadMs;
}
