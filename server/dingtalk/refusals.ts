/**
 * What a refusal of DingTalk's says to a program: that a token is to be renewed, that somebody is gone, that the rest can
 * be read all the same.
 *
 * Owns: which codes say that. Does not: say it to people (`error-catalogue/` does), or do anything about it.
 * Called by: whoever asks DingTalk and does not fail at every refusal.
 */
import { AppError } from '../errors.ts';
import { invalidTokenCodes } from './error-catalogue.ts';

/** Whether DingTalk refused the access token itself, so that a fresh one is worth a try. */
export function isInvalidToken(error: unknown): boolean {
  return error instanceof AppError && invalidTokenCodes.has(error.dingtalk?.code ?? '');
}

/** Whether DingTalk said something about the person, instead of failing to answer. */
export function isAboutThem(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'not_an_employee' || error.code === 'employee_inactive');
}

/** Whether DingTalk said that somebody is no employee of the company any more, and not merely out of the app's sight. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof AppError) || error.code !== 'not_an_employee') return false;
  return error.details.standing === 'external' || isNobody(error);
}

/** Whether DingTalk said that nobody in the company has a userId, in whatever call it was asked. */
export function isNobody(error: unknown): error is AppError {
  return isRefusedWith(error, ['60121', '60111', '46004', '33012']);
}

/** Whether DingTalk said that the account of somebody is disabled, instead of giving their record. */
export function isDisabled(error: unknown): boolean {
  return error instanceof AppError && error.code === 'employee_inactive';
}

/** Whether DingTalk said that a person or a department is out of the app's range. */
export function isOutOfRange(error: unknown): boolean {
  return isRefusedWith(error, ['50002', '50004']);
}

/** Whether DingTalk said that there is no such department. */
export function isNoSuchDepartment(error: unknown): boolean {
  return isRefusedWith(error, ['60003', '40009']);
}

/** Whether DingTalk said that there is no such API: a dedicated deployment may lack some. */
export function isUnknownApi(error: unknown): boolean {
  return isRefusedWith(error, ['22', '404']);
}

function isRefusedWith(error: unknown, codes: readonly string[]): error is AppError {
  return error instanceof AppError && codes.includes(error.dingtalk?.code ?? '');
}
