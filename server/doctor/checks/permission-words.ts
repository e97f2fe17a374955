/**
 * The app's permissions in words.
 *
 * Owns: what the developer console calls each, what Foyer needs it for, and the page on which it is applied for.
 * Called by: the checks on permissions.
 */
import { type DingTalkApp, hostsOf } from '../../dingtalk/app.ts';
import type { DingTalkRefusal } from '../../errors.ts';
import { say, type Words } from '../../words.ts';
import type { Verdict } from '../check.ts';
import { adviceFor } from '../verdict.ts';

type PermissionWords = {
  /** The console's names, as far as a public source prints them. */
  console: { zh: string; en?: string } | { zh?: string; en: string };
  neededFor: Words;
};

const permissions: Readonly<Record<string, PermissionWords>> = {
  qyapi_base: {
    console: { zh: '调用企业API基础权限' },
    neededFor: say('取得应用凭证', 'getting the app’s own token'),
  },
  qyapi_get_member: {
    console: { zh: '成员信息读权限' },
    neededFor: say('确认登录者是公司的员工', 'seeing that whoever signs in is an employee'),
  },
  qyapi_get_department_list: {
    console: { zh: '通讯录部门信息读权限' },
    neededFor: say('读取部门', 'reading the departments'),
  },
  qyapi_get_department_member: {
    console: { zh: '通讯录部门成员读权限' },
    neededFor: say('读取各部门的人员', 'reading the people of the departments'),
  },
  fieldMobile: {
    console: { zh: '企业员工手机号信息' },
    neededFor: say('显示员工的手机号', 'showing employees’ mobile numbers'),
  },
  fieldEmail: {
    console: { zh: '邮箱等个人信息' },
    neededFor: say(
      '显示邮箱、办公地点、备注和公司自己的字段',
      'showing email, work place, remark and the company’s own fields',
    ),
  },
  open_app_api_base: {
    console: { zh: '获取钉钉开放接口用户访问凭证的基础权限' },
    neededFor: say('换取登录者的凭证', 'exchanging a sign-in for a user token'),
  },
  'Contact.User.Read': {
    console: { zh: '通讯录个人信息读权限', en: 'Read Contacts Profile' },
    neededFor: say('知道登录的是谁', 'learning who signs in'),
  },
  'Contact.User.mobile': {
    console: { zh: '个人手机号信息', en: 'Personal mobile number' },
    neededFor: say('向本人显示自己账号的手机号', 'showing people the number of their own account'),
  },
  qyapi_manage_addresslist: {
    console: { zh: '通讯录数据管理权限', en: 'Contacts data management permission' },
    neededFor: say(
      '添加、修改和移除人员，设置部门主管；不需要这些时可以没有它',
      'adding, changing and removing people and for naming managers of departments; everything else works without it',
    ),
  },
  qyapi_get_member_by_mobile: {
    console: {
      zh: '根据手机号获取成员基本信息权限',
      en: 'Permission to get basic user information by mobile number',
    },
    neededFor: say(
      '按手机号查找人员，以及发现谁接受了邀请；不需要这些时可以没有它',
      'finding people by mobile number and seeing who has accepted an invitation; everything else works without it',
    ),
  },
  qyapi_ext_read: {
    console: { zh: '企业外部联系人读取权限', en: 'Read permission for external contacts' },
    neededFor: say('列出外部联系人；不需要时可以没有它', 'listing external contacts; everything else works without it'),
  },
  qyapi_ext_write: {
    console: { en: 'Write permission for external contacts' },
    neededFor: say('添加外部联系人；不需要时可以没有它', 'adding external contacts; everything else works without it'),
  },
};

/** The title of the check on a permission. */
export function titleOf(permission: string): Words {
  const { zh = '', en = '' } = permissions[permission]?.console ?? {};
  return say(`权限 ${permission}（${zh || en}）`, `Permission ${permission} (${en || zh})`);
}

/** What is said of a permission that the app does not have. */
export function describeMissing(permission: string, app: DingTalkApp, said?: DingTalkRefusal): Omit<Verdict, 'status'> {
  const neededFor = permissions[permission]?.neededFor ?? say('这个调用', 'this call');
  const { remedy = [] } = adviceFor(said?.code ?? NO_PERMISSION, app.kind);
  return {
    seen: say(`没有 ${permission}。`, `${permission} is missing.`),
    cause: say(
      `应用没有这个权限：没有申请、还在审核，或者已被撤回。前厅用它来${neededFor.zh}。`,
      `The app does not have this permission: it was not applied for, is under review, or was withdrawn. Foyer needs it for ${neededFor.en}.`,
    ),
    remedy: [...remedy],
    link: applyLink(permission, app),
    ...(said && { dingtalk: { code: said.code, requestId: said.requestId } }),
  };
}

/** The catalogue's entry with the remedy, where DingTalk leaves fields out without a word. */
const NO_PERMISSION = '60011';

/** DingTalk's page on which this app asks for this permission, in the app's own region. */
function applyLink(permission: string, { clientId, hosts }: DingTalkApp): string {
  const domain = hosts.api.origin === hostsOf('intl').api.origin ? 'io' : 'com';
  const content = `${encodeURIComponent(clientId)}%23${encodeURIComponent(permission)}`;
  return `https://open-dev.dingtalk.${domain}/appscope/apply?content=${content}`;
}
