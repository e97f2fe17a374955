import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Addresses that wait here while somebody signs in, because they are too long for the cookie that waits with them. */
export type ParkedAddresses = {
  /** Keeps an address for as long as a sign-in may take, and gives the id under which it is found again. */
  park(address: string): Promise<string>;
  find(id: string): Promise<string | null>;
  sweep(): Promise<void>;
};

/** As long as DingTalk's answer is waited for. */
const KEPT_MS = 600_000;
/** Visitors write these rows: the oldest give way. */
const MOST = 10_000;
const ID_BYTES = 16;

/** Opens them in the embedded database. */
export function openParkedAddresses(db: DatabaseSync, now: () => number): ParkedAddresses {
  const write = db.prepare('INSERT INTO parked_addresses (id, address, expires_at) VALUES (?, ?, ?)');
  const find = db.prepare('SELECT address FROM parked_addresses WHERE id = ? AND expires_at > ?');
  const sweep = db.prepare('DELETE FROM parked_addresses WHERE expires_at <= ?');
  const makeRoom = db.prepare(
    `DELETE FROM parked_addresses WHERE id IN
     (SELECT id FROM parked_addresses ORDER BY expires_at DESC LIMIT -1 OFFSET ${MOST})`,
  );
  return {
    async park(address) {
      const id = randomBytes(ID_BYTES).toString('base64url');
      write.run(id, address, now() + KEPT_MS);
      makeRoom.run();
      return id;
    },
    async find(id) {
      return (find.get(id, now())?.address as string | undefined) ?? null;
    },
    async sweep() {
      sweep.run(now());
    },
  };
}
