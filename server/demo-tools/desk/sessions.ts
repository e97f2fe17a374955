/**
 * Who is signed in at the desk. It keeps sessions of its own, in memory, as most tools do.
 *
 * Owns: their names, their end, and for how long it is remembered that the provider ended one.
 * Does not: know the provider. Called by: `desk.ts`.
 */
import { type Login, randomName } from './sign-in.ts';

/** What a browser's session is; `ended` by the provider, without this browser having been here since. */
export type Found = { state: 'open'; login: Login } | { state: 'ended' } | { state: 'none' };

export type Sessions = {
  /** Opens one, under a name that no browser has had before. */
  open(login: Login): string;
  find(name: string | null): Found;
  /** Ends one because somebody wants to sign out; gives what was known of them. */
  close(name: string | null): Login | null;
  /** Ends those that the provider says are over; gives how many there were. */
  end(sid: string): number;
};

type Kept = { login: Login; hasEnded: boolean; until: number };

const LONGEST_MS = 12 * 3_600_000;
const MOST = 500;

/** Creates them; nobody is signed in. */
export function createSessions(): Sessions {
  const kept = new Map<string, Kept>();
  const find = (name: string | null): Kept | null => {
    const session = kept.get(name ?? '');
    return session !== undefined && session.until > Date.now() ? session : null;
  };
  return {
    open(login) {
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size >= MOST) kept.delete(oldest);
      const name = randomName();
      kept.set(name, { login, hasEnded: false, until: Date.now() + LONGEST_MS });
      return name;
    },
    find(name) {
      const session = find(name);
      if (session === null) return { state: 'none' };
      return session.hasEnded ? { state: 'ended' } : { state: 'open', login: session.login };
    },
    close(name) {
      const session = find(name);
      kept.delete(name ?? '');
      return session === null || session.hasEnded ? null : session.login;
    },
    end(sid) {
      const meant = [...kept.values()].filter(({ login, hasEnded }) => login.sid === sid && !hasEnded);
      for (const session of meant) session.hasEnded = true;
      return meant.length;
    },
  };
}
