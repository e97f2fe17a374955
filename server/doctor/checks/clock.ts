/** Whether our clock agrees with DingTalk's, as the Date header of its answers tells it. */
import { say } from '../../words.ts';
import type { Check, Verdict } from '../check.ts';
import { failed, passed, warning } from '../verdict.ts';

export const clockCheck: Check = {
  id: 'clock',
  title: say('服务器时间', 'Clock'),
  needs: ['host.api'],
  look: async ({ facts }) => {
    const { date, atMs } = await facts.probe('api');
    return judgeClock(Date.parse(date ?? ''), atMs);
  },
};

/** The header has whole seconds: on average it is half a second old. */
const HALF_SECOND_MS = 500;
const LIMITS_SECONDS = { warning: 30, failed: 120 };

/** Compares DingTalk's time with ours, both in ms; NaN when DingTalk did not tell it. */
export function judgeClock(theirs: number, ours: number): Verdict {
  if (Number.isNaN(theirs))
    return passed(say('钉钉没有告诉时间，无法比较。', 'DingTalk did not tell its time, so nothing can be compared.'));
  const seconds = Math.round((ours - theirs - HALF_SECOND_MS) / 1000);
  const off = Math.abs(seconds);
  if (off <= LIMITS_SECONDS.warning) return passed(say(`与钉钉相差 ${off} 秒。`, `${off} s apart from DingTalk’s.`));
  const seen = say(
    `服务器的时间比钉钉${seconds > 0 ? '快' : '慢'} ${off} 秒。`,
    `The clock of this server is ${off} s ${seconds > 0 ? 'ahead of' : 'behind'} DingTalk’s.`,
  );
  const advice = {
    cause: say('服务器没有与时间服务器同步。', 'The server does not keep its clock with a time server.'),
    remedy: [
      say(
        '打开时间同步，例如 timedatectl set-ntp true；虚拟机还要检查宿主机的时间。',
        'Switch time synchronisation on, for example with timedatectl set-ntp true; on a virtual machine check the clock of its host as well.',
      ),
    ],
  };
  return (off > LIMITS_SECONDS.failed ? failed : warning)(seen, advice);
}
