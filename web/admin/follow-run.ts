/** The server's account of a run as it goes on, through every interruption on the way. */
import type { RunResponse } from '../../server/directory/schema.ts';
import { endpoints } from '../paths.ts';

type Follower = {
  onRun: (response: RunResponse) => void;
  onLost: (isLost: boolean) => void;
  onRefused: () => void;
};

/** The server ends each stream after a minute and lets the browser ask again a second later; longer gaps are worth a word. */
const patienceMs = 8_000;
const firstWaitMs = 2_000;
const longestWaitMs = 30_000;

/** Follows the run and gives the way to stop. */
export function followRun({ onRun, onLost, onRefused }: Follower): () => void {
  let source: EventSource;
  let waitMs = firstWaitMs;
  let reconnecting: ReturnType<typeof setTimeout>;
  let losing: ReturnType<typeof setTimeout> | undefined;

  const hear = ({ data }: MessageEvent<string>) => {
    clearTimeout(losing);
    losing = undefined;
    waitMs = firstWaitMs;
    onLost(false);
    onRun(JSON.parse(data));
  };
  const interrupted = () => {
    losing ??= setTimeout(() => onLost(true), patienceMs);
    // The browser connects again by itself, except after an answer that is no stream: a proxy's page, or a refusal.
    if (source.readyState !== EventSource.CLOSED) return;
    onRefused();
    reconnecting = setTimeout(connect, waitMs);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  };
  const connect = () => {
    source = new EventSource(endpoints.adminRunEvents);
    source.onmessage = hear;
    source.onerror = interrupted;
  };

  connect();
  return () => {
    clearTimeout(reconnecting);
    clearTimeout(losing);
    source.close();
  };
}
