/** How much room is left below DingTalk's limit of calls, and whether it was met while everything else was checked. */
import { findDingTalkError } from '../../dingtalk/error-catalogue.ts';
import { PACE } from '../../dingtalk/pacing.ts';
import { say } from '../../words.ts';
import type { Check } from '../check.ts';
import { adviceFor, failed, passed, warning } from '../verdict.ts';

export const rateLimitCheck: Check = {
  id: 'rate-limit',
  title: say('限流余量', 'Rate limit'),
  look: ({ facts: { busyAnswers }, app }) => {
    const [first] = busyAnswers;
    if (first === undefined) {
      return passed(
        say(
          `诊断中没有被限流。前厅读取通讯录时每个接口每秒最多 ${PACE.own} 次，钉钉标准版允许 ${PACE.admitted} 次。`,
          `No call of this diagnosis was throttled. Foyer reads the directory with at most ${PACE.own} calls a second to one API; DingTalk’s standard edition admits ${PACE.admitted}.`,
        ),
      );
    }
    const { code, requestId } = first;
    const entry = findDingTalkError(code);
    const count = say(
      `被拒绝 ${busyAnswers.length} 次：`,
      `Refused ${busyAnswers.length === 1 ? 'once' : `${busyAnswers.length} times`}: `,
    );
    const seen = say(`${count.zh}${entry?.meaning.zh ?? ''}`, `${count.en}${entry?.meaning.en ?? ''}`);
    // What passes by itself is no failure; a quota that is used up stays.
    const judge = entry?.retry === 'after-remedy' ? failed : warning;
    return judge(seen, { dingtalk: { code, requestId }, ...adviceFor(code, app.kind) });
  },
};
