/** Whether anybody may open the pages of administrators, and whether those who are named are there. */
import { parseToolsFile } from '../../access/tools-file.ts';
import { ToolsFileError } from '../../access/tools-file-error.ts';
import { readToolsFile } from '../../access/tools-file-text.ts';
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { failed, passed, warning } from '../verdict.ts';

export const administratorsCheck: Check = {
  id: 'settings.administrators',
  title: say('前厅的管理员', 'Administrators of Foyer'),
  look: (patient) => {
    const { toolsFile, dingtalk } = patient.config;
    if (toolsFile !== null) return judgeFile(toolsFile, patient);
    if (dingtalk.mode === 'sandbox') {
      return passed(
        say('没有名单文件，由沙箱中的经理担任。', 'There is no file; a manager in the sandbox is the administrator.'),
      );
    }
    return warning(say('一个也没有。', 'There are none.'), {
      cause: say('没有名单文件 tools.yaml。', 'There is no file tools.yaml that names them.'),
      remedy: [writeFile],
    });
  },
};

const writeFile = say(
  '建立 tools.yaml，写上 admins: [{ user: 您的userId }]，再重启前厅。',
  'Make a file tools.yaml with admins: [{ user: your-userId }], and restart Foyer.',
);

function judgeFile(file: string, patient: Patient): Verdict {
  const { publicUrl, findVariable } = patient.config;
  let admins: readonly string[];
  try {
    admins = parseToolsFile(file, readToolsFile(file), { ownOrigin: publicUrl.origin, findVariable }).admins;
  } catch (error) {
    if (!(error instanceof ToolsFileError)) throw error;
    return refuseFile(error);
  }
  if (admins.length === 0)
    return warning(say(`${file} 中一个也没有。`, `${file} names none.`), { remedy: [writeFile] });
  return judgeNames(file, admins, patient);
}

/** A file with mistakes: a Foyer that is running goes by what it said before, and none starts with it. */
function refuseFile({ message }: ToolsFileError): Verdict {
  const [headline = '', ...mistakes] = message.split('\n').map((line) => line.trim());
  const seen = [headline, ...mistakes].join(' ');
  return failed(say(seen, seen), {
    cause: say(
      '文件有误：正在运行的前厅沿用之前的内容，重启则无法启动。',
      'The file has mistakes: a Foyer that is running goes by what it said before, and none starts with it.',
    ),
    remedy: [say('按上面的说明改正文件。', 'Correct what is named above.')],
  });
}

function judgeNames(file: string, admins: readonly string[], { replica }: Patient): Verdict {
  const seen = say(`${file} 中有 ${admins.length} 人。`, `${file} names ${admins.length}.`);
  // Before the first reading of the company nobody is known.
  const unknown = replica.count() === 0 ? [] : admins.filter((userId) => replica.findByUserId(userId) === null);
  if (unknown.length === 0) return passed(seen);
  const list = unknown.join(', ');
  return warning(say(`通讯录里没有 ${list}。`, `The directory does not have ${list}.`), {
    cause: say(
      'userId 写错了，此人已离职，或者不在应用的可见范围内。',
      'The userId is misspelled, the person has left, or is out of the app’s sight.',
    ),
    remedy: [
      say(
        `核对 ${file} 中的 userId；离职的人请删掉，因为 userId 可能分给新人。`,
        `Compare the userIds in ${file}; take out who has left, because a userId can be given to somebody new.`,
      ),
    ],
  });
}
