/**
 * May this request pass?
 *
 * Owns: the one decision that every proxy's question ends in, and its order: tool session, the session it belongs to,
 * rules, identity. Whatever goes wrong on the way is an error, never a pass.
 * Does not: know how a proxy asks or wants to be answered. There is no path, method, address or program for which it is
 * not asked.
 * Called by: `decision-routes.ts`.
 *
 * This runs for every click in every tool. Nothing is written, hashed or asked of the store while everything it was
 * concluded from is as it was.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { type Decision, decide } from '../access/decide.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Activity } from '../sessions/activity.ts';
import type { Person } from '../person.ts';
import { toActor } from '../sessions/audited.ts';
import type { SessionRecord } from '../sessions/session-store.ts';
import type { ToolSession, ToolSessionStore } from '../sessions/tool-session-store.ts';
import type { Assertions } from './assertion.ts';
import { addAssertion, type Conclusion, conclude, type Grounds, holds } from './conclusions.ts';
import { identityHeaders } from './identity.ts';
import { type OriginalRequest, pathOf } from './original-request.ts';
import type { Remembered, ToolSessionMemory } from './remembered.ts';
import { takeCookie, toolSessionCookie } from './tool-cookies.ts';
import type { ToolTokens } from './tool-tokens.ts';

/** A request that a proxy asks about, with what the client sent. `ip` is asked for seldom. */
export type Question = { original: OriginalRequest; headers: IncomingHttpHeaders; ip: () => string };

export type Verdict =
  /** Names and values in turn; `cookies` are the client's without ours. */
  | { kind: 'pass'; headers: readonly string[]; cookies: string }
  | { kind: 'signed-out' }
  | { kind: 'refused'; decision: Decision; session: string; person: Person };

export type DecisionOptions = Grounds & {
  toolSessions: ToolSessionStore;
  toolTokens: ToolTokens;
  memory: ToolSessionMemory<Conclusion>;
  activity: Activity;
  assertions: Assertions;
  audit: Pick<AuditLog, 'record'>;
  idleMs: number;
  now: () => number;
};

export type Decisions = {
  /** The verdict: at once where nothing has to be read, written or signed for it. */
  judge(question: Question): Verdict | Promise<Verdict>;
};

/** The tokens we make: 256 bits. */
const TOKEN = /^[\w-]{43}$/;
const nobodysHeaders = [...identityHeaders(null), 'X-Foyer-Assertion', ''];
const signedOut: Verdict = { kind: 'signed-out' };

/** Creates the judge. */
export function createDecisions(options: DecisionOptions): Decisions {
  const { memory, activity, assertions, idleMs, now } = options;
  const isLive = ({ lastSeenAt, expiresAt }: SessionRecord) => lastSeenAt + idleMs > now() && expiresAt > now();

  /** Until when nothing is to be read, written or signed about a session of which all that was to be noted is noted. */
  const readyUntil = ({ record }: ToolSession['parent'], { freshUntil }: Conclusion) =>
    Math.min(activity.dueAt(record), record.lastSeenAt + idleMs, record.expiresAt, freshUntil);

  const find = async (token: string): Promise<Remembered<Conclusion> | null> => {
    const known = memory.recall(token);
    // Activity that was noted elsewhere makes a session last longer than memory knows.
    return known !== undefined && isLive(known.session.parent.record)
      ? known
      : memory.read(token, () => load(token, options));
  };

  const look = async (token: string, question: Question, cookies: string): Promise<Verdict> => {
    const { tool, origin } = question.original;
    const found = await find(token);
    if (found === null || found.session.origin !== origin) return signedOut;
    const kept = found.conclusion;
    const conclusion = kept !== null && holds(kept, tool, options) ? kept : conclude(found.session, tool, options);
    // Until the headers of this conclusion are complete, nobody else may use them.
    Object.assign(found, { conclusion, readyUntil: 0 });
    const verdict = toVerdict(conclusion, { question, cookies, session: found.session });
    await note(found, question, verdict, options);
    if (verdict.kind !== 'pass') return verdict;
    if (conclusion.freshUntil <= now()) await addAssertion(conclusion, assertions);
    found.readyUntil = readyUntil(found.session.parent, conclusion);
    return { ...verdict, headers: conclusion.headers };
  };

  const recall = (question: Question, { value, rest }: TakenCookie): Verdict | null => {
    const known = value === null ? undefined : memory.recall(value);
    if (known === undefined || known.conclusion === null || known.readyUntil <= now()) return null;
    const { conclusion, session } = known;
    const { origin, tool } = question.original;
    if (session.origin !== origin || !holds(conclusion, tool, options) || isPreflight(question)) return null;
    return toVerdict(conclusion, { question, cookies: rest, session });
  };

  return {
    judge(question) {
      const cookie = takeCookie(question.headers.cookie, toolSessionCookie(question.original.origin));
      const known = recall(question, cookie);
      if (known !== null) return known;
      const { value, rest } = cookie;
      if (isPreflight(question)) return { kind: 'pass', headers: nobodysHeaders, cookies: rest };
      return value === null || !TOKEN.test(value) ? signedOut : look(value, question, rest);
    },
  };
}

type TakenCookie = ReturnType<typeof takeCookie>;

/** A browser asks without cookies whether it may ask; a tool that knows how to answer that says so in the file. */
function isPreflight({ original: { tool, method }, headers }: Question): boolean {
  if (method !== 'OPTIONS' || tool.corsPreflight !== 'pass') return false;
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

async function load(token: string, options: DecisionOptions): Promise<Remembered<Conclusion> | null> {
  for (const key of options.toolTokens.keysOf(token)) {
    const session = await options.toolSessions.find(key);
    if (session !== null) return { key, session, conclusion: null, readyUntil: 0 };
  }
  return null;
}

type Judged = { question: Question; cookies: string; session: ToolSession };

function toVerdict(conclusion: Conclusion, { question, cookies, session }: Judged): Verdict {
  const { tool, candidate, headers } = conclusion;
  const { uri, method } = question.original;
  const decision =
    tool.rules.length === 0 ? conclusion.decision : decide(tool, candidate, { path: pathOf(uri), method });
  if (decision.effect === 'deny') {
    const { id, content } = session.parent.record;
    return { kind: 'refused', decision, session: id, person: content.person };
  }
  return { kind: 'pass', headers, cookies };
}

/** The first use of a tool session, and activity once a minute: all that is ever written here. */
async function note(
  { key, session }: Remembered<Conclusion>,
  { original, ip }: Question,
  { kind }: Verdict,
  { activity, toolSessions, audit, now }: DecisionOptions,
): Promise<void> {
  const { parent } = session;
  if (kind === 'pass' && session.usedAt === null) {
    await toolSessions.noteUse(key, now());
    // A page and its images come at once: it is opened once.
    if (session.usedAt === null) {
      const { id, name } = original.tool;
      const actor = toActor(parent.record.content.person);
      audit.record({ act: 'tool_opened', outcome: 'done', actor, target: { kind: 'tool', id, name }, from: ip() });
    }
    session.usedAt = now();
  }
  if (activity.isDue(parent.record)) await activity.note(parent.key, parent.record, ip());
}
