/** Activity of sessions, noted seldom enough that reading does not mean writing. */
import type { SessionKey, SessionRecord, SessionStore } from './session-store.ts';

/** A request notes activity at most once a minute; oftener under a short limit. */
const GRAIN = { mostMs: 60_000, shareOfIdle: 1 / 4 };

export type Activity = {
  /** Whether it is time to note that a session is used. */
  isDue(record: SessionRecord): boolean;
  /** From when on it is, in ms. */
  dueAt(record: SessionRecord): number;
  /** Notes it, in the store and in the record, which tells the prolonged limit from now on. */
  note(key: SessionKey, record: SessionRecord, ip: string): Promise<void>;
};

type ActivityOptions = { store: Pick<SessionStore, 'touch'>; idleMs: number; now: () => number };

/** Creates the notes of activity for sessions with this idle limit. */
export function createActivity({ store, idleMs, now }: ActivityOptions): Activity {
  const grainMs = Math.min(GRAIN.mostMs, idleMs * GRAIN.shareOfIdle);
  /** A page and its images come at once, and wait for one write. */
  const underWay = new Map<SessionKey, Promise<void>>();
  const dueAt = ({ lastSeenAt }: SessionRecord) => lastSeenAt + grainMs;
  return {
    isDue: (record) => now() >= dueAt(record),
    dueAt,
    async note(key, record, ip) {
      const activity = { lastSeenAt: now(), ip };
      const write = underWay.get(key) ?? store.touch(key, activity).finally(() => underWay.delete(key));
      underWay.set(key, write);
      await write;
      Object.assign(record, activity);
    },
  };
}
