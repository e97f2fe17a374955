import { AppError } from '../errors.ts';

/** A store that has not answered by now is down; whoever waits is answered instead. */
const STORE_TIMEOUT_MS = 500;
/** Nobody waits longer than the time and this. */
const LOOK_EVERY_MS = 50;

type AsyncMethods<T> = { [Name in keyof T]: (...args: never[]) => Promise<unknown> };

/**
 * A store whose every method answers in time, or fails with one error that all its users know.
 *
 * What went wrong inside must not travel on: the session plugin takes any error with the code ENOENT for "no such
 * session" and deletes the cookie, and a Redis socket that is missing has that very code.
 *
 * @throws {AppError} store_unavailable, from every method
 */
export function guarded<T extends AsyncMethods<T>>(store: T): T {
  const inTime = createDeadlines();
  const guard = (call: (...args: never[]) => Promise<unknown>) => {
    return (...args: never[]) => inTime(async () => call.apply(store, args));
  };
  const entries = Object.entries(store) as [string, (...args: never[]) => Promise<unknown>][];
  return Object.fromEntries(entries.map(([name, call]) => [name, guard(call)])) as T;
}

type Waiting = { since: number; giveUp: () => void };

/** One timer for all calls under way: a timer for each would cost more than many a call. */
function createDeadlines() {
  const waiting = new Set<Waiting>();
  let isLooking = false;
  const look = () => {
    for (const call of waiting) {
      if (performance.now() - call.since < STORE_TIMEOUT_MS) continue;
      waiting.delete(call);
      call.giveUp();
    }
    isLooking = waiting.size > 0;
    if (isLooking) setTimeout(look, LOOK_EVERY_MS);
  };
  return <T>(call: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const fail = (cause: unknown) => reject(new AppError('store_unavailable', 'the store failed', { cause }));
      const entry = { since: performance.now(), giveUp: () => fail(new Error('the store did not answer in time')) };
      waiting.add(entry);
      if (!isLooking) setTimeout(look, LOOK_EVERY_MS);
      isLooking = true;
      const settle =
        <V>(outcome: (value: V) => void) =>
        (value: V) => {
          waiting.delete(entry);
          outcome(value);
        };
      call().then(settle(resolve), settle(fail));
    });
}
