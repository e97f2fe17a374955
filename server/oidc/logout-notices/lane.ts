/**
 * The notices for one tool.
 *
 * Owns: that they go out a few at a time. Lanes know nothing of each other, so that a tool that hangs holds up nobody
 * else's. A tool that is not there is asked one thing at a time, after a pause, and gets the rest when it is back.
 * Does not: find what is to be told (`ended-sessions.ts`), or wait for the time (`courier.ts`).
 * Called by: `courier.ts`.
 */
import PQueue from 'p-queue';
import type { Rules } from '../../access/tool.ts';
import type { Logger } from '../../logger.ts';
import { createPause } from './back-off.ts';
import { createConclusions } from './conclusions.ts';
import type { LogoutTokens } from './logout-token.ts';
import type { NoticePost } from './notice-post.ts';
import type { DueLogins } from './due-logins.ts';

export type LaneTools = {
  logins: DueLogins;
  rules: { current(): Pick<Rules, 'byClientId'> };
  tokens: LogoutTokens;
  post: NoticePost;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** From then on nothing is begun. */
  stopping: AbortSignal;
  /** From then on nothing is waited for. */
  breaking: AbortSignal;
  /** Told whenever there may be nothing left to do at once, and what went wrong on our side. */
  onRest(error?: unknown): void;
};

export type Lane = {
  /** Begins with what is due. */
  wake(): void;
  /** When the tool may be called again, in ms. */
  readyAt(): number;
  isBusy(): boolean;
  /** Whether another lane in its place would do the same. */
  isFresh(): boolean;
  onIdle(): Promise<void>;
};

const AT_ONCE = 4;
/** Longer than any call takes: what was begun before a crash begins anew after this. */
const DUE_AGAIN_MS = 10_000;

/** Opens the lane of a tool. */
export function openLane(clientId: string, tools: LaneTools): Lane {
  const { logins, rules, now, stopping } = tools;
  const queue = new PQueue({ concurrency: AT_ONCE });
  const pause = createPause(now);
  const conclusions = createConclusions(tools, pause);
  const isBusy = () => queue.size + queue.pending > 0;
  const findAddress = () => rules.current().byClientId.get(clientId)?.oidc?.backchannelLogoutUri;

  /** Tells one thing; gives whether there was any. */
  const tellNext = async (): Promise<boolean> => {
    // A tool that wants to know nothing, or is in the file no more.
    if (findAddress() === undefined) return (await logins.removeSome(clientId)) > 0;
    const login = await logins.claim(clientId, now() + DUE_AGAIN_MS);
    if (login === null) return false;
    const token = await tools.tokens.mint(login);
    // The one that is registered now: the file may have changed meanwhile.
    const address = findAddress();
    if (address !== undefined) await conclusions.draw(login, await tools.post.send(address, token, tools.breaking));
    return true;
  };
  const work = async () => {
    try {
      while (!stopping.aborted && now() >= pause.until() && (await tellNext())) wake();
      tools.onRest();
    } catch (error) {
      // The store, or the key: nobody is called while one of them fails.
      pause.prolong();
      tools.onRest(error);
    }
  };
  const wake = () => {
    const width = pause.isOver() ? AT_ONCE : 1;
    while (!stopping.aborted && queue.size + queue.pending < width) void queue.add(work);
  };
  return {
    wake,
    readyAt: pause.until,
    isBusy,
    isFresh: () => !isBusy() && pause.isOver() && conclusions.isEmpty(),
    onIdle: () => queue.onIdle(),
  };
}
