/** What DingTalk's permission codes are called in its developer console, and what they are for. */

type PermissionWords = {
  /** The console's own names; absent where no public source prints them. */
  console: { zhCn?: string; en?: string };
  purpose: { zhCn: string; en: string };
};

const permissions = new Map<string, PermissionWords>(
  Object.entries({
    'Contact.User.Read': {
      console: { zhCn: '通讯录个人信息读权限', en: 'Read Contacts Profile' },
      purpose: { zhCn: '读取登录者本人的钉钉账号', en: 'read the DingTalk account of the person signing in' },
    },
    'Contact.User.mobile': {
      console: { zhCn: '个人手机号信息', en: 'Personal mobile number' },
      purpose: { zhCn: '读取登录者本人的手机号', en: 'read the mobile number of the person signing in' },
    },
    qyapi_get_member: {
      console: { zhCn: '成员信息读权限' },
      purpose: { zhCn: '确认登录者是公司员工', en: 'confirm that the person is an employee of the company' },
    },
    qyapi_get_department_list: {
      console: { zhCn: '通讯录部门信息读权限' },
      purpose: { zhCn: '读取公司的部门', en: 'read the departments of the company' },
    },
    open_app_api_base: {
      console: { zhCn: '获取钉钉开放接口用户访问凭证的基础权限' },
      purpose: { zhCn: '取得登录者的访问凭证', en: 'get the access credential of the person signing in' },
    },
    qyapi_base: {
      console: { zhCn: '调用企业API基础权限' },
      purpose: { zhCn: '调用企业接口的基础权限', en: 'the basis for calling the company’s interfaces' },
    },
  }),
);

/** Gives the console's names and the purpose of a permission, or null for a code we do not know. */
export function findPermission(code: string): PermissionWords | null {
  return permissions.get(code) ?? null;
}
