/** What is wrong with something that was typed, before DingTalk is asked. */
import { AppError } from '../errors.ts';
import type { Reason } from './schema.ts';

export type InputFault = { field: string; reason: Reason };

/** The refusal of a field that was typed. */
export function inputFault({ field, reason }: InputFault): AppError {
  return new AppError('invalid_request', `${field}: ${reason}`, { about: { field, reason } });
}
