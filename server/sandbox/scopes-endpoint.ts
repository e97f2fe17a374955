/**
 * What the app may see, in the app's own words.
 *
 * Owns: the answer of `auth/scopes`, an older path that puts its fields beside `errcode`.
 * Does not: check tokens, permissions or limits. Called by: `oapi-endpoints.ts`.
 */
import type { Answer } from './api-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import type { SandboxParts } from './parts.ts';
import { holdsField } from './permissions.ts';
import { rangeOf } from './visible-range.ts';

export const scopesEndpoint: OapiEndpoint = {
  name: 'GET /auth/scopes',
  permission: 'qyapi_base',
  answer: answerScopes,
};

const always = ['name', 'avatar', 'userid', 'unionid', 'title', 'job_number', 'dept_id_list', 'active'];
const mobile = ['mobile', 'state_code'];
const personal = ['email', 'org_email', 'work_place', 'remark', 'extension'];
const ownAppsOnly = ['telephone', 'hired_date'];

/** The names of fields follow the fields of user/get; DingTalk's one sample shows but a few of them. */
function answerScopes(parts: SandboxParts): Answer {
  const { faults } = parts;
  const range = rangeOf(parts);
  const body = {
    errcode: 0,
    errmsg: 'ok',
    auth_user_field: [
      ...always,
      ...(holdsField(faults, 'fieldMobile') ? mobile : []),
      ...(holdsField(faults, 'fieldEmail') ? personal : []),
      ...(faults.isOn('third-party-app') ? [] : ownAppsOnly),
    ],
    condition_field: [],
    auth_org_scopes: { authed_user: range.userIds, authed_dept: range.departmentIds },
  };
  return { status: 200, body };
}
