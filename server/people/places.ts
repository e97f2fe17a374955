/**
 * The departments somebody belongs to, known before the whole company has been read.
 *
 * Owns: asking DingTalk for a department that the replica does not have, and for everything above it.
 * Does not: insist. A department whose name cannot be read keeps its id and has no path; one whose way up cannot be
 * read stays hidden, because a hidden one may be on it.
 * Called by: `sessions/employees.ts`.
 */
import {
  type CompanyDirectory,
  type Department,
  type ListedDepartment,
  MOST_LEVELS_UP,
} from '../dingtalk/company-directory.ts';
import { withinDeadline } from '../dingtalk/deadline.ts';
import { isOutOfRange } from '../dingtalk/refusals.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Departments } from './departments.ts';

/** Learns the departments with these ids as far as DingTalk tells them before the signal ends. */
export type LearnPlaces = (ids: readonly number[], signal: AbortSignal) => Promise<void>;

type PlacesOptions = { directory: CompanyDirectory; departments: Departments; log: Pick<Logger, 'info'> };

/** Creates the way to learn places. */
export function createLearnPlaces({ directory, departments, log }: PlacesOptions): LearnPlaces {
  /** The departments read on the way up from one that was not known go into `read`. */
  const goUp = async (start: number, read: Department[], signal: AbortSignal) => {
    let id: number | null = start;
    for (let level = 0; id !== null && level < MOST_LEVELS_UP; level += 1) {
      const known: ListedDepartment | null = departments.find(id);
      if (known === null) {
        const department = await directory.getDepartment(id, signal);
        departments.put(department, { position: 0, run: 0 });
        read.push(department);
      }
      id = (known ?? read.at(-1))?.parentId ?? null;
    }
  };
  const learn = async (start: number, signal: AbortSignal) => {
    const read: Department[] = [];
    const show = () => {
      for (const { id, hiddenExceptFor } of read) departments.hide(id, hiddenExceptFor);
    };
    try {
      await goUp(start, read, signal);
      show();
    } catch (error) {
      // What stands above is out of the app's sight for good: here the tree begins.
      if (isOutOfRange(error)) show();
      throw error;
    }
  };
  return async (ids, signal) => {
    // Many may wait for their turn to ask, which comes when it comes: whoever waits for the names waits no longer than this.
    const outcomes = await Promise.allSettled(ids.map((id) => withinDeadline(learn(id, signal), signal)));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      const { reason } = outcome;
      const dingtalk = reason instanceof AppError ? reason.dingtalk : undefined;
      log.info({ departmentId: ids[index], dingtalk }, 'the name of a department could not be read');
    }
  };
}
