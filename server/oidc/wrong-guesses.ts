/**
 * Secrets of tools and codes of devices that are wrong, by the address that they come from.
 *
 * Owns: how many of them are heard in a minute; then nobody there is heard any more, right or wrong, until it is over.
 * Nothing is counted by the name of a tool: whoever knows that could keep the tool itself out.
 * Called by: `provider.ts`, which hears what was wrong; `provider-routes.ts` and `quick-answers.ts`, which ask first.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1}
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-5.1}
 */
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

export type WrongGuesses = {
  /** Whether whoever sends a request may still guess; it is known from then on where the request came from. */
  mayGuess(request: IncomingMessage): boolean;
  /** Counts a request that guessed wrong. */
  note(request: IncomingMessage): void;
};

/** Whoever is not heard may come again after this time. */
export const WRONG_GUESSES_SECONDS = 60;
const MINUTE_MS = WRONG_GUESSES_SECONDS * 1_000;
/** A tool whose secret was mistyped gets here only when everybody opens it at the same moment. */
const MOST_A_MINUTE = 60;
/** Of more addresses at once only the latest are counted. */
const MOST_ADDRESSES = 10_000;

type Count = { wrong: number; since: number };
type Options = { addressOf(request: IncomingMessage): string; now: () => number };

/** Creates the counts. */
export function createWrongGuesses({ addressOf, now }: Options): WrongGuesses {
  const counts = new LRUCache<string, Count>({ max: MOST_ADDRESSES });
  // What a proxy says of an address is taken off a request before it is handed over.
  const addresses = new WeakMap<IncomingMessage, string>();
  const countOf = (address: string): Count => {
    const count = counts.get(address);
    return count !== undefined && now() - count.since < MINUTE_MS ? count : { wrong: 0, since: now() };
  };
  return {
    mayGuess(request) {
      const address = addressOf(request);
      addresses.set(request, address);
      return countOf(address).wrong < MOST_A_MINUTE;
    },
    note(request) {
      const address = addresses.get(request);
      if (address === undefined) return;
      const { wrong, since } = countOf(address);
      counts.set(address, { wrong: wrong + 1, since });
    },
  };
}

type Context = KoaContextWithOIDC & { oidc?: KoaContextWithOIDC['oidc'] };

/** Counts what the provider refuses for a wrong secret or a wrong code. */
export function countWrongGuesses(provider: Provider, guesses: Pick<WrongGuesses, 'note'>): void {
  provider.use(async (ctx, next) => {
    await next();
    if (isWrongSecret(ctx) || isWrongCode(ctx as Context)) guesses.note(ctx.req);
  });
}

function isWrongSecret({ status, body }: Pick<Context, 'status' | 'body'>): boolean {
  return status === 401 && (body as { error?: string } | undefined)?.error === 'invalid_client';
}

/** The page that asks for the code is shown again, and there is no event. */
function isWrongCode({ oidc, method }: Context): boolean {
  const isTypedIn = oidc?.route === 'code_verification' && method === 'POST' && oidc.params?.user_code !== undefined;
  return isTypedIn && oidc.entities.DeviceCode === undefined;
}
