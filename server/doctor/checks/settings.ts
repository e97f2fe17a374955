/** Whether the settings go together. What is wrong with a single one keeps Foyer from starting, and is said there. */
import type { Config } from '../../config/load-config.ts';
import { type DingTalkHosts, hostsOf, regions } from '../../dingtalk/app.ts';
import { isLoopback } from '../../loopback.ts';
import { say } from '../../words.ts';
import type { Check, Verdict } from '../check.ts';
import { failed, passed, warning } from '../verdict.ts';

export const settingsChecks: readonly Check[] = [
  {
    id: 'settings.mode',
    title: say('运行方式', 'Mode'),
    look: ({ config: { dingtalk } }) =>
      dingtalk.mode === 'live'
        ? passed(
            say(`与钉钉连接，公司 ${dingtalk.app.corpId}。`, `Works with DingTalk, company ${dingtalk.app.corpId}.`),
          )
        : passed(
            say(
              '没有设置钉钉凭证，由沙箱扮演钉钉：公司和人物都是虚构的。',
              'No DingTalk credentials are set, so the sandbox plays DingTalk: company and people are invented.',
            ),
          ),
  },
  {
    id: 'settings.public-url',
    title: say('对外地址（PUBLIC_URL）', 'Public address (PUBLIC_URL)'),
    look: ({ config }) => judgePublicUrl(config),
  },
  {
    id: 'settings.app',
    title: say('应用的标识与种类', 'Id and kind of the app'),
    look: ({ config }) => judgeApp(config),
  },
  { id: 'settings.hosts', title: say('区域与主机', 'Region and hosts'), look: ({ app }) => judgeHosts(app.hosts) },
  {
    id: 'settings.proxies',
    title: say('反向代理（TRUSTED_PROXIES）', 'Reverse proxies (TRUSTED_PROXIES)'),
    look: ({ config }) => judgeProxies(config),
  },
  {
    id: 'settings.notices',
    title: say('其他设置', 'Other settings'),
    look: ({ config: { warnings } }) =>
      warnings.length === 0
        ? passed(say('没有需要留意的地方。', 'Nothing that needs attention.'))
        : warning(say(warnings.join('; '), warnings.join('; '))),
  },
];

function judgePublicUrl({ publicUrl, dingtalk }: Config): Verdict {
  const { origin } = publicUrl;
  if (dingtalk.mode === 'sandbox' || publicUrl.protocol === 'https:') return passed(say(`${origin}`, `${origin}`));
  return warning(say(`${origin}，没有加密。`, `${origin}, which is not encrypted.`), {
    cause: say(
      '这个地址只有本机能打开，适合试用；员工要用 https 地址。',
      'Only this machine can open the address, which is fine for a trial; employees need an https address.',
    ),
    remedy: [
      say(
        '把 PUBLIC_URL 设为员工打开前厅的 https 地址，由反向代理负责 TLS，再重启前厅。',
        'Set PUBLIC_URL to the https address under which employees open Foyer, let a reverse proxy do TLS, and restart Foyer.',
      ),
    ],
  });
}

const seeCredentials = say(
  '打开开发者后台 › 应用详情 › 凭证与基础信息，核对 Client ID；它不是 App ID，也不是 AgentId。',
  'Open Developer Console › app details › credentials and compare the Client ID, which is neither the App ID nor the AgentId.',
);

function judgeApp({ dingtalk }: Config): Verdict {
  if (dingtalk.mode === 'sandbox') return passed(say('沙箱自己的应用。', 'The app of the sandbox.'));
  const { clientId, corpId, kind } = dingtalk.app;
  const seen = say(`${clientId}，${kindWords[kind].zh}。`, `${clientId}, ${kindWords[kind].en}.`);
  if (clientId === corpId) {
    const cause = say(
      'DINGTALK_CLIENT_ID 与 DINGTALK_CORP_ID 相同。',
      'DINGTALK_CLIENT_ID and DINGTALK_CORP_ID are the same.',
    );
    return failed(seen, { cause, remedy: [seeCredentials] });
  }
  if (!/^(ding|suite)/.test(clientId)) {
    const cause = say(
      'Client ID 应以 ding 开头（企业内部应用），或以 suite 开头（第三方企业应用）。',
      'A Client ID begins with “ding” (an internal app) or “suite” (a third-party enterprise app).',
    );
    return warning(seen, { cause, remedy: [seeCredentials] });
  }
  return judgeKind(clientId, kind, seen);
}

const kindWords = {
  internal: say('企业内部应用', 'an internal app'),
  'third-party': say('第三方企业应用', 'a third-party enterprise app'),
};

