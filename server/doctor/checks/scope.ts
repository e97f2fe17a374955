/** What Foyer asks DingTalk for at a sign-in, and whether DingTalk names the company in return. */
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { adviceFor, failed, passed, toMoment, warning } from '../verdict.ts';
import { signInOnce } from './sign-in-permissions.ts';

export const scopeChecks: readonly Check[] = [
  {
    id: 'scope',
    title: say('登录请求的 scope', 'Scope of the sign-in'),
    look: ({ client, app }) => judgeScope(new URL(client.buildAuthorizationUrl('diagnosis')), app.kind),
  },
  {
    id: 'corp-id',
    title: say('钉钉返回 corpId', 'DingTalk names the company (corpId)'),
    needs: ['storage.schema'],
    look: judgeEvidence,
  },
];

/**
 * The blank between the two words must travel as `%20`. One answer of DingTalk's own FAQ prints `%2B`, which is a plus
 * sign and loses the corpId.
 */
export function judgeScope({ search }: URL, appKind: Patient['app']['kind']): Verdict {
  const sent = /[?&](scope=[^&]*)/.exec(search)?.[1] ?? 'scope';
  if (sent === 'scope=openid%20corpid') {
    return passed(say(`${sent}，不是 openid%2Bcorpid。`, `${sent}, and not openid%2Bcorpid.`));
  }
  return failed(say(`${sent}。`, `${sent}.`), adviceFor(LOST, appKind));
}

const LOST = 'corp-id-missing';
const OTHER = 'other-company';

function judgeEvidence({ evidence, app }: Patient): Verdict {
  const given = evidence.lastSeen('corp_id_given');
  const missing = evidence.lastSeen('corp_id_missing');
  const other = evidence.lastSeen('other_company');
  // A mistyped CorpId makes everybody a member of another company; somebody who chose another one is no news.
  if (other !== null && given === null && other >= (missing ?? 0)) {
    const seen = say(
      `${toMoment(other)} 的登录带回了另一家公司的 corpId，而至今没有人以 DINGTALK_CORP_ID 的公司登录过。`,
      `The sign-in at ${toMoment(other)} came back for another company, and nobody has signed in for the company in DINGTALK_CORP_ID so far.`,
    );
    return failed(seen, { dingtalk: { code: OTHER, requestId: '-' }, ...adviceFor(OTHER, app.kind) });
  }
  if (missing !== null && missing >= (given ?? 0)) {
    const seen = say(
      `${toMoment(missing)} 的登录没有带回 corpId，因此被拒绝。`,
      `The sign-in at ${toMoment(missing)} came back without a corpId and was refused.`,
    );
    return failed(seen, { dingtalk: { code: LOST, requestId: '-' }, ...adviceFor(LOST, app.kind) });
  }
  if (given !== null) {
    return passed(
      say(`${toMoment(given)} 的登录带回了 corpId。`, `The sign-in at ${toMoment(given)} brought it back.`),
    );
  }
  const seen = say(
    '没有人登录就无法得知，而至今还没有人登录。',
    'Only a sign-in can show it, and nobody has signed in so far.',
  );
  return warning(seen, { remedy: [signInOnce] });
}
