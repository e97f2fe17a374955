import { AppError } from '../errors.ts';

/** A store that has not answered by now is down; whoever waits is answered instead. */
const STORE_TIMEOUT_MS = 500;

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
  const guard = (call: (...args: never[]) => Promise<unknown>) => {
    return (...args: never[]) => inTime(() => call.apply(store, args));
  };
  const entries = Object.entries(store) as [string, (...args: never[]) => Promise<unknown>][];
  return Object.fromEntries(entries.map(([name, call]) => [name, guard(call)])) as T;
}

async function inTime<T>(call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the store did not answer in time')), STORE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([call(), limit]);
  } catch (cause) {
    throw new AppError('store_unavailable', 'the store failed', { cause });
  } finally {
    clearTimeout(timer);
  }
}
