/** Errors of departments being written to the directory. Foyer sets managers alone; tools that write meet the rest. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry } from './entry.ts';

export const departmentWritingErrors: readonly CatalogueEntry[] = [
  {
    codes: ['60001', '60009', '60016', '60021'],
    outcome: 'dingtalk_refused',
    meaning: say('部门的名称或 ID 不能用。', 'The name or the id of the department cannot be used.'),
    causes: [
      say(
        '名称太长，或含有不允许的字符，例如逗号和连字符（60001、60009）。',
        'The name is too long, or holds characters that are not allowed, such as commas and hyphens (60001, 60009).',
      ),
      say(
        'ID 已经存在（60016），或同一个上级下面已有同名部门（60021）。',
        'The id exists (60016), or the parent has a department of that name already (60021).',
      ),
    ],
    remedies: [anyApp('换一个名称或 ID 后重试。', 'Choose another name or id and call again.')],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['60002', '60004', '60010', '60110', '40010', '40011'],
    outcome: 'dingtalk_refused',
    says: '父亲部门不存在 / 不合法的父部门id / 不合法的排序order',
    meaning: say('部门不能放在这个位置。', 'The department cannot be put in this place.'),
    causes: [
      say(
        '上级部门不存在或 ID 不对（60004、40010）。',
        'The parent does not exist, or its id is malformed (60004, 40010).',
      ),
      say(
        '层级太深（60002）、部门太多（60110），或会形成循环（60010）。',
        'Too many levels (60002) or departments (60110), or a circle would arise (60010).',
      ),
      say('排序值不对（40011）。', 'The order is malformed (40011).'),
    ],
    remedies: [
      anyApp(
        '重新读取部门列表，换一个上级部门或排序值后重试。',
        'Read the list of departments again, choose another parent or order, and call again.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['60005', '60006', '60007', '60018'],
    outcome: 'dingtalk_refused',
    says: '不允许更新根部门',
    meaning: say('这个部门不能删除或修改。', 'This department cannot be deleted or changed.'),
    causes: [
      say('部门里还有成员（60005）或子部门（60006）。', 'It still has people (60005) or departments (60006) in it.'),
      say('它是根部门（60007、60018）。', 'It is the root department (60007, 60018).'),
    ],
    remedies: [
      anyApp(
        '先移走成员和子部门。根部门只能由管理员在钉钉管理后台修改。',
        'Move its people and departments elsewhere first. The root department is changed by an administrator in the DingTalk Admin Console only.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['60067', '60068'],
    outcome: 'dingtalk_refused',
    meaning: say(
      '指定的群主或部门主管不存在。',
      'The group owner or department manager that was named does not exist.',
    ),
    causes: [say('此人已离职，或者不是这个部门的成员。', 'The person has left, or is not a member of the department.')],
    remedies: [anyApp('换一位现有的部门成员后重试。', 'Name a present member of the department and try again.')],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['60022'],
    outcome: 'dingtalk_refused',
    says: '包含敏感内容，请检查修改后重试！',
    meaning: say('钉钉认为写入的文字含有敏感内容。', 'DingTalk takes the text that was written for objectionable.'),
    causes: [say('名称、职位或备注中有被禁止的词。', 'A name, title or remark holds a forbidden word.')],
    remedies: [anyApp('改写这段文字后重试。', 'Rewrite the text and try again.')],
    retry: 'after-remedy',
    actor: 'administrator',
  },
];
