/** Every check of the diagnosis, in order: what others build on comes first. */
import type { Check } from './check.ts';
import { administratorsCheck } from './checks/administrators.ts';
import { clockCheck } from './checks/clock.ts';
import { credentialsCheck } from './checks/credentials.ts';
import { databaseSchemaCheck } from './checks/database-schema.ts';
import { directoryRunCheck } from './checks/directory-run.ts';
import { fieldPermissionChecks } from './checks/field-permissions.ts';
import { hostChecks } from './checks/hosts.ts';
import { managingPermissionChecks } from './checks/managing-permissions.ts';
import { oidcClientsCheck } from './checks/oidc-clients.ts';
import { permissionChecks } from './checks/permissions.ts';
import { rateLimitCheck } from './checks/rate-limit.ts';
import { redirectAddressCheck } from './checks/redirect-address.ts';
import { scopeChecks } from './checks/scope.ts';
import { settingsChecks } from './checks/settings.ts';
import { signInPermissionChecks } from './checks/sign-in-permissions.ts';
import { storageChecks } from './checks/storage.ts';
import { toolsCheck } from './checks/tools.ts';
import { visibleRangeChecks } from './checks/visible-range.ts';

export const checks: readonly Check[] = [
  ...settingsChecks,
  databaseSchemaCheck,
  administratorsCheck,
  toolsCheck,
  oidcClientsCheck,
  ...hostChecks,
  clockCheck,
  credentialsCheck,
  ...permissionChecks,
  ...fieldPermissionChecks,
  ...signInPermissionChecks,
  ...managingPermissionChecks,
  ...visibleRangeChecks,
  redirectAddressCheck,
  ...scopeChecks,
  ...storageChecks,
  directoryRunCheck,
  rateLimitCheck,
];
