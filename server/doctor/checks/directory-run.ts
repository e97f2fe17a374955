/** How the last reading of the company went, and how long ago it was. */
import { say, type Words } from '../../words.ts';
import type { Check, LastRun, Patient, Verdict } from '../check.ts';
import { adviceFor, failed, joinWords, passed, toMoment, warning } from '../verdict.ts';

export const directoryRunCheck: Check = {
  id: 'directory-run',
  title: say('通讯录读取', 'Reading of the directory'),
  // Without these it has failed as well, and there is nothing more to learn from it.
  needs: ['storage.schema', 'permission.qyapi_get_department_list', 'permission.qyapi_get_department_member'],
  look: (patient) => {
    const latest = patient.runs.latest()?.run ?? null;
    const complete = patient.runs.lastComplete();
    if (latest === null) return warning(say('还没有读取过。', 'It has never been read.'), { remedy: [startFoyer] });
    if (latest.state === 'failed') return tellFailure(latest, complete, patient);
    if (complete === null)
      return passed(
        say(
          `第一次读取从 ${toMoment(latest.startedAt)} 开始，正在进行。`,
          `The first reading began at ${toMoment(latest.startedAt)} and goes on.`,
        ),
      );
    return judgeComplete(complete, patient);
  },
};

const startFoyer = say(
  '启动前厅，它会自行读取；或在“通讯录同步”页点击“立即读取”。',
  'Start Foyer, which reads it by itself, or press “Read now” on the page “Directory run”.',
);

const lookIntoLog = say(
  '日志中有当时的错误；在“通讯录同步”页再读取一次。',
  'The log has the error; read it once more on the page “Directory run”.',
);

/** What was read before stays, so that only the very first failure leaves nothing. */
function tellFailure({ failure, finishedAt, startedAt }: LastRun, complete: LastRun | null, { app }: Patient): Verdict {
  const at = toMoment(finishedAt ?? startedAt);
  const code = failure?.dingtalk?.code;
  const seen = say(
    `${at} 的读取没有完成（${code ?? failure?.code ?? ''}）。`,
    `The reading at ${at} did not come to its end (${code ?? failure?.code ?? ''}).`,
  );
  const said = failure?.dingtalk && {
    dingtalk: { code: failure.dingtalk.code, requestId: failure.dingtalk.requestId },
  };
  const advice = { ...said, ...(code === undefined ? { remedy: [lookIntoLog] } : adviceFor(code, app.kind)) };
  return (complete === null ? failed : warning)(seen, advice);
}

/** A reading that was due and did not come, several times over. */
const MISSED_READINGS = 3;

function judgeComplete(run: LastRun, { config, now }: Patient): Verdict {
  const at = toMoment(run.finishedAt ?? run.startedAt);
  const seen = joinWords([
    say(`${at} 读到 ${run.people} 人。`, `${run.people} people were read at ${at}.`),
    ...describeUnseen(run),
  ]);
  if (run.state === 'held_back') return tellHeldBack(run, seen);
  const lacking = run.unseen.filter(({ kind }) => kind === 'permission_missing');
  if (lacking.length > 0) {
    const cause = say(
      '当时缺少权限，有些内容没能读到。',
      'Permissions were missing then, so that something could not be read.',
    );
    return warning(seen, {
      cause,
      remedy: [say('按上面的权限检查处理后，再读取一次。', 'Follow the checks on permissions, and read it again.')],
    });
  }
  const age = now() - Date.parse(run.finishedAt ?? run.startedAt);
  if (age <= config.directorySyncMs * MISSED_READINGS) return passed(seen);
  const cause = say(
    '前厅停止过，或者之后的读取一直没有完成。',
    'Foyer was not running, or no later reading came to its end.',
  );
  return warning(seen, { cause, remedy: [startFoyer] });
}

function describeUnseen({ unseen }: LastRun): Words[] {
  if (unseen.length === 0) return [];
  return [
    say(
      `有 ${unseen.length} 处没能看到，“通讯录同步”页有列表。`,
      `The page “Directory run” lists what could not be seen (${unseen.length}).`,
    ),
  ];
}

function tellHeldBack({ wouldRemove = 0 }: LastRun, seen: Words): Verdict {
  return warning(seen, {
    cause: say(
      `这次读取会移除 ${wouldRemove} 人，超过十分之一，所以没有移除任何人：更可能是应用失去了权限或可见范围。`,
      `It would have removed ${wouldRemove} people, more than a tenth, and therefore removed nobody: it is likelier that the app lost a permission or a part of its range.`,
    ),
    remedy: [
      say(
        '先看可见范围；确实有这么多人离开时，在“通讯录同步”页允许移除。',
        'Look at the visible range first; if so many really left, allow the removal on the page “Directory run”.',
      ),
    ],
  });
}
