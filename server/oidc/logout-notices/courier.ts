/**
 * Tells each tool that was opened in a session that the session is over (OpenID Connect Back-Channel Logout).
 *
 * Owns: when to look, and one lane for each tool. Everything that is to be told lies in the store, so that nothing is lost
 * when Foyer ends: a login is there until its tool has taken the notice, or has refused it, or a day has passed.
 * Does not: know who ends sessions, or make anybody wait who does.
 * Called by: whoever opens the provider, and closes the courier before the store.
 *
 * @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html}
 */
import type { Rules } from '../../access/tool.ts';
import type { SigningKeys } from '../../keys/signing-keys.ts';
import type { Logger } from '../../logger.ts';
import type { SessionChanges } from '../../sessions/session-changes.ts';
import { followEndedSessions } from './ended-sessions.ts';
import { type Lane, type LaneTools, openLane } from './lane.ts';
import { createLogoutTokens } from './logout-token.ts';
import { openNoticePost } from './notice-post.ts';
import type { ToolLogins } from './tool-logins.ts';

export type LogoutCourier = {
  /** Waits until nothing is under way; what is only due later is not waited for. */
  settled(): Promise<void>;
  /** Begins nothing more, and breaks off what does not end in a moment; the next start goes on with it. */
  close(): Promise<void>;
};

type CourierOptions = {
  logins: ToolLogins;
  changes: SessionChanges;
  rules: { current(): Pick<Rules, 'byClientId'> };
  signingKeys: Pick<SigningKeys, 'current'>;
  issuer: string;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/** Often enough that a notice is under way within a second of the end of a session. */
const LOOK_EVERY_MS = 250;
/** A call may take longer than anybody wants to wait who stops Foyer. */
const CLOSE_MS = 1_000;

/** Opens the courier, which begins with what was left over. */
export function openLogoutCourier(options: CourierOptions): LogoutCourier {
  const [stopping, breaking] = [new AbortController(), new AbortController()];
  const post = openNoticePost();
  const trouble = createTroubleLog(options.log);
  const rounds = createRounds(options, {
    ...options,
    post,
    tokens: createLogoutTokens(options),
    stopping: stopping.signal,
    breaking: breaking.signal,
    onRest: trouble.note,
  });
  let underWay: Promise<void> | null = null;
  const look = () => {
    underWay ??= rounds
      .make()
      .then(trouble.end, trouble.note)
      .finally(() => {
        underWay = null;
      });
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS).unref();

  const settled = async () => {
    while (underWay !== null || rounds.lanes.isBusy()) await Promise.all([underWay, rounds.lanes.onIdle()]);
  };
  return {
    settled,
    async close() {
      clearInterval(timer);
      stopping.abort();
      const patience = setTimeout(() => breaking.abort(), CLOSE_MS);
      await settled();
      clearTimeout(patience);
      await post.close();
    },
  };
}

/** One round: what has ended becomes due, and lanes are woken that have something due. */
function createRounds(options: CourierOptions, tools: LaneTools) {
  const { logins, now } = options;
  const ended = followEndedSessions(options);
  /** The next time at which anything is due, in ms: until then the store is not asked. */
  let nextDueAt = 0;
  const onRest = (error?: unknown) => {
    nextDueAt = 0;
    tools.onRest(error);
  };
  const lanes = createLanes({ ...tools, onRest });
  const wakeLanes = async () => {
    // Before the store is asked: a lane that rests meanwhile must not go unnoticed.
    nextDueAt = Number.POSITIVE_INFINITY;
    const waiting = await logins.waiting();
    nextDueAt = Math.min(nextDueAt, lanes.wake(waiting, now()));
  };
  const makeAll = async () => {
    for (let isDone = false; !isDone && !tools.stopping.aborted; ) {
      const found = await ended.look();
      isDone = found.isDone;
      if (found.ended > 0 || now() >= nextDueAt) await wakeLanes();
    }
  };
  return {
    lanes,
    async make() {
      try {
        await makeAll();
      } catch (error) {
        // Something may have become due before it failed, or be due although the answer did not come in time.
        nextDueAt = 0;
        throw error;
      }
    },
  };
}

function createLanes(tools: LaneTools) {
  const lanes = new Map<string, Lane>();
  const laneOf = (clientId: string): Lane => {
    const lane = lanes.get(clientId) ?? openLane(clientId, tools);
    lanes.set(clientId, lane);
    return lane;
  };
  const forgetFresh = () => {
    for (const [clientId, lane] of lanes) if (lane.isFresh()) lanes.delete(clientId);
  };
  return {
    isBusy: () => [...lanes.values()].some((lane) => lane.isBusy()),
    onIdle: async () => void (await Promise.all([...lanes.values()].map((lane) => lane.onIdle()))),
    /** Wakes the lanes of those that are due; gives when the next of the others is, in ms. */
    wake(waiting: readonly { clientId: string; dueAt: number }[], now: number): number {
      let next = Number.POSITIVE_INFINITY;
      forgetFresh();
      for (const { clientId, dueAt } of waiting) {
        const readyAt = Math.max(dueAt, lanes.get(clientId)?.readyAt() ?? 0);
        if (readyAt > now) next = Math.min(next, readyAt);
        else laneOf(clientId).wake();
      }
      return next;
    },
  };
}

/** What fails on our side is said once, not at every look until it is over. */
function createTroubleLog(log: CourierOptions['log']) {
  let isSaid = false;
  return {
    note(error?: unknown) {
      if (error === undefined || isSaid) return;
      isSaid = true;
      log.error({ err: error }, 'tools cannot be told at the moment that sessions are over');
    },
    end() {
      isSaid = false;
    },
  };
}
