/**
 * One call of an API, taken out of the HTTP message.
 *
 * Owns: reading parameters in the ways each host reads them. Does not: answer. Called by: the gateways and endpoints.
 */
import type { FastifyRequest } from 'fastify';

export type Call = {
  path: string;
  query: URLSearchParams;
  contentType: string;
  body: string;
  /** The header `x-acs-dingtalk-access-token`; other ways to send a token are not read on the api host. */
  token: string;
  address: string;
};

type Fields = Record<string, unknown>;

/** Takes the call out of the request. */
export function readCall(request: FastifyRequest): Call {
  const token = request.headers['x-acs-dingtalk-access-token'];
  return {
    path: readPath(request),
    query: readQuery(request),
    contentType: request.headers['content-type'] ?? '',
    body: typeof request.body === 'string' ? request.body : '',
    token: typeof token === 'string' ? token : '',
    address: request.ip,
  };
}

/** The path as it was sent, without the query. */
export function readPath(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

/** The query as it was sent; a parameter that came twice is there twice. */
export function readQuery(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(request.url.slice(readPath(request).length));
}

/** The JSON object in the body: null when there is none, `malformed` when it is something else. */
export function readJsonObject(call: Call): Fields | 'malformed' | null {
  if (call.body === '' || !call.contentType.startsWith('application/json')) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(call.body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : 'malformed';
  } catch (error) {
    if (error instanceof SyntaxError) {
      return 'malformed';
    }
    throw error;
  }
}

/** Parameters of the oapi host: from the query, and from a body that is a form or a JSON object. */
export function readParameters(call: Call): URLSearchParams | 'malformed' {
  const parameters = new URLSearchParams(call.query);
  const fields = readJsonObject(call);
  if (fields === 'malformed') {
    return 'malformed';
  }
  if (call.contentType.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(call.body)) {
      parameters.set(name, value);
    }
  }
  for (const [name, value] of Object.entries(fields ?? {})) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      parameters.set(name, String(value));
    }
    // A form would carry an object as JSON in a string.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      parameters.set(name, JSON.stringify(value));
    }
  }
  return parameters;
}
