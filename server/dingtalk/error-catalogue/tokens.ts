/** Errors of credentials: access tokens, the Client ID and Secret, and whether app and company belong together. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry, internalApp, thirdPartyApp } from './entry.ts';

const compareCredentials = anyApp(
  '打开开发者后台 › 应用详情 › 凭证与基础信息，把 Client ID 和 Client Secret 逐字填入 DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET，然后重启前厅。',
  'Open Developer Console › app details › credentials, copy Client ID and Client Secret into DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET, and restart Foyer.',
);
const publish = anyApp(
  '打开应用发布 › 版本管理与发布，确认应用已发布：从未发布的应用，凭证会被拒绝。',
  'See under Version management and release that the app is published: the credentials of an app that never was are refused.',
);
const compareCompany = internalApp(
  '在开发者后台确认应用属于这家公司，并核对 DINGTALK_CORP_ID 和 DINGTALK_REGION。dingtalk.com 与 dingtalk.io 的应用互不相通。',
  'See in the Developer Console that the app belongs to this company, and check DINGTALK_CORP_ID and DINGTALK_REGION. Apps of dingtalk.com and dingtalk.io do not know each other.',
);
const activate = thirdPartyApp(
  '请客户公司的管理员在钉钉管理后台 › 工作台 › 应用管理中确认已开通这个应用，并核对 DINGTALK_CORP_ID 是该公司的 CorpId。',
  'The customer’s administrator sees in DingTalk Admin Console › Workbench › App Management that the app is activated; DINGTALK_CORP_ID must be the CorpId of that company.',
);

export const tokenErrors: readonly CatalogueEntry[] = [
  {
    codes: ['40014', '42001', 'InvalidAuthentication', 'accesstoken.expired'],
    outcome: 'dingtalk_refused',
    says: '不合法的access_token',
    meaning: say(
      '访问凭证无效或已过期。前厅会换一个新的再试一次；看到这个错误，说明新的也被拒绝了。',
      'The access token is invalid or has expired. Foyer fetches a new one and tries once more; you see this error when the new one was refused as well.',
    ),
    causes: [
      say(
        '应用、公司和区域不匹配，例如用 dingtalk.io 的应用访问 dingtalk.com。',
        'App, company and region do not belong together, for example an app of dingtalk.io that calls dingtalk.com.',
      ),
      say(
        '把用户凭证用在了需要应用凭证的旧版接口上。',
        'A user token was sent to an older API that expects an app token.',
      ),
      say(
        '地址里是 access_token=undefined：工具在取到凭证之前就发出了请求。',
        'The address says access_token=undefined: a tool sent the call before it had a token.',
      ),
    ],
    remedies: [compareCompany, activate],
    retry: 'after-remedy',
    actor: 'developer',
    renewsToken: true,
  },
  {
    codes: ['40001'],
    outcome: 'dingtalk_refused',
    says: '获取access_token时Secret错误，或者access_token无效 / 系统繁忙',
    meaning: say(
      '通常是 Secret 有误或凭证无效；添加外部联系人时返回此码（系统繁忙），说明有必填的自定义字段没有填。',
      'Usually a wrong secret or an invalid token; when an external contact is added (system is busy), a required custom field was left out.',
    ),
    causes: [
      say(
        'Client Secret 已更换，或凭证属于另一个应用。',
        'The Client Secret has been changed, or the token belongs to another app.',
      ),
      say(
        '添加外部联系人：公司给外部联系人加了自定义字段，并设为必填。',
        'Adding an external contact: the company has added a custom field for external contacts and marked it as required.',
      ),
    ],
    remedies: [
      compareCredentials,
      anyApp(
        '添加外部联系人时：把这个自定义字段的“必填”改为“否”，或者在调用时带上这个字段。前厅自己从不添加外部联系人。',
        'When adding an external contact: change the required option of the custom field to No, or send the field with the call. Foyer itself never adds external contacts.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
    renewsToken: true,
  },
  {
    codes: ['40000', '41001', 'AuthenticationFailed.MissingParameter'],
    outcome: 'dingtalk_refused',
    says: 'access_token is blank / 缺少参数：x-acs-dingtalk-access-token',
    meaning: say(
      '请求里没有访问凭证，或者参数不对。',
      'The call carries no access token, or its parameters are wrong.',
    ),
    causes: [
      say(
        '旧版接口（oapi）的凭证应在地址的 access_token 参数里，新版接口（api）的应在请求头 x-acs-dingtalk-access-token 里；放反了等于没有。',
        'The older APIs (oapi) take the token in the access_token parameter of the address, the newer ones (api) in the header x-acs-dingtalk-access-token; the other way round counts as missing.',
      ),
      say('中间的代理删掉了查询参数或请求头。', 'A proxy on the way removed the query or the header.'),
    ],
    remedies: [
      anyApp(
        '前厅总会带上凭证：请检查服务器出口上的代理。自己开发的工具请检查凭证的位置。',
        'Foyer always sends the token: check the proxy on the way out. In a tool of your own, check where the token is put.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['invalidClientIdOrSecret', '40096', 'invalid.client', 'unauthorized.client'],
    outcome: 'dingtalk_refused',
    says: '无效的clientId或者clientSecret / 不合法的appKey或appSecret',
    meaning: say(
      '钉钉不认这组 Client ID 和 Client Secret。',
      'DingTalk does not accept this Client ID and Client Secret.',
    ),
    causes: [
      say(
        '其中一项抄错了、带了空格，或者 Client Secret 已在后台更换。',
        'One of them was copied wrongly or with a blank, or the Client Secret has been changed in the console.',
      ),
      say('应用从未发布，或已停用。', 'The app has never been published, or is disabled.'),
      say(
        '应用在另一个区域：dingtalk.com 与 dingtalk.io 的应用互不相通。',
        'The app lives in the other region: dingtalk.com and dingtalk.io do not know each other’s apps.',
      ),
      say('第三方企业应用：这家公司没有开通它。', 'Third-party enterprise app: this company has not activated it.'),
    ],
    remedies: [compareCredentials, publish, activate],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['unsupported.grant.type'],
    outcome: 'dingtalk_refused',
    meaning: say(
      '换取凭证的请求用了钉钉不支持的授权类型。',
      'The token call names a grant type that DingTalk does not support.',
    ),
    causes: [
      say(
        '工具没有按接口文档填写授权类型：应用凭证为 client_credentials。',
        'A tool does not fill in the grant type as documented: client_credentials for an app token.',
      ),
    ],
    remedies: [
      anyApp(
        '前厅填写的是固定值，请把日志中的请求编号交给前厅的开发者。自己开发的工具请改正授权类型。',
        'Foyer sends a fixed value: give the request id from the log to its developers. In a tool of your own, correct the grant type.',
      ),
    ],
    retry: 'never',
    actor: 'developer',
  },
  {
    codes: ['40002', '33009'],
    outcome: 'dingtalk_refused',
    says: '不合法的凭证类型 / 无效的tokenGrantType',
    meaning: say('凭证的种类不对。', 'The token is of the wrong kind.'),
    causes: [
      say(
        '这个接口要的是应用凭证，收到的却是用户凭证或旧式凭证。',
        'The call wants an app token and got a user token or one of an old kind.',
      ),
    ],
    remedies: [
      anyApp(
        '用应用的 Client ID 和 Client Secret 取得应用凭证，再调用一次。',
        'Obtain an app token with the Client ID and Client Secret of the app, and call again.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['33001', '40013', '400042', '400043'],
    outcome: 'dingtalk_refused',
    says: '无效的企业ID / 不合法的corpid / 企业不存在',
    meaning: say(
      '公司的标识不对，或者与凭证不是同一家公司。',
      'The id of the company is wrong, or does not belong to the token.',
    ),
    causes: [
      say('DINGTALK_CORP_ID 填错了。', 'DINGTALK_CORP_ID is wrong.'),
      say(
        '应用属于另一家公司，或者没有在这家公司开通。',
        'The app belongs to another company, or has not been activated in this one.',
      ),
    ],
    remedies: [compareCompany, activate],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['41030', '48004', 'invalidAuthInfo'],
    outcome: 'dingtalk_refused',
    says: '企业未对该套件授权 / 授权关系无效 / 授权关系不存在',
    meaning: say(
      '这家公司没有授权这个第三方企业应用，或者已经取消授权。',
      'The company has not authorised this third-party enterprise app, or has withdrawn it.',
    ),
    causes: [
      say(
        '公司从未开通这个应用，或已停用、删除。',
        'The company never activated the app, or has disabled or removed it.',
      ),
      say('DINGTALK_CORP_ID 是另一家公司的。', 'DINGTALK_CORP_ID is that of another company.'),
    ],
    remedies: [
      activate,
      internalApp(
        '企业内部应用不会遇到：请确认 DINGTALK_APP_KIND 与应用的种类一致。',
        'Internal apps do not meet this: see that DINGTALK_APP_KIND agrees with the kind of the app.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['50003', '50005', '70001', '48002'],
    outcome: 'dingtalk_refused',
    says: '应用已停用 / 企业已禁用 / Api禁用',
    meaning: say(
      '应用、公司或这个接口已被停用，或者公司已经解散。',
      'The app, the company or this API has been disabled, or the company has been dissolved.',
    ),
    causes: [
      say('管理员停用了应用（50003）。', 'An administrator has disabled the app (50003).'),
      say('公司被禁用（50005）或已解散（70001）。', 'The company is disabled (50005) or dissolved (70001).'),
      say('钉钉停用了这个接口（48002）。', 'DingTalk has disabled this API (48002).'),
    ],
    remedies: [
      internalApp(
        '打开开发者后台 › 应用详情，确认应用已启用并已发布。公司或接口被停用时，请联系钉钉。',
        'Open Developer Console › app details and see that the app is enabled and published. If the company or the API is disabled, ask DingTalk.',
      ),
      thirdPartyApp(
        '请客户公司的管理员在钉钉管理后台 › 工作台 › 应用管理中启用这个应用。公司或接口被停用时，请联系钉钉。',
        'The customer’s administrator enables the app in DingTalk Admin Console › Workbench › App Management. If the company or the API is disabled, ask DingTalk.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
];
