/**
 * The log: one JSON line for each event, with nothing private in it; but the lines of the audit log name people.
 *
 * Owns: what is written of a request and of an error. A query is never written (a sign-in's code travels in one), nor
 * is any header.
 * Called by: `main.ts`; tests give it a stream to read back.
 */
import type { FastifyRequest } from 'fastify';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { AppError } from './errors.ts';

export type Logger = PinoLogger;

/** Creates the logger; it writes to standard output unless told otherwise. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, serializers: { err: describeError, req: describeRequest } };
  return destination ? pino(options, destination) : pino(options);
}

/** Whom an administrator looked for by their number is nobody's business who reads the log. */
const byMobile = /(by-mobile(?:\/|%2f)).+/i;

function describeRequest({ method, url, ip }: FastifyRequest) {
  return { method, path: url.split('?', 1)[0]?.replace(byMobile, '$1[mobile]'), ip };
}

/** Names and messages of an error and its causes. Other fields of foreign errors may hold a request or a token. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'something that is not an error was thrown' };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(error instanceof AppError && { code: error.code, details: error.details, dingtalk: error.dingtalk }),
    ...(error.cause instanceof Error && {
      cause: { type: error.cause.name, message: error.cause.message, stack: error.cause.stack },
    }),
  };
}
