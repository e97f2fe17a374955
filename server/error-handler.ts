/**
 * A failure, answered and logged.
 *
 * Owns: which failures become which answer, and at which level each is logged. Nothing of an error leaves but its code, and
 * what DingTalk called its refusal.
 * Does not: throw errors, or have words for people.
 * Called by: `build-server.ts` for all routes, `http/` before there are any, and routes with another way to say no.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from './errors.ts';
import { isNavigation } from './http/navigation.ts';

/** A failure as a page may tell of it, and the id of the tool that it is about, where it is about one. */
export type ShownFailure = { code: ErrorCode; requestId: string; tool?: string };

/** Makes the page that explains a failure to a person. */
export type ErrorPage = (failure: ShownFailure, request: FastifyRequest) => string;

/** An error as the rest of the world may know it. */
export type Failure = { code: ErrorCode; status: number; error: AppError | null };

/** Answers with JSON, always: for programs. */
export function jsonErrorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answerJson(logFailure(error, request), request, reply);
}

/** Answers a person's browser with a page and everything else with JSON. */
export function createErrorHandler(page: ErrorPage) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const failure = logFailure(error, request);
    if (!isNavigation(request)) return answerJson(failure, request, reply);
    prepare(failure, reply);
    const { code, error: known } = failure;
    const tool = known?.details.tool;
    const shown = { code, requestId: request.id, ...(tool !== undefined && { tool }) };
    return reply.type('text/html; charset=utf-8').send(page(shown, request));
  };
}

/** Names a failure and writes it to the log: ours with the stack, a client's mistake in one line. */
export function logFailure(error: unknown, request: FastifyRequest): Failure {
  const failure = toFailure(error);
  const level = levelOf(failure);
  const evidence = failure.status >= 500 || failure.error?.dingtalk ? { err: error } : {};
  request.log[level]({ req: request, code: failure.code, ...evidence }, messageOf(error));
  return failure;
}

/** Every visit to the sign-in page asks who is signed in; that nobody is, is no news. */
function levelOf({ code, status }: Failure): 'error' | 'warn' | 'info' | 'debug' {
  if (code === 'internal') return 'error';
  if (code === 'not_signed_in') return 'debug';
  return status >= 500 ? 'warn' : 'info';
}

const RETRY_AFTER_SECONDS = 5;

function answerJson(failure: Failure, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  prepare(failure, reply);
  const dingtalk = failure.error?.dingtalk;
  return reply.type('application/json; charset=utf-8').send({
    error: { code: failure.code, requestId: request.id, ...(dingtalk && { dingtalk }), ...failure.error?.about },
  });
}

function prepare({ status }: Failure, reply: FastifyReply): void {
  reply.code(status);
  if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_SECONDS);
}

function toFailure(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, status: error.status, error };
  const { statusCode = 500, code = '' } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_HANDLER_TIMEOUT') return { code: 'timed_out', status: 503, error: null };
  if (statusCode < 400 || statusCode >= 500) return { code: 'internal', status: 500, error: null };
  return { code: codeForStatus(statusCode), status: statusCode, error: null };
}

function codeForStatus(status: number): ErrorCode {
  if (status === 404) return 'not_found';
  if (status === 429) return 'too_many_requests';
  return 'invalid_request';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'request failed';
}
