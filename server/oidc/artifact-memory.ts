/**
 * Artefacts that were written or read lately, with the sessions that they belong to.
 *
 * Owns: that nothing of them is used any more once their session has changed or ended: the journal of the sessions is asked
 * at each use. A tool comes back at once with what it was given, and asks for it several times.
 * Does not: know SQL. What is kept here lies in the store as well; whoever changes something there says so here, in the same
 * turn of the loop.
 * Called by: `artifacts.ts`. All names are hashes here as well.
 */
import { LRUCache } from 'lru-cache';
import type { SessionChanges } from '../sessions/session-changes.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';

/** An artefact of a grant that nobody has used up. The payload is text: whoever reads it may do with it as they like. */
export type KeptArtifact = { payload: string; grant: string; expiresAt: number };

export type ArtifactMemory = {
  recall(id: string): KeptArtifact | undefined;
  keep(id: string, artifact: KeptArtifact): void;
  forget(id: string): void;
  /** The session in which a grant was made, as long as it lives. */
  recallSession(grant: string): SignedIn | undefined;
  keepSession(grant: string, session: SignedIn): void;
  forgetGrant(grant: string): void;
  clear(): void;
};

/** Each is about a kilobyte; what was given out in the last minutes finds room. */
const MOST = { artifacts: 10_000, sessions: 10_000 };

type MemoryOptions = { changes: SessionChanges; idleMs: number; now: () => number };

/** Creates an empty memory. */
export function createArtifactMemory({ changes, idleMs, now }: MemoryOptions): ArtifactMemory {
  const artifacts = new LRUCache<string, KeptArtifact>({ max: MOST.artifacts });
  /** Grants by the session and the person they belong to. */
  const grants = new Map<string, Set<string>>();
  const sessions = new LRUCache<string, SignedIn>({
    max: MOST.sessions,
    dispose: (session, grant) => {
      for (const tag of tagsOf(session)) untag(grants, tag, grant);
    },
  });
  let seen = changes.count();
  const clear = () => {
    artifacts.clear();
    sessions.clear();
  };
  const catchUp = () => {
    const changed = changes.after(seen);
    seen = changes.count();
    if (changed === null) clear();
    for (const tag of changed ?? []) for (const grant of [...(grants.get(tag) ?? [])]) sessions.delete(grant);
  };
  // Activity that was noted elsewhere makes a session last longer than memory knows.
  const isLive = ({ lastSeenAt, expiresAt }: SignedIn['record']) => lastSeenAt + idleMs > now() && expiresAt > now();

  return {
    recall(id) {
      if (changes.count() !== seen) catchUp();
      const kept = artifacts.get(id);
      return kept !== undefined && kept.expiresAt > now() ? kept : undefined;
    },
    keep: (id, artifact) => void artifacts.set(id, artifact),
    forget: (id) => void artifacts.delete(id),
    recallSession(grant) {
      if (changes.count() !== seen) catchUp();
      const known = sessions.get(grant);
      return known !== undefined && isLive(known.record) ? known : undefined;
    },
    keepSession(grant, session) {
      sessions.set(grant, session);
      for (const tag of tagsOf(session)) (grants.get(tag) ?? addTag(grants, tag)).add(grant);
    },
    forgetGrant(grant) {
      artifacts.delete(grant);
      sessions.delete(grant);
    },
    clear,
  };
}

function tagsOf({ key, record }: SignedIn): [string, string] {
  return [key, record.content.person.subject];
}

function addTag(grants: Map<string, Set<string>>, tag: string): Set<string> {
  const tagged = new Set<string>();
  grants.set(tag, tagged);
  return tagged;
}

function untag(grants: Map<string, Set<string>>, tag: string, grant: string): void {
  const tagged = grants.get(tag);
  tagged?.delete(grant);
  if (tagged?.size === 0) grants.delete(tag);
}
