/**
 * The HTTP server before it has any routes.
 *
 * Owns: limits of size and of time for what arrives, request ids, what is parsed, what is logged of a request, and how a connection that
 * never became a request is answered.
 * Does not: know a route, or listen.
 * Called by: `build-server.ts`.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  type ConnectionError,
  type FastifyBaseLogger,
  type FastifyInstance,
  fastify,
  LogController,
  type onRequestHookHandler,
} from 'fastify';
import { jsonErrorHandler } from '../error-handler.ts';
import { requestError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { withoutHttps } from './security-headers.ts';

type AppOptions = {
  logger: Logger;
  trustedProxies: readonly string[];
  /** Sent with answers that are given before any hook runs. */
  headers: Readonly<Record<string, string>>;
};

const BODY_LIMIT_BYTES = 64 * 1024;
/** A callback with a code of 8 KiB is still told what is wrong with it; nothing longer is. */
export const MOST_ADDRESS_BYTES = 8_704;
/** URI Too Long, RFC 9110 section 15.5.15. */
const ADDRESS_TOO_LONG = 414;
/** Slow clients are cut off; `route-rules.ts` says how long a handler may work. */
const TIMEOUTS = { requestMs: 30_000, headersMs: 15_000, keepAliveMs: 10_000 };

/** Creates the Fastify instance. */
export function createApp({ logger, trustedProxies, headers }: AppOptions): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: createRequestId,
    requestIdHeader: false,
    trustProxy: [...trustedProxies],
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: TIMEOUTS.requestMs,
    keepAliveTimeout: TIMEOUTS.keepAliveMs,
    http: { headersTimeout: TIMEOUTS.headersMs },
    // The schema of a route says how long its parts may be; a limit of the router would answer before the route's guard.
    routerOptions: { maxParamLength: MOST_ADDRESS_BYTES },
    // HEAD would run the GET handler: a link checker could use up somebody's sign-in.
    exposeHeadRoutes: false,
    clientErrorHandler: (error, socket) => answerBrokenConnection(error, socket, logger),
    // An address that cannot be decoded is answered before any hook runs.
    frameworkErrors: (error, request, reply) => jsonErrorHandler(error, request, reply.headers(headers)),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.removeContentTypeParser('text/plain');
  acceptEmptyJson(app);
  sweepConnectionsOnClose(app);
  return app;
}

/** The hook that sends headers with every answer, and refuses addresses that are too long; called by `build-server.ts`. */
export function answerSafely(headers: Readonly<Record<string, string>>): onRequestHookHandler {
  const elsewhere = withoutHttps(headers);
  return (request, reply, done) => {
    reply.headers(request.routeOptions.config.host === 'tool' ? elsewhere : headers);
    const { length = 0 } = request.raw.url ?? '';
    done(length > MOST_ADDRESS_BYTES ? requestError(ADDRESS_TOO_LONG, 'an address that is too long') : undefined);
  };
}

/** The first half of a UUID: short enough to read out on the phone, and never taken from the request. */
function createRequestId(): string {
  return randomUUID().slice(0, 13);
}

/** Many clients announce JSON with every request; no body is no body, whatever its type. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, null);
    else void parse(request, String(body), done);
  });
}

/**
 * Closes idle connections again and again while the server stops.
 *
 * A busy keep-alive connection becomes idle only when its answer is out; without this the process would wait for the
 * keep-alive time-out of each browser.
 */
function sweepConnectionsOnClose(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
    app.server.once('close', () => clearInterval(sweep));
  });
}

const brokenRequestAnswers: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function answerBrokenConnection(error: ConnectionError, socket: Socket, logger: Logger): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = createRequestId();
  logger.info({ reqId: requestId, reason: error.code, code: 'invalid_request' }, 'what arrived is not HTTP');
  const status = brokenRequestAnswers[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({ error: { code: 'invalid_request', requestId } });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n` +
      `Cache-Control: no-store\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
