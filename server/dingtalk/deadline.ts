import { AppError } from '../errors.ts';

/** A person is waiting: no call to DingTalk, and no answer that needs several of them, takes longer. */
export const DINGTALK_DEADLINE_MS = 5_000;

/**
 * The outcome of work that others may be waiting for too, or an error as soon as this caller's own time is up.
 *
 * @throws {AppError} dingtalk_unreachable
 */
export function withinDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new AppError('dingtalk_unreachable', 'DingTalk did not answer in time'));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', giveUp));
}
