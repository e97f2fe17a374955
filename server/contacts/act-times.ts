/**
 * How long an act may take: several calls to DingTalk, one after the other, each with a time limit of its own.
 *
 * Owns: the limits, and what every route has that asks DingTalk. Called by: this folder.
 */

/** Everything that comes before DingTalk is told, and the telling itself. */
export const ACT_MS = 18_000;
/** A look at how things are afterwards, with a limit of its own: whoever acted slowly is shown how it ended as well. */
export const AFTERWARDS_MS = 5_000;
/** Longer than both, so that whoever waits hears how the act ended; the browser waits longer still. */
export const ACT_HANDLER_MS = ACT_MS + AFTERWARDS_MS + 2_000;

/** What the routes say of themselves. */
export const adminAct = { config: { access: 'admin' }, handlerTimeout: ACT_HANDLER_MS } as const;

/** The time limit of one act, from now on. */
export function actSignal(): AbortSignal {
  return AbortSignal.timeout(ACT_MS);
}
