/**
 * Tools that are open in a browser, and the tickets with which they are opened.
 *
 * Owns: the contract, which `tool-session-store.contract.ts` tests. A tool session belongs to one host and to one session
 * of Foyer's own; when that ends, however it ends, this one is none any more.
 * Does not: know cookies, or judge who may open what.
 * Called by: `forward-auth/`. `sqlite-tool-session-store.ts` is the store of a single process.
 */
import type { SessionKey, SessionRecord } from './session-store.ts';

/** The hash of the id in a tool's cookie. */
export type ToolSessionKey = string & { readonly brand: 'ToolSessionKey' };

/** A tool that is open in a browser, with the session it belongs to. Times are ms since the epoch. */
export type ToolSession = {
  /** `https://wiki.example.com`: it counts nowhere else. */
  origin: string;
  /** When a request first came with it; null until then. */
  usedAt: number | null;
  parent: { key: SessionKey; record: SessionRecord };
};

/** A tool among those that somebody has opened in one browser. */
export type OpenTool = { origin: string; openedAt: number };

/** What a ticket is for. */
export type Ticket = {
  sessionKey: SessionKey;
  /** The full address that was asked for. */
  target: string;
  /** The hash of what the browser holds as its half. */
  binding: string;
  issuedAt: number;
};

export type ToolSessionStore = {
  /** The tool session, or null when it is unknown, or its session has ended, was idle too long or is too old. */
  find(key: ToolSessionKey): Promise<ToolSession | null>;
  /** Notes that a request came with it; safe to repeat. */
  noteUse(key: ToolSessionKey, at: number): Promise<void>;
  /** The tools that are open in a browser, latest first, each origin once. */
  listOpen(session: SessionKey): Promise<OpenTool[]>;
  /** Keeps a ticket under its hash. */
  issue(ticketHash: string, ticket: Ticket): Promise<void>;
  /** What a ticket is for, whether it can still be used or not; null when nothing is known of it. */
  findTicket(ticketHash: string): Promise<Ticket | null>;
  /**
   * Trades a ticket for a tool session, which ends when its session would. Of two who come with it at once, one goes on.
   *
   * @returns when the tool session ends at the latest, in ms; null when the ticket was used before, was issued before
   *   `issuedAfter`, or its session has ended
   */
  redeem(
    ticketHash: string,
    trade: { key: ToolSessionKey; origin: string; issuedAfter: number; at: number },
  ): Promise<number | null>;
  /**
   * How many tickets of a session for one address were redeemed since a time without a request ever following; none where
   * one did follow at that host, for several tabs at once replace the sessions of one another.
   */
  countInVain(session: SessionKey, target: string, since: number): Promise<number>;
  /** Removes what has expired, a bounded number of rows at a time. */
  sweep(): Promise<void>;
};
