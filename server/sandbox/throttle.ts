/**
 * DingTalk's limit of calls per second for one app and one API.
 *
 * Owns: one token bucket per API (there is one app). Does not: word the refusal.
 * Called by: both gateways, after the token was checked.
 */
import type { ApiName } from './app.ts';

export type Throttle = {
  callsPerSecond: number;
  /** Takes one call out of the bucket; false when it is empty. */
  admit(api: ApiName): boolean;
};

/**
 * Fills each bucket with one second's worth of calls.
 *
 * DingTalk documents 20 calls a second. That the allowance refills evenly, and not at each full second, is not
 * documented by DingTalk.
 */
export function createThrottle(callsPerSecond: number, now: () => number): Throttle {
  const buckets = new Map<ApiName, { left: number; at: number }>();
  return {
    callsPerSecond,
    admit(api) {
      const time = now();
      const bucket = buckets.get(api) ?? { left: callsPerSecond, at: time };
      const refilled = bucket.left + (Math.max(0, time - bucket.at) / 1000) * callsPerSecond;
      const left = Math.min(callsPerSecond, refilled);
      buckets.set(api, { left: left >= 1 ? left - 1 : left, at: time });
      return left >= 1;
    },
  };
}
