/**
 * Pages for what went wrong outside any feature.
 *
 * Owns: the page that does not exist, the page the server could not deliver, no connection, and a fault of this app.
 * Does not: handle refused sign-ins; `sign-in/` does.
 * Called by: `app.tsx`, `signed-in-app.tsx` and the administrators' pages.
 */
import { DeadEnd } from './dead-end.tsx';

/** Draws the page for an address that shows nothing. */
export function NotFoundPage() {
  return <DeadEnd code="not_found" />;
}
