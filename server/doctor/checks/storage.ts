/** Whether what Foyer keeps can be kept, and only Foyer can read it. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../../config/problems.ts';
import { databaseIn, tryWriting } from '../../storage/open-database.ts';
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { adviceForDatabase, ownFolder } from '../database-trouble.ts';
import { failed, passed, warning } from '../verdict.ts';

export const storageChecks: readonly Check[] = [
  { id: 'storage.database', title: say('数据库', 'Database'), look: tryDatabase },
  {
    id: 'storage.space',
    title: say('磁盘空间', 'Disk space'),
    look: async ({ config }) => {
      const { bavail, bsize } = await statfs(nearestFolder(config.dataDir));
      return judgeFreeSpace(bavail * bsize);
    },
  },
  {
    id: 'storage.files',
    title: say('数据文件的权限', 'Modes of the data files'),
    look: ({ config }) => judgeModes(config.dataDir),
  },
];

function tryDatabase({ config: { dataDir }, schema }: Patient): Verdict {
  if (schema === null) return judgeFolder(dataDir);
  try {
    tryWriting(databaseIn(dataDir));
  } catch (error) {
    const message = messageOf(error);
    const seen = say(`不能写入（${message}）。`, `It cannot be written to (${message}).`);
    return failed(seen, adviceForDatabase(error));
  }
  return passed(say('可以写入。', 'It can be written to.'));
}

/** Before the first start there is only the question whether a database could be made. */
function judgeFolder(dataDir: string): Verdict {
  try {
    accessSync(nearestFolder(dataDir), constants.W_OK);
  } catch {
    return failed(say(`${dataDir} 不能写入。`, `${dataDir} cannot be written to.`), { remedy: [ownFolder] });
  }
  return passed(say('还没有，第一次启动时会建立。', 'There is none yet; the first start makes it.'));
}

function nearestFolder(path: string): string {
  const folder = resolve(path);
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

const MEGABYTE = 1_000_000;
const LIMITS_MEGABYTES = { failed: 100, warning: 500 };

/** Judges the bytes that are left. */
export function judgeFreeSpace(bytes: number): Verdict {
  const left = Math.floor(bytes / MEGABYTE);
  const seen = say(`还有 ${left} MB。`, `${left} MB are free.`);
  if (left >= LIMITS_MEGABYTES.warning) return passed(seen);
  const advice = {
    cause: say(
      'DATA_DIR 所在的磁盘快满了；写满后没有人能登录。',
      'The disk with DATA_DIR is almost full; once it is, nobody can sign in.',
    ),
    remedy: [say('腾出空间，或把 DATA_DIR 移到更大的磁盘。', 'Free some space, or move DATA_DIR to a larger disk.')],
  };
  return (left < LIMITS_MEGABYTES.failed ? failed : warning)(seen, advice);
}

/** The secret, the database with its side files, and copies of them. */
const PRIVATE_FILES = /^secret|\.sqlite/;
const OTHERS_MAY = 0o077;

function mayRead(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function judgeModes(dataDir: string): Verdict {
  if (!existsSync(dataDir)) return passed(say('还没有文件。', 'There are no files yet.'));
  if (process.platform === 'win32')
    return passed(say('由 Windows 的访问控制管理。', 'Windows has access lists in place of modes.'));
  if (!mayRead(dataDir)) {
    return warning(say('这个用户不能读取 DATA_DIR。', 'This user may not read DATA_DIR.'), { remedy: [ownFolder] });
  }
  const open = readdirSync(dataDir).filter((name) => {
    const stats = PRIVATE_FILES.test(name) ? statSync(join(dataDir, name), { throwIfNoEntry: false }) : undefined;
    return stats?.isFile() && (stats.mode & OTHERS_MAY) !== 0;
  });
  if (open.length === 0)
    return passed(say('只有所有者可以读取密钥和数据库。', 'Only their owner may read the secret and the database.'));
  const list = open.join(', ');
  return failed(say(`本机的其他用户可以读取 ${list}。`, `Other users of this machine may read ${list}.`), {
    cause: say(
      '权限不是 0600，例如从备份恢复之后。有了密钥和数据库，就能冒充任何人。',
      'The mode is not 0600, for example after a restore. Whoever has secret and database can be anybody.',
    ),
    remedy: [
      say(
        `执行 chmod 600 ${open.map((name) => join(dataDir, name)).join(' ')}`,
        `Run chmod 600 ${open.map((name) => join(dataDir, name)).join(' ')}`,
      ),
    ],
  });
}
