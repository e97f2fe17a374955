/**
 * Which of the app's permissions are in force right now.
 *
 * Owns: the link between a permission and the fault that takes it away. Does not: know what needs which.
 * Called by: both gateways and the endpoints.
 */
import type { Permission } from './app.ts';
import type { FaultId } from './fault-table.ts';
import type { Faults } from './faults.ts';

const takenAwayBy: Partial<Record<Permission, FaultId>> = {
  open_app_api_base: 'no-open-app-api-base',
  'Contact.User.Read': 'no-contact-user-read',
  'Contact.User.mobile': 'no-contact-user-mobile',
  qyapi_base: 'no-qyapi-base',
  qyapi_get_member: 'no-qyapi-get-member',
  qyapi_get_department_list: 'no-qyapi-get-department-list',
  qyapi_get_department_member: 'no-qyapi-get-department-member',
  fieldMobile: 'no-field-mobile',
  fieldEmail: 'no-field-email',
  qyapi_get_member_by_mobile: 'no-qyapi-get-member-by-mobile',
  qyapi_manage_addresslist: 'no-qyapi-manage-addresslist',
  qyapi_ext_read: 'no-qyapi-ext-read',
  qyapi_ext_write: 'no-qyapi-ext-write',
};

/** What DingTalk gives to apps of the company's own only. */
const internalOnly: readonly Permission[] = [
  'qyapi_get_member_by_mobile',
  'qyapi_manage_addresslist',
  'qyapi_ext_write',
];

/** Whether the app holds the permission. */
export function isGranted(faults: Faults, permission: Permission): boolean {
  const fault = takenAwayBy[permission];
  if (internalOnly.includes(permission) && faults.isOn('third-party-app')) {
    return false;
  }
  return fault === undefined || !faults.isOn(fault);
}

/** Whether the app may read these fields of a person. An app of another company's never may. */
export function holdsField(faults: Faults, permission: 'fieldMobile' | 'fieldEmail'): boolean {
  return isGranted(faults, permission) && !faults.isOn('third-party-app');
}
