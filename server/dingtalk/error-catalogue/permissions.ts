/** Errors of what an app may call, and from where. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry, internalApp, thirdPartyApp } from './entry.ts';

const applyInternal = internalApp(
  '打开开发者后台 › 应用详情 › 开发配置 › 权限管理，按名称或代码搜索缺少的权限，点击“申请权限”。普通权限立即生效，特殊权限约需一个工作日审核；旧的应用凭证最长两小时后换新。',
  'Open Developer Console › app details › Manage permissions, search for the missing permission by name or code and apply for it. Ordinary permissions work at once, special ones are reviewed for about a working day; an app token issued before lives for up to two hours.',
);
const applyThirdParty = thirdPartyApp(
  '由应用开发商在开发者后台 › 应用详情 › 权限管理中申请权限；客户公司已开通应用的，还需要该公司的管理员重新授权。',
  'The vendor applies for the permission in Developer Console › app details › Manage permissions; where the app is already activated, the customer’s administrator authorises it again.',
);

export const permissionErrors: readonly CatalogueEntry[] = [
  {
    codes: ['Forbidden.AccessDenied.AccessTokenPermissionDenied'],
    outcome: 'dingtalk_permission_missing',
    says: '没有调用该接口的权限',
    meaning: say(
      '凭证有效，但不允许调用这个接口。缺少的权限写在应答的 requiredScopes 里，前厅会显示出来。',
      'The token is valid but may not call this API. The missing permissions stand in requiredScopes of the answer, and Foyer shows them.',
    ),
    causes: [
      say(
        '应用没有申请“通讯录个人信息读权限”（Contact.User.Read）；要手机号时，还有“个人手机号信息”（Contact.User.mobile）。',
        'The app has not been given Read Contacts Profile (Contact.User.Read) or, for the mobile number, Personal mobile number (Contact.User.mobile).',
      ),
      say(
        '凭证的种类不对：读取个人信息要用登录得到的用户凭证，不能用应用凭证。',
        'The token is of the wrong kind: a personal profile is read with the user token of a sign-in, not with an app token.',
      ),
      say(
        '只有一个人这样：本人在钉钉中撤回了授权。',
        'For one person only: they have withdrawn their consent in DingTalk.',
      ),
    ],
    remedies: [
      applyInternal,
      applyThirdParty,
      anyApp(
        '只有一个人这样时：请本人重新登录，并在授权页上同意。自己开发的工具：先以 scope=openid%20corpid、prompt=consent 取得授权码，再换成用户凭证。',
        'For one person only: they sign in again and agree on the authorisation page. In a tool of your own: obtain a code with scope=openid%20corpid and prompt=consent, and exchange it for a user token.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['60011', 'apiPermissionDenied', '43007'],
    outcome: 'dingtalk_permission_missing',
    says: '应用尚未开通所需的权限 / 没有调用该接口的权限 / 需要授权',
    meaning: say(
      '应用没有调用这个接口所需的权限。钉钉的应答里写着权限的代码，前厅会显示出来。',
      'The app lacks the permission for this API. DingTalk names its code in the answer, and Foyer shows it.',
    ),
    causes: [
      say(
        '权限没有申请，或还在审核。通讯录需要：成员信息读权限（qyapi_get_member）、部门（qyapi_get_department_list）、部门成员（qyapi_get_department_member）。',
        'The permission was not applied for, or is still under review. The directory needs qyapi_get_member, qyapi_get_department_list and qyapi_get_department_member.',
      ),
      say('权限刚刚开通，应用凭证还是之前的。', 'The permission was granted a moment ago, and the app token is older.'),
      say(
        '写通讯录（qyapi_manage_addresslist）只对企业内部应用开放。',
        'Writing to the directory (qyapi_manage_addresslist) is open to internal apps only.',
      ),
    ],
    remedies: [applyInternal, applyThirdParty],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['60020', 'Forbidden.AccessDenied.IpNotInWhiteList'],
    outcome: 'dingtalk_refused',
    says: '访问ip不在白名单之中',
    meaning: say(
      '服务器的出口地址不在应用的 IP 列表里。',
      'The egress address of the server is not on the IP list of the app.',
    ),
    causes: [
      say(
        '列表里填的是服务器自己的地址；经过 NAT 或代理时，钉钉看到的是另一个。',
        'The list holds the server’s own address; behind NAT or a proxy DingTalk sees another one.',
      ),
      say('网络出口换了地址，或者有好几个。', 'The way out has a new address, or several.'),
    ],
    remedies: [
      anyApp(
        '打开开发者后台 › 应用详情 › 开发配置 › 安全设置，把服务器访问外网时的公网地址加入服务器出口IP。钉钉看到的地址写在它的应答里（request ip）。',
        'Open Developer Console › app details › Security settings and add the public address from which the server reaches the internet to the server egress IP list. DingTalk names the address it saw in its answer (request ip).',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
];
