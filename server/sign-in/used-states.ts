import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { durably } from '../storage/durably.ts';

/** The states that came back. Written before DingTalk is asked: of two callbacks at once, one goes on. */
export type UsedStates = {
  /** True for the first to claim a state, false for everybody after. */
  claim(state: string, expiresAt: number): Promise<boolean>;
  /** Forgets states that could not come back any more. */
  sweep(): Promise<void>;
};

const SWEEP_ROWS = 1_000;

/** Opens the record of used states in the embedded database. */
export function openUsedStates(db: DatabaseSync, now: () => number): UsedStates {
  const claim = db.prepare('INSERT INTO used_states (state_hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const sweep = db.prepare(
    `DELETE FROM used_states WHERE state_hash IN
     (SELECT state_hash FROM used_states WHERE expires_at <= ? LIMIT ${SWEEP_ROWS})`,
  );
  return {
    async claim(state, expiresAt) {
      const hash = createHash('sha256').update(state).digest('base64url');
      return durably(db, () => claim.run(hash, expiresAt).changes === 1);
    },
    async sweep() {
      sweep.run(now());
    },
  };
}
