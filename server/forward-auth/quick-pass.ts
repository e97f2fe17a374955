/**
 * The answer to a click in a tool, given before the framework has looked at it.
 *
 * Owns: nothing of the decision: it asks the same judge, and answers only where the judge says "pass". Whatever is not
 * that goes the usual way, as if this were not here, and is judged there.
 * Called by: `build-server.ts`.
 *
 * A framework makes a request, a reply, a log and a number for each question; here that costs more than the answer.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TrustedPeers } from '../http/trusted-peer.ts';
import { writePass } from './answers.ts';
import type { DecisionOptions, Decisions, Question, Verdict } from './decisions.ts';
import { type Dialect, dialects } from './dialects.ts';
import { readOriginal } from './original-request.ts';

type QuickPassOptions = {
  decisions: Decisions;
  rules: DecisionOptions['rules'];
  isTrustedPeer: TrustedPeers;
  /** While Foyer stops, connections are told so, which is the framework's business. */
  lifecycle: { isStopping: boolean };
  /** Where a request came from, as far as trusted proxies say. */
  addressOf(request: IncomingMessage): string;
};

/** Addresses of the decision that are the same for every question. */
const byAddress: ReadonlyMap<string, Dialect> = new Map(
  (['nginx', 'caddy', 'traefik', 'haproxy'] as const).map((name) => [`/forward-auth/${name}`, dialects[name]]),
);

type Usual = (request: IncomingMessage, response: ServerResponse) => void;

/** Puts this in front of whatever a server does with requests. */
export function passQuickly(server: Server, options: QuickPassOptions): void {
  const [handle] = server.listeners('request') as [Usual];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const goTheUsualWay = () => handle(request, response);
    const answer = (verdict: Verdict) => (verdict.kind === 'pass' ? writePass(response, verdict) : goTheUsualWay());
    // Whatever goes wrong here goes wrong once more there, where it is answered and written to the log.
    try {
      const question = readQuestion(request, options);
      const verdict = question === null ? null : options.decisions.judge(question);
      if (verdict === null) goTheUsualWay();
      else if (verdict instanceof Promise) verdict.then(answer).catch(goTheUsualWay);
      else answer(verdict);
    } catch {
      goTheUsualWay();
    }
  });
}

/** What a proxy asks, where that is read as quickly as it is for almost every question; null for everything else. */
function readQuestion(request: IncomingMessage, options: QuickPassOptions): Question | null {
  const dialect = byAddress.get(request.url ?? '');
  if (dialect === undefined || request.method !== 'GET') return null;
  const { rules, isTrustedPeer, lifecycle, addressOf } = options;
  if (lifecycle.isStopping || !isTrustedPeer(request.socket)) return null;
  const written = dialect.read(request);
  const original = written === null ? null : readOriginal(written, rules.current());
  if (original === null || typeof original === 'string') return null;
  return { original, headers: request.headers, ip: () => addressOf(request) };
}
