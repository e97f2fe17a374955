/**
 * What the library answered to a tool that asks with one token again and again who somebody is.
 *
 * Owns: that such an answer is given again only while everything that it was made of is as it was: the token, its grant, the
 * session, the rules about tools and the company's people.
 * Does not: make an answer. Whatever is not remembered is asked of the library, as if this were not here.
 * Called by: `quick-answers.ts`, which gives them; `around.ts`, which hears them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Rules } from '../access/tool.ts';
import type { KnownPeople } from '../people/known-people.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import type { ArtifactMemory, KeptArtifact } from './artifact-memory.ts';
import { hashName } from './artifacts.ts';

type AnswerOptions = {
  memory: ArtifactMemory;
  rules: { current(): Rules };
  people: Pick<KnownPeople, 'version'>;
};

/** What an answer is made of. */
type Grounds = { token: KeptArtifact; grant: KeptArtifact; session: SignedIn; rules: Rules; people: number };
type Answer = { grounds: Grounds; headers: string[]; body: Buffer };
type Headers = ReturnType<ServerResponse['getHeaders']>;

export type RememberedAnswers = {
  /** Answers a request as the last one with its token was answered; false when nothing is known, and nothing was sent. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Hears what the library answers. */
  note(request: IncomingMessage, response: ServerResponse, body: object): void;
};

const MOST = 10_000;
const TOKEN = /^Bearer ([\w-]{43})$/;

/** Creates an empty memory. */
export function createRememberedAnswers({ memory, rules, people }: AnswerOptions): RememberedAnswers {
  const answers = new LRUCache<string, Answer>({ max: MOST });
  const asked = new WeakMap<IncomingMessage, { id: string; grounds: Grounds }>();
  /** A token that is shown once, as most are, is not worth remembering. */
  const shown = new WeakSet<KeptArtifact>();
  const groundsOf = (id: string): Grounds | null => {
    const token = memory.recall(id);
    const grant = token && memory.recall(token.grant);
    const session = token && memory.recallSession(token.grant);
    if (token === undefined || grant === undefined || session === undefined) return null;
    return { token, grant, session, rules: rules.current(), people: people.version() };
  };
  return {
    answer(request, response) {
      const token = tokenOf(request);
      if (token === null) return false;
      const id = hashName({ model: 'AccessToken', id: token });
      const grounds = groundsOf(id);
      if (grounds === null) return false;
      const known = answers.get(id);
      if (known !== undefined && isSame(known.grounds, grounds)) {
        response.writeHead(200, known.headers);
        response.end(known.body);
        return true;
      }
      if (shown.has(grounds.token)) asked.set(request, { id, grounds });
      shown.add(grounds.token);
      return false;
    },
    note(request, response, body) {
      const { id, grounds } = asked.get(request) ?? {};
      const still = id === undefined ? null : groundsOf(id);
      if (id === undefined || grounds === undefined || still === null || !isSame(grounds, still)) return;
      const text = Buffer.from(JSON.stringify(body));
      answers.set(id, { grounds, headers: toPairs(response.getHeaders(), text.length), body: text });
    },
  };
}

/** The token of whoever asks in the usual way; a browser in which a tool lives is told more. */
function tokenOf({ headers }: IncomingMessage): string | null {
  return headers.origin === undefined ? (TOKEN.exec(headers.authorization ?? '')?.[1] ?? null) : null;
}

function isSame(one: Grounds, other: Grounds): boolean {
  return (
    one.token === other.token &&
    one.grant === other.grant &&
    one.session === other.session &&
    one.rules === other.rules &&
    one.people === other.people
  );
}

function toPairs(headers: Headers, length: number): string[] {
  return Object.entries({ ...headers, 'content-length': length }).flatMap(([name, value]) =>
    value === undefined ? [] : [name, String(value)],
  );
}
