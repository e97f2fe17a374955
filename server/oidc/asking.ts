/** Who asks the provider: the browser of somebody who is signed in, any other browser, or a tool. */
import type { FastifyReply } from 'fastify';
import type { SignedIn } from '../sessions/store-bridge.ts';

export type Asking = {
  /** The Foyer session that came with the request. */
  signedIn: SignedIn | null;
  /** Where the request came from, read before it is handed over; empty where nobody is known. */
  from: string;
  /** The answer under way; null where nobody waits for one. */
  reply: FastifyReply | null;
};

/** Whoever asks outside of a browser. */
export const nobody: Asking = { signedIn: null, from: '', reply: null };
