/**
 * The one app that is registered with the sandbox.
 *
 * Owns: its credentials, its company, and the permissions an administrator has granted it.
 * Does not: decide anything; a fault switch takes a permission away again.
 * Called by: the rest of this folder, and through `sandbox.ts` whoever configures Foyer for the sandbox.
 */

/** The registered app's credentials and company: what an administrator would copy from the developer console. */
export const sandboxApp: { clientId: string; clientSecret: string; corpId: string } = {
  clientId: 'dingfoyersandbox0001',
  clientSecret: 'sandbox-secret-for-invented-people-only',
  corpId: 'ding5a4db05a4db00000000000000000001a',
};

/** The corpId of the second, foreign organization. */
export const otherCorpId = 'ding5a4db05a4db00000000000000000002b';

/** Every permission the app holds while no fault takes it away, under DingTalk's names. */
export const grantedPermissions = [
  'open_app_api_base',
  'qyapi_base',
  'Contact.User.Read',
  'Contact.User.mobile',
  'qyapi_get_member',
  'qyapi_get_department_list',
  'qyapi_get_department_member',
  'fieldMobile',
  'fieldEmail',
  'qyapi_get_member_by_mobile',
  'qyapi_manage_addresslist',
  'qyapi_ext_read',
  'qyapi_ext_write',
] as const;

export type Permission = (typeof grantedPermissions)[number];

/** The permissions a person hands over personally on the consent page; all others belong to the company. */
export const delegatedPermissions = ['Contact.User.Read', 'Contact.User.mobile'] as const satisfies Permission[];

/**
 * Every API the sandbox answers, as `METHOD path`: the key of scripted answers and narrowed faults, and of
 * call counts where the path has no {part}.
 */
export const apiNames = [
  'POST /v1.0/oauth2/userAccessToken',
  'POST /v1.0/oauth2/accessToken',
  'POST /v1.0/oauth2/{corpId}/token',
  'GET /v1.0/contact/users/me',
  'POST /topapi/user/getbyunionid',
  'POST /topapi/v2/user/get',
  'GET /auth/scopes',
  'POST /topapi/v2/department/listsub',
  'POST /topapi/v2/department/listsubid',
  'POST /topapi/v2/department/get',
  'POST /topapi/v2/department/listparentbydept',
  'POST /topapi/v2/user/list',
  'POST /topapi/user/listid',
  'POST /topapi/user/listsimple',
  'POST /topapi/user/count',
  'POST /topapi/role/list',
  'POST /topapi/role/simplelist',
  'POST /topapi/v2/user/getbymobile',
  'POST /topapi/v2/user/create',
  'POST /topapi/v2/user/update',
  'POST /topapi/v2/user/delete',
  'POST /topapi/v2/department/update',
  'POST /topapi/extcontact/list',
  'POST /topapi/extcontact/listlabelgroups',
  'POST /topapi/extcontact/create',
] as const;

export type ApiName = (typeof apiNames)[number];
