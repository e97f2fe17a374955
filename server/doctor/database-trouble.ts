/**
 * What SQLite has against a database, put into words.
 *
 * Owns: telling a lock, a file that is no database and a file that Foyer may not open apart.
 * Called by: the check on storage, and `unusable-settings.ts` where the database cannot even be read.
 */
import { messageOf } from '../config/problems.ts';
import { say, type Words } from '../words.ts';
import type { Verdict } from './check.ts';

export function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

/** Cause and remedy of an error of SQLite's, or of anything else that kept a database from being opened or written. */
export function adviceForDatabase(error: unknown): Pick<Verdict, 'cause' | 'remedy'> {
  const { cause, remedy } = troubles.find(({ says }) => says.test(messageOf(error))) ?? unknown;
  return { cause, remedy: [remedy] };
}

type Trouble = { says: RegExp; cause: Words; remedy: Words };

/** What to do about a folder that cannot be written to. */
export const ownFolder = say(
  '让运行前厅的用户拥有 DATA_DIR 及其中的文件，以这个用户诊断，并确认磁盘没有写满。',
  'Let the user that runs Foyer own DATA_DIR and the files in it, run the diagnosis as that user, and see that the disk is not full.',
);

/** By SQLite's own words for its errors. */
const troubles: readonly Trouble[] = [
  {
    says: /is locked/,
    cause: say(
      '别的程序锁住了数据库，例如备份，或者打开着它的数据库工具。',
      'Another program keeps the database locked, for example a backup, or a database tool that has it open.',
    ),
    remedy: say(
      '等那个程序结束，或关闭它；备份请用 sqlite3 的 .backup。',
      'Wait until that program has ended, or close it; make backups with the .backup of sqlite3.',
    ),
  },
  {
    says: /not a database|malformed/,
    cause: say(
      'DATA_DIR 中的 foyer.sqlite 已损坏，或者不是数据库。',
      'foyer.sqlite in DATA_DIR is damaged, or is no database.',
    ),
    remedy: say(
      '停止前厅，恢复备份；没有备份时移走这个文件，前厅会建立新的。',
      'Stop Foyer and restore a backup; without one move the file away, and Foyer makes a new one.',
    ),
  },
  {
    says: /unable to open|readonly|denied/,
    cause: say(
      '文件或文件夹只读、属于另一个用户，或者已经不在了。',
      'File or folder is read-only, belongs to another user, or is gone.',
    ),
    remedy: ownFolder,
  },
  {
    says: /is full|I\/O error/,
    cause: say('磁盘已满，或者出了故障。', 'The disk is full, or fails.'),
    remedy: say('腾出空间，并检查磁盘。', 'Free some space, and check the disk.'),
  },
];

const unknown: Omit<Trouble, 'says'> = {
  cause: say(
    '文件或文件夹只读、属于另一个用户、磁盘已满，或者别的程序锁住了数据库。',
    'File or folder is read-only or belongs to another user, the disk is full, or another program keeps the database locked.',
  ),
  remedy: ownFolder,
};
