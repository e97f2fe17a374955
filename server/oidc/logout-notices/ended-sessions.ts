/**
 * Which logins belong to sessions that are over.
 *
 * Owns: where to look, and when: at those of whom the journal of the sessions tells, at once; and through all of them at
 * the start and each minute, because nobody tells of a session that was idle for too long or has grown too old.
 * Does not: tell the tools (`lane.ts`).
 * Called by: `courier.ts`.
 */
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { SessionChanges } from '../../sessions/session-changes.ts';
import type { LoginPlace, ToolLogins } from './tool-logins.ts';

export type EndedSessions = {
  /** Looks for a moment; gives how many sessions were found to be over, and whether there is nothing left to look at. */
  look(): Promise<{ ended: number; isDone: boolean }>;
};

type EndedOptions = {
  logins: Pick<ToolLogins, 'noteEnded' | 'noteEndedFrom'>;
  changes: SessionChanges;
  now: () => number;
};

const LOOK_THROUGH_EVERY_MS = 60_000;
/** Of the time, at most one part in so many goes into looking through everything, however often somebody asks for it. */
const REST = 4;
/** The embedded store answers at once, so that a long loop over it would let nobody else in. */
const CHANGES_AT_A_TIME = 100;
const PAGES_AT_A_TIME = 10;

/** Follows the sessions from now on, after one look at all that ended before. */
export function followEndedSessions({ logins, changes, now }: EndedOptions): EndedSessions {
  let seen = changes.count();
  const all = createLookThrough(logins);
  let again = now();

  const lookAtChanges = async (): Promise<number> => {
    const changed = changes.after(seen);
    seen = changes.count();
    let ended = 0;
    try {
      for (const some of parts(changed)) {
        ended += await logins.noteEnded(some);
        await othersFirst();
      }
    } catch (error) {
      all.begin();
      throw error;
    }
    if (changed === null) all.request();
    return ended;
  };
  return {
    async look() {
      const ended = changes.count() === seen ? 0 : await lookAtChanges();
      if (now() >= again) {
        again = now() + LOOK_THROUGH_EVERY_MS;
        all.begin();
      }
      return { ended: ended + (await all.goOn()), isDone: !all.isUnderWay() };
    },
  };
}

function parts(changed: readonly string[] | null): string[][] {
  const distinct = [...new Set(changed ?? [])];
  const count = Math.ceil(distinct.length / CHANGES_AT_A_TIME);
  return Array.from({ length: count }, (_, index) =>
    distinct.slice(index * CHANGES_AT_A_TIME, (index + 1) * CHANGES_AT_A_TIME),
  );
}

/** A look at all logins, a few pages at a time, so that what is found on the first does not wait for the last. */
function createLookThrough(logins: EndedOptions['logins']) {
  let isWanted = false;
  let place: LoginPlace | null = null;
  let begunAt: number | null = null;
  let restUntil = 0;
  const begin = () => {
    isWanted = false;
    place = null;
    begunAt = performance.now();
  };
  const end = (since: number) => {
    restUntil = performance.now() + REST * (performance.now() - since);
    begunAt = null;
  };
  return {
    begin,
    /** Asks for a look when it is time for one; one under way has passed some logins already. */
    request() {
      isWanted = true;
    },
    isUnderWay: () => begunAt !== null,
    async goOn(): Promise<number> {
      if (begunAt === null && isWanted && performance.now() >= restUntil) begin();
      let ended = 0;
      for (let page = 0; page < PAGES_AT_A_TIME && begunAt !== null; page += 1) {
        const found = await logins.noteEndedFrom(place);
        ended += found.ended;
        place = found.next;
        if (place === null) end(begunAt);
        await othersFirst();
      }
      return ended;
    },
  };
}
