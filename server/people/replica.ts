/**
 * The company's people, as they were last read.
 *
 * Owns: what the rest may ask of the replica and write into it, and transactions over it.
 * Does not: ask DingTalk, or decide who is removed.
 * Called by: `directory/` for the whole company, `sessions/employees.ts` for one person, and whoever reads.
 */
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import { type Departments, openDepartments } from './departments.ts';
import { type ListedUserIds, openListedUserIds } from './listed-user-ids.ts';
import { openPeopleIndex, type PeopleIndex } from './people-index.ts';
import { openPeopleReads, type PeopleReads } from './people-reads.ts';
import { openPeopleWrites, type PeopleWrites } from './people-writes.ts';
import { createReplicaVersion } from './replica-version.ts';
import { openRoleHolders, type RoleHolders } from './role-holders.ts';

export type Replica = PeopleReads &
  PeopleWrites & {
    /** Runs several writes in one transaction. */
    transact<T>(work: () => T): T;
    departments: Departments;
    roles: RoleHolders;
    listed: ListedUserIds;
    index: PeopleIndex;
    /** Another number whenever what is known of anybody, or of any department, has changed. */
    version(): number;
    /** For when another process has written: nobody knows what. */
    noteForeignWrite(): void;
  };

/** Opens the replica in an open database. */
export function openReplica(db: DatabaseSync): Replica {
  const version = createReplicaVersion();
  const departments = openDepartments(db, version);
  const roles = openRoleHolders(db);
  const index = openPeopleIndex(db);
  return {
    ...openPeopleReads(db, roles),
    ...openPeopleWrites({ db, departments, roles, index, version }),
    transact: (work) => {
      try {
        return inTransaction(db, work);
      } catch (cause) {
        throw isOfTheStore(cause)
          ? new AppError('store_unavailable', 'the replica cannot be written', { cause })
          : cause;
      }
    },
    departments,
    roles,
    listed: openListedUserIds(db),
    index,
    version: version.current,
    noteForeignWrite: version.bump,
  };
}

function isOfTheStore(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
