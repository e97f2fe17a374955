/**
 * Whether DingTalk's three hosts can be reached, and whether it is DingTalk that answers.
 *
 * Owns: telling a name that is not found, a connection that fails and a certificate that is not accepted apart. The root
 * of a host answers anybody in any form, so a real question must be answered in DingTalk's own form as well.
 */
import type { DingTalkApp, DingTalkHosts } from '../../dingtalk/app.ts';
import { AppError } from '../../errors.ts';
import { say, type Words } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { adviceFor, codeOf, failed, passed, refused } from '../verdict.ts';

type Host = keyof DingTalkHosts;

export const hostChecks: readonly Check[] = [
  {
    id: 'host.login',
    title: say('登录主机（login）', 'Sign-in host (login)'),
    look: (patient) => lookAt('login', patient),
  },
  {
    id: 'host.api',
    title: say('接口主机（api）', 'API host (api)'),
    look: (patient) => lookAt('api', patient, patient.facts.appToken),
  },
  {
    id: 'host.oapi',
    title: say('旧接口主机（oapi）', 'Older API host (oapi)'),
    look: (patient) => lookAt('oapi', patient, () => askForRange(patient)),
  },
];

async function lookAt(host: Host, { app, facts }: Patient, question?: () => Promise<unknown>): Promise<Verdict> {
  const { origin } = app.hosts[host];
  try {
    const { status } = await facts.probe(host);
    if (status >= 500) throw new AppError('dingtalk_unreachable', 'a 5xx status', gatewayError);
    await question?.();
    return passed(say(`${origin} 有应答。`, `${origin} answers.`));
  } catch (error) {
    if (!isNotDingTalk(error)) {
      if (error instanceof AppError) return passed(say(`${origin} 有应答。`, `${origin} answers.`));
      throw error;
    }
    return explain(error, app, origin);
  }
}

const gatewayError = { details: { case: 'gateway-error' } };

/** Without a token nothing can be asked there; that is told under credentials. */
async function askForRange({ facts }: Patient): Promise<void> {
  const hasToken = await facts.appToken().then(
    () => true,
    () => false,
  );
  if (hasToken) await facts.visibleRange();
}

/** Whether no answer came, or one that is none of DingTalk's; what DingTalk refuses in its own words is for others. */
function isNotDingTalk(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  const code = codeOf(error)?.code;
  return error.code === 'dingtalk_unreachable' || code === 'html-answer' || code === 'unexpected-answer';
}

function explain(error: AppError, { kind }: DingTalkApp, origin: string): Verdict {
  const verdict = refused(error, kind);
  const { reason } = error.details;
  if (reason === undefined) {
    return { ...verdict, seen: say(`${origin}：${verdict.seen.zh}`, `${origin}: ${verdict.seen.en}`) };
  }
  const stage = stages.find(({ reasons }) => reasons.test(reason)) ?? broken;
  // A time-out of the runtime's own has a number for a code.
  const name = /^\d+$/.test(reason) ? 'timeout' : reason;
  const seen = say(`${origin}：${stage.seen.zh}（${name}）。`, `${origin}: ${stage.seen.en} (${name}).`);
  const remedy = [stage.remedy, ...(adviceFor('unreachable', kind).remedy ?? [])];
  return failed(seen, { dingtalk: { code: 'unreachable', requestId: '-' }, cause: stage.cause, remedy });
}

type Stage = { reasons: RegExp; seen: Words; cause: Words; remedy: Words };

const broken: Stage = {
  reasons: /./,
  seen: say('连接中断，没有完整的应答', 'the connection broke before there was an answer'),
  cause: say(
    '防火墙或代理切断了连接，或者钉钉自身故障。',
    'A firewall or a proxy cut the connection, or DingTalk has an outage.',
  ),
  remedy: say(
    '请网络管理员放行到这个主机的连接。',
    'Have whoever runs the network let connections to this host through.',
  ),
};

/** How far a connection came, by what the system reports. */
const stages: readonly Stage[] = [
  {
    reasons: /^(ENOTFOUND|ENODATA|EAI_\w+)$/,
    seen: say('DNS 查不到这个名字', 'DNS does not find the name'),
    cause: say(
      '服务器的 DNS 不能解析外网名字，或者主机名写错了。',
      'The server’s DNS does not resolve names of the internet, or the host name is misspelled.',
    ),
    remedy: say(
      '检查服务器的 DNS 设置，以及 DINGTALK_ 开头的主机设置。',
      'Check the DNS settings of the server, and the DINGTALK_ settings that name hosts.',
    ),
  },
  {
    reasons: /CERT|^ERR_(TLS|SSL)|^EPROTO$|UNABLE_TO_|SIGNATURE|HOSTNAME_MISMATCH/,
    seen: say('TLS 没有建立', 'no TLS connection came about'),
    cause: say(
      '证书没有通过检查：中间的设备换了证书，证书不是给这个名字的，或者对方根本不是 https。',
      'The certificate was not accepted: a device on the way replaces it, it is made out for another name, or the other side does not speak https.',
    ),
    remedy: say(
      '请网络管理员不要拆开到这个主机的 TLS；必须如此时，用 NODE_EXTRA_CA_CERTS 让 Node 信任公司的根证书。',
      'Have whoever runs the network leave TLS to this host alone; where that is not possible, let Node trust the company’s root certificate with NODE_EXTRA_CA_CERTS.',
    ),
  },
  {
    reasons:
      /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ETIMEDOUT|EACCES|EPERM|UND_ERR_CONNECT_TIMEOUT)$/,
    seen: say('连接不上', 'no connection came about'),
    cause: say(
      '防火墙挡住了服务器的出口，或者地址、端口不对。',
      'A firewall keeps the server in, or address or port are wrong.',
    ),
    remedy: say(
      '请网络管理员放行从服务器到这个主机 443 端口的连接。',
      'Have whoever runs the network let the server connect to port 443 of this host.',
    ),
  },
  {
    reasons: /TIMEOUT|Timeout|Abort|^\d+$/,
    seen: say('已连接，但没有及时应答', 'connected, and no answer came in time'),
    cause: say('中间的代理太慢，或者钉钉自身故障。', 'A proxy on the way is slow, or DingTalk has an outage.'),
    remedy: say('过几分钟再诊断一次。', 'Run the diagnosis again in a few minutes.'),
  },
];
