/**
 * The permissions that only come into play when somebody signs in.
 *
 * Owns: what can be told of them without a person: a code that was made up is refused in one way by an app that may
 * exchange codes, and in others by one that may not.
 */
import { AppError } from '../../errors.ts';
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { adviceFor, failed, passed, toMoment, warning } from '../verdict.ts';
import { describeMissing, titleOf } from './permission-words.ts';

export const signInPermissionChecks: readonly Check[] = [
  {
    id: 'permission.open_app_api_base',
    title: titleOf('open_app_api_base'),
    needs: ['credentials'],
    look: async (patient, signal) => {
      try {
        const madeUp = { code: 'foyer-diagnosis', state: 'foyer-diagnosis' };
        await patient.facts.ask(() => patient.client.redeemCode(madeUp, madeUp.state, signal));
      } catch (error) {
        return judgeRefusal(error, patient);
      }
      return passed(say('钉钉接受了一个编造的授权码。', 'DingTalk accepted a code that was made up.'));
    },
  },
  {
    id: 'permission.Contact.User.Read',
    title: titleOf('Contact.User.Read'),
    needs: ['storage.schema'],
    look: ({ evidence }) => {
      const at = evidence.lastSeen('corp_id_given');
      if (at !== null)
        return passed(say(`有：${toMoment(at)} 有人登录成功。`, `Granted: somebody signed in at ${toMoment(at)}.`));
      return warning(
        say(
          '没有人登录就无法得知，而至今还没有人登录成功。',
          'Only a sign-in can show it, and nobody has signed in so far.',
        ),
        { remedy: [signInOnce] },
      );
    },
  },
  {
    id: 'permission.Contact.User.mobile',
    title: titleOf('Contact.User.mobile'),
    look: () =>
      passed(
        say(
          '前厅不依赖它，没有人登录也无法得知；没有它时，“我的资料”中不显示账号手机号。',
          'Foyer does without it, and only a sign-in can show it; without it “My profile” has no number of the account.',
        ),
      ),
  },
];

/** Shared by everything that only a sign-in shows. */
export const signInOnce = say(
  '请任意一位员工登录一次，再诊断一次。',
  'Have any employee sign in once, and run the diagnosis again.',
);

function judgeRefusal(error: unknown, { app }: Patient): Verdict {
  if (!(error instanceof AppError)) throw error;
  const { code, dingtalk } = error;
  if (code === 'dingtalk_permission_missing') {
    return { status: 'failed', ...describeMissing('open_app_api_base', app, dingtalk) };
  }
  if (code !== 'sign_in_expired') throw error;
  if (dingtalk?.requestId === '') return tellMaskedAddress(dingtalk.code, app.kind);
  return passed(
    say('有：钉钉照常拒绝了一个编造的授权码。', 'Granted: DingTalk refused a code that was made up, as it should.'),
  );
}

/** DingTalk hides an address that is missing from the app's list behind the refusal of a code, with no request id. */
function tellMaskedAddress(code: string, appKind: Patient['app']['kind']): Verdict {
  const seen = say(
    '钉钉拒绝授权码时没有给请求编号：服务器的出口地址不在应用的 IP 列表里时就是这样。所有人都无法登录。',
    'DingTalk refuses codes without a request id, which is how it hides that the address of the server is not on the IP list of the app. Nobody can sign in.',
  );
  return failed(seen, { ...adviceFor(NOT_ON_THE_LIST, appKind), dingtalk: { code, requestId: '' } });
}

const NOT_ON_THE_LIST = 'Forbidden.AccessDenied.IpNotInWhiteList';
