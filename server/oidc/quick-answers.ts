/**
 * What tools ask the provider, and browsers of people who are signed in on behalf of tools, handed over before the framework
 * has looked at it.
 *
 * Owns: nothing of the answer: the same library gives it, with the same headers. Whatever is asked otherwise than usual
 * goes the usual way (`provider-routes.ts`), as if this were not here.
 * Called by: `build-server.ts`.
 *
 * A framework makes a request, a reply, a log and a number for each question; here that costs as much as who somebody is.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { MOST_ADDRESS_BYTES } from '../http/create-app.ts';
import { createIsOwnHost } from '../http/own-host.ts';
import { paths } from '../paths.ts';
import type { FindQuickSession } from '../sessions/quick-session.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import { type Asking, nobody } from './asking.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { handOver, type HandOverOptions } from './hand-over.ts';
import type { OidcProvider } from './provider.ts';
import type { RememberedAnswers } from './remembered-answers.ts';
import type { WrongGuesses } from './wrong-guesses.ts';

type QuickAnswersOptions = HandOverOptions & {
  provider: Pick<OidcProvider, 'announce' | 'ready'>;
  answers: Pick<RememberedAnswers, 'answer'>;
  wrongGuesses: Pick<WrongGuesses, 'mayGuess'>;
  findSession: FindQuickSession;
  /** Where a request came from, as far as trusted proxies say. */
  addressOf(request: IncomingMessage): string;
  /** Sent with every answer. */
  headers: Readonly<Record<string, string>>;
  /** While Foyer stops, connections are told so, which is the framework's business. */
  lifecycle: { isStopping: boolean };
};

/** Addresses without a query, each with its method. Whether there is a device flow is asked on the usual way. */
const quick: ReadonlyMap<string, Endpoint> = new Map(
  endpoints
    .filter(({ asks, isForDevices }) => asks === 'tools' && isForDevices !== true)
    .flatMap((endpoint) => endpoint.methods.map((method) => [`${method} ${paths.oidc}${endpoint.path}`, endpoint])),
);

const USERINFO = `${paths.oidc}/me`;
/** Where whoever is not signed in is counted, on the usual way. */
const AUTHORIZATION = `${paths.oidc}/auth?`;

type Usual = (request: IncomingMessage, response: ServerResponse) => void;

/** Puts this in front of whatever a server does with requests. */
export function answerToolsQuickly(server: Server, options: QuickAnswersOptions): void {
  const { provider, answers, headers, lifecycle, findSession, wrongGuesses, addressOf } = options;
  const isOwnHost = createIsOwnHost(options.publicUrl);
  const pairs = Object.entries(headers);
  const [handle] = server.listeners('request') as [Usual];
  server.removeAllListeners('request');
  const answer = (request: IncomingMessage, response: ServerResponse, asking: Asking) => {
    const ready = provider.ready();
    if (ready === null) return handle(request, response);
    for (const [name, value] of pairs) response.setHeader(name, value);
    void handOver({ request, response, asking }, ready, options);
  };
  const mayAnswer = (endpoint: Endpoint | undefined, request: IncomingMessage) =>
    endpoint !== undefined && (endpoint.isGuessedAt !== true || wrongGuesses.mayGuess(request));
  server.on('request', (request, response) => {
    const { method, url = '' } = request;
    const isOurs = url.startsWith(paths.oidc) && !lifecycle.isStopping && isOwnHost(request);
    if (isOurs && method === 'GET' && url === USERINFO && answers.answer(request, response)) return;
    if (isOurs && mayAnswer(quick.get(`${method} ${url}`), request)) return answer(request, response, nobody);
    if (!isOurs || method !== 'GET' || !url.startsWith(AUTHORIZATION) || url.length > MOST_ADDRESS_BYTES)
      return handle(request, response);
    const goOn = (signedIn: SignedIn | null) =>
      signedIn === null
        ? handle(request, response)
        : answer(request, response, { signedIn, from: addressOf(request), reply: null });
    findSession(request).then(goOn, () => handle(request, response));
  });
}