function judgeKind(clientId: string, kind: keyof typeof kindWords, seen: Verdict['seen']): Verdict {
  const looksThirdParty = clientId.startsWith('suite');
  if (looksThirdParty === (kind === 'third-party')) return passed(seen);
  const [is, shouldBe] = looksThirdParty ? (['suite', 'third-party'] as const) : (['ding', 'internal'] as const);
  const advice = {
    cause: say(
      `以 ${is} 开头的 Client ID 属于${kindWords[shouldBe].zh}，而 DINGTALK_APP_KIND 是 ${kind}。`,
      `A Client ID that begins with “${is}” belongs to ${kindWords[shouldBe].en}, and DINGTALK_APP_KIND is ${kind}.`,
    ),
    remedy: [
      say(
        `把 DINGTALK_APP_KIND 设为 ${shouldBe}，再重启前厅。`,
        `Set DINGTALK_APP_KIND to ${shouldBe} and restart Foyer.`,
      ),
    ],
  };
  // The beginning of a vendor's id is documented; that a company's own could not be a vendor's as well is not.
  return looksThirdParty ? failed(seen, advice) : warning(seen, advice);
}

/** The hosts of a region switch together: an app of one is not known to the other. */
export function judgeHosts(hosts: DingTalkHosts): Verdict {
  const roles = ['login', 'api', 'oapi'] as const;
  const origins = roles.map((role) => hosts[role].origin);
  const list = [...new Set(origins)].join(', ');
  const regionOf = roles.map((role) => regions.find((region) => hostsOf(region)[role].origin === hosts[role].origin));
  const found = new Set(regionOf);
  if (found.size === 1) {
    return regionOf[0] === undefined
      ? passed(say(`不是钉钉的公共主机：${list}。`, `Other hosts than DingTalk’s public ones: ${list}.`))
      : passed(say(`区域 ${regionOf[0]}：${list}。`, `Region ${regionOf[0]}: ${list}.`));
  }
  const advice = {
    cause: say(
      '三个主机不属于同一个地方：一个区域的应用，另一个区域不认识。',
      'The three hosts do not belong together: an app of one region is not known in the other.',
    ),
    remedy: [
      say(
        '只用 DINGTALK_REGION 选择区域，删掉 DINGTALK_LOGIN_URL、DINGTALK_API_URL 和 DINGTALK_OAPI_URL；专属部署则三个都要设置。',
        'Choose the region with DINGTALK_REGION alone and remove DINGTALK_LOGIN_URL, DINGTALK_API_URL and DINGTALK_OAPI_URL; for a dedicated deployment set all three.',
      ),
    ],
  };
  const isMixed = found.has('cn') && found.has('intl');
  return (isMixed ? failed : warning)(say(`${list}。`, `${list}.`), advice);
}

/** More addresses than a network of one's own has. */
const WIDEST = { v4: 8, v6: 7 };

function judgeProxies({ trustedProxies, listen, publicUrl }: Config): Verdict {
  const list = trustedProxies.join(', ');
  const seen = say(`信任 ${list} 的 X-Forwarded-For。`, `X-Forwarded-For counts when it comes from ${list}.`);
  const wide = trustedProxies.filter((range) => {
    const [address = '', bits] = range.split('/');
    return bits !== undefined && Number(bits) < (address.includes(':') ? WIDEST.v6 : WIDEST.v4);
  });
  if (wide.length > 0) {
    const cause = say(
      `${wide.join(', ')} 太宽：几乎任何人都可以伪造自己的地址。`,
      `${wide.join(', ')} is too wide: almost anybody may claim any address.`,
    );
    return warning(seen, { cause, remedy: [nameProxy] });
  }
  const isBehindProxy = publicUrl.protocol === 'https:' && !isLoopback(listen.host);
  if (!isBehindProxy || !trustedProxies.every(isLocalRange)) return passed(seen);
  const cause = say(
    `前厅在 ${listen.host} 上接受连接，TLS 在别处终止；那个代理不受信任，所有人看起来都来自同一个地址。`,
    `Foyer listens on ${listen.host} and TLS ends elsewhere; that proxy is not trusted, so that everybody seems to come from one address.`,
  );
  return warning(seen, { cause, remedy: [nameProxy] });
}

const nameProxy = say(
  '在 TRUSTED_PROXIES 中只写反向代理自己的地址，再重启前厅。',
  'Name just the addresses of your reverse proxies in TRUSTED_PROXIES, and restart Foyer.',
);

function isLocalRange(range: string): boolean {
  return range.startsWith('127.') || /^::1(\/128)?$/.test(range);
}
