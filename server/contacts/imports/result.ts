/**
 * What came of each row, as a file for spreadsheets.
 *
 * Owns: its columns, and the words for each reason in both languages. Does not: read them (`import-store.ts`).
 * Called by: `import-routes.ts`.
 */
import type { Readable } from 'node:stream';
import { findDingTalkError, remediesFor } from '../../dingtalk/error-catalogue.ts';
import { type CsvRow, toCsv } from '../../http/downloads.ts';
import { say, type Words } from '../../words.ts';
import type { Reason } from '../schema.ts';
import type { StoredRow } from './import-store.ts';

const columns = [
  'line',
  'name',
  'userId',
  'result',
  'field',
  'reason',
  'dingtalkCode',
  'dingtalkRequestId',
  'explanation',
  'explanationZh',
] as const;
type ResultRow = CsvRow<(typeof columns)[number]>;

/** The file for spreadsheets. */
export function exportResult(rows: Iterable<StoredRow>): Readable {
  return toCsv(columns, toResults(rows));
}

function* toResults(rows: Iterable<StoredRow>): Generator<ResultRow> {
  for (const row of rows) yield toResult(row);
}

function toResult({ line, plan, outcome }: StoredRow): ResultRow {
  const { name, userId } = plan;
  const who = { line, name, ...(userId !== undefined && { userId }) };
  if (plan.act === 'fault' && plan.fault) return { ...who, result: 'fault', ...explain(plan.fault) };
  if (outcome === null) return { ...who, result: plan.act === 'nothing' ? 'unchanged' : 'not_done' };
  const { result } = outcome;
  if (result === 'failed') return { ...who, result, ...explain(outcome) };
  if (result === 'invited') {
    const { en, zh } = invited;
    return { ...who, result, explanation: en, explanationZh: zh };
  }
  return { ...who, result, userId: outcome.userId };
}

type Why = { field?: string; reason: Reason; dingtalk?: { code: string; requestId: string } };

function explain({ field, reason, dingtalk }: Why): ResultRow {
  const { en, zh } = wordsFor(reason, dingtalk?.code);
  return {
    ...(field !== undefined && { field }),
    reason,
    ...(dingtalk && { dingtalkCode: dingtalk.code, dingtalkRequestId: dingtalk.requestId }),
    explanation: en,
    explanationZh: zh,
  };
}

/** DingTalk's own refusals are explained by the catalogue, with the remedy. */
function wordsFor(reason: Reason, code: string | undefined): Words {
  const entry = code === undefined ? undefined : findDingTalkError(code);
  if (entry === undefined) return reasons[reason];
  const [remedy] = remediesFor(entry, 'internal');
  const join = (language: keyof Words, space: string) =>
    [entry.meaning[language], remedy?.steps[language] ?? ''].filter((text) => text !== '').join(space);
  return { zh: join('zh', ''), en: join('en', ' ') };
}

const invited = say(
  '已发出邀请，等对方在钉钉中同意。',
  'An invitation was sent; the person joins when they accept it in DingTalk.',
);

const reasons: Readonly<Record<Reason, Words>> = {
  required: say('必填。', 'This must be filled in.'),
  too_long: say('太长。', 'This is too long.'),
  too_many: say('太多。', 'These are too many.'),
  not_an_email: say('不是邮箱地址。', 'This is no email address.'),
  not_a_date: say('不是日期，应写成 2026-01-31。', 'This is no date; write it like 2026-01-31.'),
  not_a_boolean: say('请填 true 或 false。', 'Write true or false.'),
  not_a_user_id: say(
    'userId 只能用字母、数字和 . _ - @，最多 64 个字符。',
    'A userId has letters, digits and . _ - @ only, up to 64.',
  ),
  not_a_mobile: say('不是手机号码。', 'This is no mobile number.'),
  needs_country_code: say('请写成 +国家代码-号码。', 'Write it as +country code-number.'),
  not_a_country_code: say('不是国家或地区代码。', 'This is no country code.'),
  not_a_table: say('文件中有一个引号没有结束。', 'A quotation mark is never closed.'),
  no_rows: say('文件中没有行。', 'The file has no rows.'),
  too_many_columns: say('最多 100 列。', 'A file has up to 100 columns.'),
  unknown_columns: say('文件中没有前厅认识的列。', 'No column has a name that Foyer knows.'),
  nobody_named: say('文件没有说明是谁的列。', 'No column names people.'),
  plan_too_old: say('预检已过去太久，请重新预检。', 'The dry run is too old; do it again.'),
  unknown_department: say('没有这个部门。', 'There is no such department.'),
  unknown_person: say('没有这个人。', 'There is no such person.'),
  out_of_range: say('应用看不到这个人或部门。', 'The app may not see this person or department.'),
  not_a_member: say('只有部门的成员才能担任主管。', 'Only members of a department can manage it.'),
  named_administrator: say(
    'tools.yaml 把这个 userId 列为前厅管理员；请换一个，或先把它从文件中去掉。',
    'tools.yaml names this userId as an administrator of Foyer; choose another, or take it out of the file first.',
  ),
  taken: say('已经有人用了。', 'Somebody else has this already.'),
  cannot_change: say(
    '不能修改，只能删除此人后重新添加。',
    'This cannot be changed; remove the person and add them again.',
  ),
  cannot_clear: say('钉钉不支持清除，只能修改。', 'DingTalk cannot take this away; it can only be changed.'),
  managed_by_hr: say('由智能人事管理，请在那里修改。', 'Smart HR manages this; change it there.'),
  repeated: say('文件中前面已有这个值。', 'An earlier row of the file has this already.'),
  limit_reached: say('到了上限，暂时不能再添加。', 'A limit is reached; nobody more can be added for now.'),
  refused: say('钉钉没有接受。', 'DingTalk did not accept this.'),
  yourself: say('不能删除自己。', 'Nobody can remove themselves.'),
  last_administrator: say('不能删除最后一位管理员。', 'The last administrator cannot be removed.'),
  not_confirmed: say('没有确认。', 'This was not confirmed.'),
  changed_meanwhile: say('有人刚刚改过。', 'Somebody has just changed this.'),
  unknown_outcome: say(
    '钉钉没有回答，不知道是否已完成；请先查找此人再决定。',
    'DingTalk did not answer, so nobody knows whether it was done; look for the person before trying again.',
  ),
};
