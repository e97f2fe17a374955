/**
 * What has happened to sessions, for whoever keeps something about them in memory.
 *
 * Owns: a short journal that readers ask at each use: nobody is called back, and nothing that has ended is used for even a
 * moment longer.
 * Does not: know who reads.
 * Called by: `services.ts`, which puts the journal around the session store; `forward-auth/` reads it.
 */
import type { SessionStore } from './session-store.ts';

export type SessionChanges = {
  /** How many there have been so far. */
  count(): number;
  /**
   * What has changed after that many: keys of sessions and subjects of people. Null stands for everything, also for
   * whoever has not asked for too long.
   */
  after(count: number): readonly string[] | null;
};

/** Whoever has not asked for so long starts anew. */
const KEPT = 4_096;

/** The journal, with the ways to write into it. */
export type SessionJournal = {
  changes: SessionChanges;
  note(keyOrSubject: string): void;
  /** For changes that were made elsewhere: by another process on the same store. */
  noteEverything(): void;
};

/** Creates an empty journal. */
export function createSessionJournal(): SessionJournal {
  let latest: string[] = [];
  let forgotten = 0;
  const noteEverything = () => {
    forgotten += latest.length + 1;
    latest = [];
  };
  return {
    changes: {
      count: () => forgotten + latest.length,
      after: (count) => (count < forgotten ? null : latest.slice(count - forgotten)),
    },
    note(keyOrSubject) {
      if (latest.length === KEPT) noteEverything();
      else latest.push(keyOrSubject);
    },
    noteEverything,
  };
}

/**
 * A store that writes down whose sessions it changes.
 *
 * Before, so that nobody goes on with what is about to end; and after, so that nobody keeps what was read meanwhile.
 * Activity is not written down: it only makes a session last longer.
 */
export function journaled(store: SessionStore, { note }: Pick<SessionJournal, 'note'>): SessionStore {
  const noted = async <T>(keyOrSubject: string, write: () => Promise<T>): Promise<T> => {
    note(keyOrSubject);
    try {
      return await write();
    } finally {
      note(keyOrSubject);
    }
  };
  return {
    ...store,
    end: (key) => noted(key, () => store.end(key)),
    endAllOf: (subject) => noted(subject, () => store.endAllOf(subject)),
    replacePerson: (person) => noted(person.subject, () => store.replacePerson(person)),
  };
}
