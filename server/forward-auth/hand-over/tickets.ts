/**
 * Handing a signed-in person over to a tool's host.
 *
 * Owns: the ticket that goes from Foyer's host to the tool's, in an address, and what makes it worthless to everybody
 * else: it works once, for half a minute, at one host, in the browser that holds the other half.
 * Does not: touch cookies or replies, or judge who may open what.
 * Called by: the routes of this folder.
 */
import { hash, randomBytes } from 'node:crypto';
import { AppError } from '../../errors.ts';
import type { SessionKey } from '../../sessions/session-store.ts';
import type { ToolSessionStore } from '../../sessions/tool-session-store.ts';
import { splitAddress } from '../original-request.ts';
import type { ToolTokens } from '../tool-tokens.ts';

/** How long a ticket can be used: the browser is on its way already. */
const TICKET_MS = 30_000;
/** So many tickets in vain for one address within so long are a loop, and not somebody with many tabs. */
const LOOP = { tickets: 3, withinMs: 60_000 };
const TOKEN_BYTES = 32;

type TicketOptions = { toolSessions: ToolSessionStore; toolTokens: ToolTokens; now: () => number };
type Wanted = { sessionKey: SessionKey; target: string; binding: string };
type Presented = { ticket: string; nonce: string | null; origin: string };

export type Tickets = {
  /**
   * A ticket for somebody who may open an address.
   *
   * @throws {AppError} hand_over_loop when the last ones for it led to nothing, so that this one would not either
   */
  issue(wanted: Wanted): Promise<string>;
  /**
   * Trades a ticket for the value of a tool's cookie, with the address that was asked for; or says why not, with the
   * address where that is known and is this host's.
   */
  redeem(presented: Presented): Promise<Redeemed | NotRedeemed>;
};

export type Redeemed = { token: string; expiresAt: number; target: string };
/** `another_browser`: the other half is missing or is not the right one; the ticket was left as it is. */
export type NotRedeemed = { refused: 'unknown' | 'another_browser' | 'used_up'; target: string | null };

/** Whether a text has the shape of what `createToken` makes. */
export function isToken(text: string | null): text is string {
  return text !== null && /^[\w-]{43}$/.test(text);
}

/** What nobody can guess: a ticket, a nonce, the value of a cookie. */
export function createToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What a browser's half of a hand-over is known by elsewhere. */
export function bindingOf(nonce: string): string {
  return hash('sha256', nonce, 'base64url');
}

/** Creates the hand-over. */
export function createTickets({ toolSessions, toolTokens, now }: TicketOptions): Tickets {
  return {
    async issue({ sessionKey, target, binding }) {
      const inVain = await toolSessions.countInVain(sessionKey, target, now() - LOOP.withinMs);
      if (inVain >= LOOP.tickets)
        throw new AppError('hand_over_loop', 'the tool does not see the sessions it is given');
      const ticket = createToken();
      await toolSessions.issue(bindingOf(ticket), { sessionKey, target, binding, issuedAt: now() });
      return ticket;
    },
    async redeem({ ticket, nonce, origin }) {
      const ticketHash = bindingOf(ticket);
      const found = await toolSessions.findTicket(ticketHash);
      if (found === null || splitAddress(found.target).origin !== origin) return { refused: 'unknown', target: null };
      const { target, binding } = found;
      if (nonce === null || bindingOf(nonce) !== binding) return { refused: 'another_browser', target };
      const token = createToken();
      const trade = { key: toolTokens.keyOf(token), origin, issuedAfter: now() - TICKET_MS, at: now() };
      const expiresAt = await toolSessions.redeem(ticketHash, trade);
      return expiresAt === null ? { refused: 'used_up', target } : { token, expiresAt, target };
    },
  };
}
