import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Makes the handler for addresses nobody serves (404), and for known ones called with another method (405). */
export function createNotFoundHandler(app: FastifyInstance, errorHandler: ErrorHandler) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const methods = app.methodsOf(request.url.split('?', 1)[0] ?? '');
    // A file that is not there under /assets/ is not found, although that address answers to GET.
    if (methods.length === 0 || methods.includes(request.method)) {
      return errorHandler(new AppError('not_found', 'no such address'), request, reply);
    }
    reply.header('allow', methods.join(', '));
    return errorHandler(new AppError('method_not_allowed', 'no such method at this address'), request, reply);
  };
}
