/**
 * Tool sessions that were asked for lately, with what was concluded from each.
 *
 * Owns: that nothing of them is used any more once a session has changed or ended: the journal of the sessions is asked
 * at each use.
 * Does not: know rules or the company's people; whoever concludes says from which it concluded, and looks again.
 * Called by: `decisions.ts`.
 */
import { LRUCache } from 'lru-cache';
import type { SessionChanges } from '../sessions/session-changes.ts';
import type { ToolSession, ToolSessionKey } from '../sessions/tool-session-store.ts';

/**
 * A tool session in memory. `conclusion` is whatever its user made of it, and may replace; it may be used as it is until
 * `readyUntil`, in ms, which is kept here because this is read for every click.
 */
export type Remembered<Conclusion> = {
  key: ToolSessionKey;
  session: ToolSession;
  conclusion: Conclusion | null;
  readyUntil: number;
};

export type ToolSessionMemory<Conclusion> = {
  /** By the value of the cookie. */
  recall(token: string): Remembered<Conclusion> | undefined;
  /** Reads one and keeps it, unless sessions change while it is read. */
  read(token: string, load: () => Promise<Remembered<Conclusion> | null>): Promise<Remembered<Conclusion> | null>;
};

/** Each is about two kilobytes. More people than this are seldom at work at once. */
const MOST = 20_000;

/** Creates an empty memory. */
export function createToolSessionMemory<Conclusion>(changes: SessionChanges): ToolSessionMemory<Conclusion> {
  /** Tokens by the session and the person they belong to. */
  const tokens = new Map<string, Set<string>>();
  const cache = new LRUCache<string, Remembered<Conclusion>>({
    max: MOST,
    dispose: ({ session }, token) => {
      for (const tag of tagsOf(session)) untag(tokens, tag, token);
    },
  });
  const comesAgain = createDoorkeeper();
  let seen = changes.count();

  const catchUp = () => {
    const changed = changes.after(seen);
    seen = changes.count();
    if (changed === null) cache.clear();
    for (const tag of changed ?? []) for (const token of tokens.get(tag) ?? []) cache.delete(token);
  };

  /** Tools of one browser share the record of their session, so that its activity is noted once for all of them. */
  const shareParent = ({ session }: Remembered<Conclusion>) => {
    const [sibling] = tokens.get(session.parent.key) ?? [];
    const known = sibling === undefined ? undefined : cache.peek(sibling);
    if (known === undefined) return;
    known.session.parent.record.lastSeenAt = Math.max(
      known.session.parent.record.lastSeenAt,
      session.parent.record.lastSeenAt,
    );
    session.parent = known.session.parent;
  };

  return {
    recall(token) {
      if (changes.count() !== seen) catchUp();
      return cache.get(token);
    },
    async read(token, load) {
      const before = changes.count();
      const read = await load();
      if (read === null || changes.count() !== before || !comesAgain(token)) return read;
      shareParent(read);
      cache.set(token, read);
      for (const tag of tagsOf(read.session)) (tokens.get(tag) ?? addTag(tokens, tag)).add(token);
      return read;
    },
  };
}

/**
 * Whether a token has come before. What comes once and not again is not worth the room of what does.
 */
function createDoorkeeper(): (token: string) => boolean {
  const seen = new Set<string>();
  return (token) => {
    if (seen.delete(token)) return true;
    if (seen.size >= MOST) seen.clear();
    seen.add(token);
    return false;
  };
}

function tagsOf({ parent }: ToolSession): [string, string] {
  return [parent.key, parent.record.content.person.subject];
}

function addTag(tokens: Map<string, Set<string>>, tag: string): Set<string> {
  const tagged = new Set<string>();
  tokens.set(tag, tagged);
  return tagged;
}

function untag(tokens: Map<string, Set<string>>, tag: string, token: string): void {
  const tagged = tokens.get(tag);
  tagged?.delete(token);
  if (tagged?.size === 0) tokens.delete(tag);
}
