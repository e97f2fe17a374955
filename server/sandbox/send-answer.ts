/**
 * Sends the answer of an API: at once, late, byte by byte, or not at all.
 *
 * Owns: the effect of every fault that concerns how an answer travels. Does not: decide what it says.
 * Called by: `api-routes.ts`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, apiHeaders } from './api-answers.ts';
import type { ApiName } from './app.ts';
import { type Call, readCall } from './call.ts';
import { findReplacement, toStrangeText } from './fault-answers.ts';
import type { ScriptedAnswer } from './faults.ts';
import { oapiHeaders } from './oapi-answers.ts';
import type { SandboxParts } from './parts.ts';

export type Respond = (call: Call) => ScriptedAnswer;

type Answering = { parts: SandboxParts; name: ApiName; respond: Respond };

/** Responds first and waits afterwards: a caller who gives up has had the effect of the call all the same. */
export async function answerCall(
  request: FastifyRequest,
  reply: FastifyReply,
  { parts, name, respond }: Answering,
): Promise<void> {
  const { faults } = parts;
  const call = readCall(request);
  const scripted = faults.takeScripted(name);
  const isScriptedDrip = isKind(scripted, 'drip');
  const answer =
    scripted !== null && !isScriptedDrip
      ? scripted
      : (findReplacement(faults, name, isApiPath(call.path) ? 'api' : 'oapi') ?? respond(call));
  const delayMs = faults.delayMsOf(name);
  if (delayMs > 0) {
    await sleep(delayMs, undefined, { ref: false });
  }
  if ('kind' in answer) {
    breakOff(request, reply, answer.kind);
    return;
  }
  const text = toText(answer, () => toStrangeText(faults, name, answer.body));
  const send = isScriptedDrip || faults.isOn('drip', name) ? drip : sendText;
  send(reply, call.path, { ...answer, text });
}

function toText({ body }: { body: unknown }, write: () => string): string {
  return typeof body === 'string' ? body : write();
}

function isKind(answer: ScriptedAnswer | null, kind: string): boolean {
  return answer !== null && 'kind' in answer && answer.kind === kind;
}

/** Sends an answer as it is, without any fault. */
export function sendJson(reply: FastifyReply, path: string, answer: Answer): FastifyReply {
  return sendText(reply, path, { status: answer.status, text: JSON.stringify(answer.body) });
}

type TextAnswer = { status: number; headers?: Readonly<Record<string, string>>; text: string };

function sendText(reply: FastifyReply, path: string, answer: TextAnswer): FastifyReply {
  // As bytes, because the framework would spell the content type its own way.
  return reply
    .code(answer.status)
    .headers({ ...hostHeaders(path), ...answer.headers })
    .send(Buffer.from(answer.text));
}

function drip(reply: FastifyReply, path: string, answer: TextAnswer): void {
  const bytes = Buffer.from(answer.text);
  let sent = 0;
  reply.hijack();
  reply.raw.writeHead(answer.status, { ...hostHeaders(path), ...answer.headers, 'content-length': bytes.length });
  reply.raw.flushHeaders();
  const timer = setInterval(() => {
    reply.raw.write(bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= bytes.length) {
      reply.raw.end();
    }
  }, 1000);
  timer.unref();
  reply.raw.once('close', () => clearInterval(timer));
}

function breakOff(request: FastifyRequest, reply: FastifyReply, kind: 'reset' | 'never' | 'drip'): void {
  reply.hijack();
  if (kind === 'reset') {
    request.raw.socket.resetAndDestroy();
  }
}

/** Whether the path belongs to the api host; everything else is the oapi host's. */
export function isApiPath(path: string): boolean {
  return /^\/v\d+\.\d+\//.test(path);
}

function hostHeaders(path: string): Record<string, string> {
  return isApiPath(path) ? apiHeaders() : oapiHeaders(path);
}
