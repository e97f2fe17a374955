/**
 * DingTalk's own error codes, and what each means to us.
 *
 * Owns: the translation from a DingTalk code to a code of ours, with the remedy for the administrator's log.
 * Does not: read answers (`request.ts`), or speak to employees (the browser's messages do).
 * Called by: `request.ts`.
 */
import type { ErrorCode } from '../errors.ts';

type CatalogueEntry = {
  code: ErrorCode;
  /** What an administrator does about it, in one sentence. */
  remedy: string;
};

const grantPermission = 'Grant the named permission to the app in the developer console (permission management).';
const widenRange = "Add the person or department to the app's authorised contact range in the developer console.";
const checkCredentials = 'Check DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET, and that the app is published.';
const addAddress = "Add this server's outgoing address to the app's IP list (security settings).";
const waitAndRetry = 'Nothing to do: DingTalk asks to wait a moment.';
const dingTalkFault = 'Nothing to do: DingTalk has trouble of its own.';

const throttled = { code: 'dingtalk_busy', remedy: waitAndRetry } as const satisfies CatalogueEntry;
const broken = { code: 'dingtalk_unreachable', remedy: dingTalkFault } as const satisfies CatalogueEntry;
const expired = {
  code: 'sign_in_expired',
  remedy: 'Codes and refresh tokens work once. When it repeats for everybody, check the IP list of the app.',
} as const satisfies CatalogueEntry;
const invalidToken = {
  code: 'dingtalk_refused',
  remedy: 'A token was renewed and refused again: check that app, company and region belong together.',
} as const satisfies CatalogueEntry;
const notOurs = {
  code: 'not_an_employee',
  remedy: 'The person has left, has not joined yet, or belongs to another company.',
} as const satisfies CatalogueEntry;

/** api-host codes and oapi-host numbers in one table; an oapi refusal 88 is looked up by its sub code. */
export const dingTalkErrors: Readonly<Record<string, CatalogueEntry>> = {
  'Forbidden.AccessDenied.AccessTokenPermissionDenied': {
    code: 'dingtalk_permission_missing',
    remedy: grantPermission,
  },
  apiPermissionDenied: { code: 'dingtalk_permission_missing', remedy: grantPermission },
  60011: { code: 'dingtalk_permission_missing', remedy: grantPermission },
  'Forbidden.AccessDenied.IpNotInWhiteList': { code: 'dingtalk_refused', remedy: addAddress },
  60020: { code: 'dingtalk_refused', remedy: addAddress },
  invalidClientIdOrSecret: { code: 'dingtalk_refused', remedy: checkCredentials },
  40096: { code: 'dingtalk_refused', remedy: checkCredentials },
  'invalidParameter.authCode.notFound': expired,
  invalidCode: expired,
  'accesstoken.expired': invalidToken,
  InvalidAuthentication: invalidToken,
  40001: invalidToken,
  40014: invalidToken,
  42001: invalidToken,
  'invalidParameter.user.notFound': notOurs,
  33012: notOurs,
  46004: notOurs,
  60111: notOurs,
  60121: notOurs,
  50002: { code: 'not_an_employee', remedy: widenRange },
  50004: { code: 'not_an_employee', remedy: widenRange },
  'Forbidden.AccessDenied.QpsLimitForApi': throttled,
  'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi': throttled,
  'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi': throttled,
  'Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi': throttled,
  'Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi': throttled,
  'Forbidden.AccessDenied.ApiCountLimitForOrg': throttled,
  90002: throttled,
  90018: throttled,
  90020: throttled,
  45009: throttled,
  'system.busy': throttled,
  systemBusy: throttled,
  '-1': throttled,
  1111: throttled,
  'system.error': broken,
  'server.error': broken,
  unknownError: broken,
  'Service Unavailable': broken,
  'service.timeout': broken,
  15: broken,
  400001: broken,
};

/** Codes that say "this access token is no good": the token is renewed and the call repeated, once. */
export const invalidTokenCodes: ReadonlySet<string> = new Set(
  Object.keys(dingTalkErrors).filter((code) => dingTalkErrors[code] === invalidToken),
);

/** The entry for a code; a code that is not in the table is a refusal that keeps its own name. */
export function lookUpDingTalkError(code: string, status: number): CatalogueEntry {
  if (Object.hasOwn(dingTalkErrors, code)) return dingTalkErrors[code] ?? broken;
  if (status === 429) return throttled;
  if (status >= 500) return broken;
  return { code: 'dingtalk_refused', remedy: 'Look the code up in the error list of the open platform.' };
}
