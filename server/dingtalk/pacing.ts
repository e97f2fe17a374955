import PQueue from 'p-queue';

/** Runs a call when it is its turn. Calls of one API wait for each other; all calls together share a few lanes. */
export type Pacing = <T>(api: string, call: () => Promise<T>) => Promise<T>;

/** Calls a second of one app to one API: what DingTalk admits, and what we take; people who sign in share it with us. */
export const PACE = { admitted: 20, own: 15 };
const AT_ONCE = 3;

/**
 * Spreads calls evenly: `callsPerSecond` to one API, three at once in all.
 *
 * @see {@link https://open.dingtalk.com/document/development/call-frequency-limit}
 */
export function createPacing(callsPerSecond = PACE.own): Pacing {
  const gate = new PQueue({ concurrency: AT_ONCE });
  const lanes = new Map<string, PQueue>();
  // A lane that may run ahead would keep a second's worth of calls waiting at the gate, and then send them at once.
  const laneOf = (api: string): PQueue => {
    const lane =
      lanes.get(api) ?? new PQueue({ interval: 1000 / callsPerSecond, intervalCap: 1, concurrency: AT_ONCE });
    lanes.set(api, lane);
    return lane;
  };
  return (api, call) => laneOf(api).add(() => gate.add(call));
}
