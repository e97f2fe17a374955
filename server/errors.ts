/**
 * What can go wrong, as a closed list of codes.
 *
 * Owns: the catalogue of our own error codes with their HTTP status, and the one class that carries them.
 * Does not: speak to people. The browser owns the words, in Chinese and English.
 * Called by: everyone.
 */

/** Every code that may leave Foyer, with the HTTP status it is answered with. */
export const errorCatalogue = {
  not_signed_in: { status: 401 },
  sign_in_cancelled: { status: 400 },
  sign_in_expired: { status: 400 },
  sign_in_state_mismatch: { status: 400 },
  other_company: { status: 403 },
  not_an_employee: { status: 403 },
  employee_inactive: { status: 403 },
  corp_id_missing: { status: 503 },
  dingtalk_permission_missing: { status: 503 },
  dingtalk_busy: { status: 503 },
  dingtalk_unreachable: { status: 503 },
  dingtalk_refused: { status: 502 },
  access_denied: { status: 403 },
  hand_over_refused: { status: 403 },
  hand_over_loop: { status: 403 },
  reauthentication_required: { status: 403 },
  app_kind_unsupported: { status: 403 },
  removal_refused: { status: 403 },
  act_under_way: { status: 409 },
  csrf_refused: { status: 403 },
  invalid_request: { status: 400 },
  return_address_refused: { status: 400 },
  not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  too_many_requests: { status: 429 },
  timed_out: { status: 503 },
  store_unavailable: { status: 503 },
  internal: { status: 500 },
} as const satisfies Record<string, { status: number }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** What DingTalk said when it refused: its own code and request id, and the permissions it asked for. */
export type DingTalkRefusal = { code: string; requestId: string; permissions?: readonly string[] };

/** What a refusal is about, for whoever typed it: the JSON name of the field, and one word for what is wrong with it. */
export type About = { field?: string; reason?: string };

type AppErrorOptions = {
  /** Strings that are safe to log and to show to an administrator; never a secret, never personal data. */
  details?: Record<string, string>;
  dingtalk?: DingTalkRefusal;
  about?: About;
  cause?: unknown;
};

/** A failure with a code from the catalogue. The message is for developers and goes to the log only. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, string>;
  readonly dingtalk: DingTalkRefusal | undefined;
  readonly about: About;

  constructor(code: ErrorCode, message: string, { details = {}, dingtalk, about = {}, cause }: AppErrorOptions = {}) {
    super(message, { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
    this.dingtalk = dingtalk;
    this.about = about;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/** A request refused with a status that says more than its code does; such errors are what the HTTP framework throws. */
export function requestError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** Fails to compile when a union has a member that a `switch` forgot, and fails at run time should one arrive anyway. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
