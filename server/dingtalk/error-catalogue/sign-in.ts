/** Errors of the sign-in itself: DingTalk's own page, the way back, and the code that is exchanged. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry, internalApp, thirdPartyApp } from './entry.ts';

const fixEgressAddress = anyApp(
  '所有人都这样时：打开开发者后台 › 应用详情 › 开发配置 › 安全设置，核对服务器出口IP 是不是服务器访问外网时的公网地址。',
  'For everybody at once: open Developer Console › app details › Security settings and compare the server egress IP with the public address from which the server reaches the internet.',
);

export const signInErrors: readonly CatalogueEntry[] = [
  {
    codes: ['login-page', '900103'],
    outcome: null,
    meaning: say(
      '钉钉在自己的登录页上报错，没有把人送回前厅。前厅对此一无所知，日志中也没有记录。',
      'DingTalk shows an error on its own sign-in page and does not send the person back. Foyer never hears of it, and its log is silent.',
    ),
    causes: [
      say(
        '重定向地址没有在应用中登记，或与登记的不完全一致。',
        'The redirect address is not registered in the app, or differs from the registered one.',
      ),
      say(
        'Client ID 填错了，例如填成了 App ID 或 AgentId（900103）。',
        'The Client ID is wrong, for example the App ID or AgentId was entered instead (900103).',
      ),
      say('应用从未发布，或已停用。', 'The app has never been published, or is disabled.'),
      say(
        '此人不是这家公司的成员：企业内部应用只接受本公司的人。',
        'The person is not a member of the company: an internal app admits only its own people.',
      ),
      say(
        '地址里缺少 prompt=consent。前厅总会带上；自己拼的地址容易漏掉。',
        'The address lacks prompt=consent. Foyer always sends it; addresses put together by hand may not.',
      ),
    ],
    remedies: [
      anyApp(
        '打开开发者后台 › 应用详情 › 开发配置 › 安全设置，把重定向URL 登记为 PUBLIC_URL 加 /auth/callback，一字不差（旧版后台在“登录与分享 › 回调域名”）。',
        'Open Developer Console › app details › Security settings and register PUBLIC_URL followed by /auth/callback as the redirect URL, letter by letter (in older consoles: Sign-in and Share › Callback domain).',
      ),
      anyApp(
        '在应用详情 › 凭证与基础信息中核对 Client ID，再到应用发布 › 版本管理与发布确认应用已发布。',
        'Compare the Client ID on the credentials page of the app details, and see under Version management and release that the app is published.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['50001'],
    outcome: 'dingtalk_refused',
    says: 'redirect_uri未授权',
    meaning: say('重定向地址没有登记在应用中。', 'The redirect address is not registered in the app.'),
    causes: [
      say(
        '登记的地址与 PUBLIC_URL 加 /auth/callback 不同：协议、主机名、端口或路径有一处不一样。',
        'The registered address differs from PUBLIC_URL followed by /auth/callback in scheme, host, port or path.',
      ),
    ],
    remedies: [
      anyApp(
        '打开开发者后台 › 应用详情 › 开发配置 › 安全设置，在重定向URL 中填写 PUBLIC_URL 加 /auth/callback（旧版后台在“登录与分享 › 回调域名”）。',
        'Open Developer Console › app details › Security settings and enter PUBLIC_URL followed by /auth/callback as a redirect URL (in older consoles: Sign-in and Share › Callback domain).',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['sign-in-denied'],
    outcome: 'sign_in_cancelled',
    meaning: say(
      '钉钉把人送回来时没有授权码，只有 error 参数。',
      'DingTalk sent the person back with an error parameter instead of a code.',
    ),
    causes: [say('本人在授权页上点了拒绝或取消。', 'The person declined or cancelled on the authorisation page.')],
    remedies: [
      anyApp('请本人重新登录，并在授权页上同意。', 'The person signs in again and agrees on the authorisation page.'),
    ],
    retry: 'after-remedy',
    actor: 'employee',
  },
  {
    codes: ['invalidParameter.authCode.notFound', 'invalidCode'],
    outcome: 'sign_in_expired',
    says: '不合法的临时授权码',
    meaning: say(
      '钉钉不接受这个授权码或刷新凭证：它只能用一次，授权码五分钟内有效。',
      'DingTalk does not accept this code or refresh token: each works once, and a code lives for five minutes.',
    ),
    causes: [
      say(
        '授权码已经用过：页面被刷新，或者点了两次。',
        'The code has been used before: the page was reloaded, or clicked twice.',
      ),
      say('从授权到返回超过了五分钟。', 'More than five minutes passed between the authorisation and the return.'),
      say(
        '所有人都这样：服务器的出口地址不在应用的 IP 列表里。钉钉会把这个原因藏在此错误码后面，请求编号为空。',
        'For everybody at once: the egress address of the server is missing from the IP list of the app. DingTalk hides this cause behind the same code, with an empty request id.',
      ),
      say(
        '授权码属于另一个应用，或者是在钉钉客户端内取得的另一种授权码。',
        'The code belongs to another app, or is of the other kind that pages inside the DingTalk client obtain.',
      ),
      say(
        '刷新凭证已经换过新的，或超过了 30 天。',
        'The refresh token has been exchanged already, or is older than 30 days.',
      ),
    ],
    remedies: [
      anyApp('请本人重新登录。', 'The person signs in again; for everybody at once, check the IP list of the app.'),
      fixEgressAddress,
    ],
    retry: 'after-remedy',
    actor: 'employee',
  },
  {
    codes: ['corp-id-missing'],
    outcome: 'corp_id_missing',
    meaning: say(
      '用授权码换取用户凭证成功了，但应答里没有 corpId。',
      'The code was exchanged for a user token, but the answer holds no corpId.',
    ),
    causes: [
      say(
        '登录地址的 scope 里没有 corpid。应当写成 scope=openid%20corpid，中间是空格。',
        'The scope of the sign-in address lacks corpid. It must read scope=openid%20corpid, with a blank between the two.',
      ),
      say(
        '中间的代理改写了地址，把 %20 变成了 %2B：那是一个加号，不是空格。',
        'A proxy on the way rewrote the address and turned %20 into %2B, which is a plus sign and not a blank.',
      ),
    ],
    remedies: [
      anyApp(
        '前厅发出的就是 scope=openid%20corpid：请重新登录；仍然如此时，检查是否有代理改写地址。自己开发的工具请改 scope，再重新授权。',
        'Foyer sends scope=openid%20corpid: sign in again, and if it stays, look for a proxy that rewrites addresses. In a tool of your own, correct the scope and authorise again.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['other-company'],
    outcome: 'other_company',
    meaning: say(
      '此人登录成功，但选择的公司不是前厅所属的公司。',
      'The person signed in, but chose a company that Foyer does not belong to.',
    ),
    causes: [
      say(
        '此人同时属于几家公司，在授权页上选了另一家。',
        'The person belongs to several companies and picked another one on the authorisation page.',
      ),
      say('所有人都这样：DINGTALK_CORP_ID 填错了。', 'For everybody at once: DINGTALK_CORP_ID is wrong.'),
    ],
    remedies: [
      internalApp(
        '请本人重新登录并选择本公司。所有人都这样时，在开发者后台首页核对 CorpId 与 DINGTALK_CORP_ID。',
        'The person signs in again and picks this company. For everybody at once, compare DINGTALK_CORP_ID with the CorpId on the start page of the Developer Console.',
      ),
      thirdPartyApp(
        '请本人重新登录并选择本公司。所有人都这样时，DINGTALK_CORP_ID 应为开通了应用的那家公司的 CorpId，而不是应用开发商的。',
        'The person signs in again and picks this company. For everybody at once, DINGTALK_CORP_ID must be the CorpId of the company that activated the app, not that of its vendor.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'employee',
  },
];
