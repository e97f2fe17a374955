/**
 * What follows from the answer of a tool.
 *
 * Owns: whether a login is removed or comes again, and what the log says of it. It is removed only when the tool has
 * taken the notice or nobody tries any longer.
 * Does not: call tools (`notice-post.ts`).
 * Called by: `lane.ts`.
 */
import { LRUCache } from 'lru-cache';
import type { Rules } from '../../access/tool.ts';
import type { Logger } from '../../logger.ts';
import { type Pause, waitAfter } from './back-off.ts';
import type { Outcome } from './notice-post.ts';
import type { DueLogins, LoginToTell } from './due-logins.ts';

export type Conclusions = {
  draw(login: LoginToTell, outcome: Outcome): Promise<void>;
  /** Whether no refusal is remembered. */
  isEmpty(): boolean;
};

type ConclusionsOptions = {
  logins: DueLogins;
  rules: { current(): Pick<Rules, 'byClientId'> };
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/** A tool that refuses a notice so often means it; the first few may come from a proxy before it. */
const MOST_REFUSALS = 4;
/** Of so many logins the refusals are counted. Those beyond, and all of them after a restart, are tried more often. */
const MOST_COUNTED = 10_000;

/** Creates the conclusions for one tool, which end or prolong its pause. */
export function createConclusions(options: ConclusionsOptions, pause: Pause): Conclusions {
  const { logins } = options;
  const refusals = new LRUCache<number, number>({ max: MOST_COUNTED });
  const { accept, retry, giveUp, noteGivenUp } = createSteps(options);
  const refuse = async (login: LoginToTell, reason: string) => {
    const times = (refusals.get(login.sessionNumber) ?? 0) + 1;
    refusals.set(login.sessionNumber, times);
    if (times < MOST_REFUSALS) return retry(login, reason);
    refusals.delete(login.sessionNumber);
    return giveUp(login, reason);
  };
  return {
    isEmpty: () => refusals.size === 0,
    async draw(login, outcome) {
      if (outcome.effect === 'interrupted') return logins.postpone(login, options.now());
      if (outcome.effect === 'unreachable') pause.prolong();
      else pause.end();
      if (outcome.effect === 'refused') return refuse(login, outcome.reason);
      if (outcome.effect !== 'accepted') await retry(login, outcome.reason);
      else {
        refusals.delete(login.sessionNumber);
        await accept(login);
      }
      // Those that have had no turn while the tool was away.
      if (outcome.effect === 'unreachable') noteGivenUp(await logins.removeOverdue(login.clientId), outcome.reason);
    },
  };
}

function createSteps({ logins, rules, now, log }: ConclusionsOptions) {
  /** The session's name in lists; never its key, which belongs to whoever holds the cookie. */
  const describe = ({ clientId, session, attempt }: LoginToTell) => {
    return { tool: rules.current().byClientId.get(clientId)?.id ?? clientId, session, attempt };
  };
  const noteGivenUp = (given: readonly LoginToTell[], reason: string) => {
    for (const login of given)
      log.error({ ...describe(login), reason }, 'a tool was not told that a session is over, and is not told any more');
  };
  const giveUp = async (login: LoginToTell, reason: string) => {
    await logins.remove(login);
    noteGivenUp([login], reason);
  };
  return {
    noteGivenUp,
    giveUp,
    async accept(login: LoginToTell) {
      await logins.remove(login);
      log.info(describe(login), 'a tool was told that a session is over');
    },
    async retry(login: LoginToTell, reason: string) {
      const waitMs = waitAfter(login.attempt);
      if (now() + waitMs >= login.tellUntil) return giveUp(login, reason);
      await logins.postpone(login, now() + waitMs);
      const retryInSeconds = Math.round(waitMs / 1_000);
      log.warn({ ...describe(login), reason, retryInSeconds }, 'a tool could not be told that a session is over');
    },
  };
}
