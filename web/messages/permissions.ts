/** What DingTalk's permission codes are called in its developer console, and what they are for. */

/** Whose token carries the permission: the one of the person who signs in, or the app's own. */
type Holder = 'person' | 'app';

type PermissionWords = {
  holder: Holder;
  /** The console's own names; absent where no public source prints them. */
  console: { zhCn?: string; en?: string };
  purpose: { zhCn: string; en: string };
};

const permissions = new Map(
  Object.entries<PermissionWords>({
    'Contact.User.Read': {
      holder: 'person',
      console: { zhCn: '通讯录个人信息读权限', en: 'Read Contacts Profile' },
      purpose: { zhCn: '读取登录者本人的钉钉账号', en: 'read the DingTalk account of the person signing in' },
    },
    'Contact.User.mobile': {
      holder: 'person',
      console: { zhCn: '个人手机号信息', en: 'Personal mobile number' },
      purpose: { zhCn: '读取登录者本人的手机号', en: 'read the mobile number of the person signing in' },
    },
    qyapi_get_member: {
      holder: 'app',
      console: { zhCn: '成员信息读权限' },
      purpose: { zhCn: '确认登录者是公司员工', en: 'confirm that the person is an employee of the company' },
    },
    qyapi_get_department_member: {
      holder: 'app',
      console: { zhCn: '通讯录部门成员读权限' },
      purpose: { zhCn: '读取各部门的成员', en: 'read the members of the departments' },
    },
    fieldMobile: {
      holder: 'app',
      console: { zhCn: '企业员工手机号信息' },
      purpose: { zhCn: '读取公司登记的员工手机号', en: 'read the employees’ mobile numbers in the company’s record' },
    },
    fieldEmail: {
      holder: 'app',
      console: { zhCn: '邮箱等个人信息' },
      purpose: {
        zhCn: '读取邮箱、企业邮箱、办公地点、备注和自定义字段',
        en: 'read e-mail addresses, work place, remark and the company’s own fields',
      },
    },
    qyapi_get_department_list: {
      holder: 'app',
      console: { zhCn: '通讯录部门信息读权限' },
      purpose: { zhCn: '读取公司的部门', en: 'read the departments of the company' },
    },
    open_app_api_base: {
      holder: 'person',
      console: { zhCn: '获取钉钉开放接口用户访问凭证的基础权限' },
      purpose: { zhCn: '取得登录者的访问凭证', en: 'get the access credential of the person signing in' },
    },
    qyapi_base: {
      holder: 'app',
      console: { zhCn: '调用企业API基础权限' },
      purpose: { zhCn: '调用企业接口的基础权限', en: 'the basis for calling the company’s interfaces' },
    },
    qyapi_manage_addresslist: {
      holder: 'app',
      console: { zhCn: '通讯录数据管理权限', en: 'Contacts data management permission' },
      purpose: { zhCn: '添加、修改、移除人员，设置部门主管', en: 'add, change and remove people, set managers' },
    },
    qyapi_get_member_by_mobile: {
      holder: 'app',
      console: {
        zhCn: '根据手机号获取成员基本信息权限',
        en: 'Permission to get basic user information by mobile number',
      },
      purpose: { zhCn: '按手机号查找人员', en: 'find people by mobile number' },
    },
    qyapi_ext_read: {
      holder: 'app',
      console: { zhCn: '企业外部联系人读取权限', en: 'Read permission for external contacts' },
      purpose: { zhCn: '列出外部联系人', en: 'list external contacts' },
    },
    qyapi_ext_write: {
      holder: 'app',
      console: { en: 'Write permission for external contacts' },
      purpose: { zhCn: '添加外部联系人', en: 'add external contacts' },
    },
  }),
);

/** Gives the console's names and the purpose of a permission, or null for a code we do not know. */
export function findPermission(code: string): PermissionWords | null {
  return permissions.get(code) ?? null;
}

/** Gives whose token carries the permissions; 'either' where both kinds are among them, or one that we do not know. */
export function findHolder(codes: readonly string[]): Holder | 'either' {
  const [holder, ...others] = new Set(codes.map((code) => permissions.get(code)?.holder));
  return holder === undefined || others.length > 0 ? 'either' : holder;
}
