/** Whether the tables are those that this Foyer knows; the diagnosis reads them as they are and never changes them. */
import { NEWEST_SCHEMA } from '../../storage/open-database.ts';
import { say } from '../../words.ts';
import type { Check, Verdict } from '../check.ts';
import { failed, passed, warning } from '../verdict.ts';

export const databaseSchemaCheck: Check = {
  id: 'storage.schema',
  title: say('数据库的版本', 'Version of the database'),
  look: ({ schema }) => {
    if (schema === null) return passed(say('还没有数据库。', 'There is no database yet.'));
    if (schema < NEWEST_SCHEMA) return tellOlder(schema);
    if (schema > NEWEST_SCHEMA) return tellNewer(schema);
    return passed(say(`版本 ${schema}。`, `Schema ${schema}.`));
  },
};

function describe(schema: number): Verdict['seen'] {
  return say(
    `版本 ${schema}；这个前厅使用版本 ${NEWEST_SCHEMA}。`,
    `Schema ${schema}; this Foyer works with schema ${NEWEST_SCHEMA}.`,
  );
}

function tellOlder(schema: number): Verdict {
  const advice = {
    cause: say(
      '这个前厅比用过数据库的那个新，还没有启动过。',
      'This Foyer is newer than the one that has used the database, and has not been started yet.',
    ),
    remedy: [
      say(
        '先启动新的前厅，它会更新数据库；然后再诊断一次。',
        'Start the new Foyer first, which brings the database up to date, and run the diagnosis again.',
      ),
    ],
  };
  return { ...warning(describe(schema), advice), isUnknown: true };
}

function tellNewer(schema: number): Verdict {
  return failed(describe(schema), {
    cause: say('数据库属于更新的前厅。', 'The database is of a newer Foyer, and this one does not start with it.'),
    remedy: [
      say(
        '用更新的前厅启动和诊断；要退回这个版本，请恢复升级前的备份。',
        'Start and diagnose with the newer Foyer; to go back to this one, restore the backup made before the upgrade.',
      ),
    ],
  });
}
