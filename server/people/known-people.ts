/**
 * The company's people, as whoever judges and describes them again and again may ask for them.
 *
 * Owns: what of them is kept in memory, and that none of it is used after anybody's record has changed.
 * Called by: `forward-auth/` and `oidc/`.
 */
import { LRUCache } from 'lru-cache';
import type { Candidate } from '../access/decide.ts';
import type { Rules } from '../access/tool.ts';
import type { Person } from '../person.ts';
import { toCandidate } from './candidate.ts';
import type { Attributes } from './people-reads.ts';
import type { Replica } from './replica.ts';

/** What is known of somebody besides the session: it changes when the company's people do. */
export type KnownPeople = {
  describe(person: Person, rules: Rules): Described;
  /** Another number whenever anybody's record or any department has changed. */
  version(): number;
};

type Described = { candidate: Candidate; attributes: Attributes };

/** As many people as tool sessions are remembered; most have several tools open. */
const MOST_PEOPLE = 20_000;

/** Creates them over the replica. */
export function createKnownPeople(replica: Replica): KnownPeople {
  const known = new LRUCache<string, Attributes>({ max: MOST_PEOPLE });
  let knownAt = replica.version();
  const attributesOf = (subject: string): Attributes => {
    if (replica.version() !== knownAt) known.clear();
    knownAt = replica.version();
    const found = known.get(subject);
    if (found !== undefined) return found;
    const attributes = replica.attributesOf(subject);
    known.set(subject, attributes);
    return attributes;
  };
  /** For whoever asks about the same session several times for one answer. */
  const described = new WeakMap<Person, Described & { admins: Rules['admins']; version: number }>();
  return {
    version: replica.version,
    describe(person, { admins }) {
      const before = described.get(person);
      if (before?.admins === admins && before.version === replica.version()) return before;
      const [candidate, attributes] = [toCandidate(person, replica.departments, admins), attributesOf(person.subject)];
      const now = { candidate, attributes, admins, version: replica.version() };
      described.set(person, now);
      return now;
    },
  };
}
