/**
 * What the server wrote into the page it delivered.
 *
 * Owns: reading the two meta elements of index.html.
 * Does not: decide what is shown.
 * Called by: `main.tsx`, once.
 */

/** A failure of the page's own request and the id of the tool it is about, or null when the page was delivered as asked. */
export type PageFailure = { code: string; requestId: string | undefined; tool: string | undefined } | null;

/** Reads the failure with which the server answered this navigation. */
export function readPageFailure(): PageFailure {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="foyer-error"]');
  if (!meta?.content) return null;
  const { requestId, tool } = meta.dataset;
  return { code: meta.content, requestId: requestId || undefined, tool: tool || undefined };
}

/** Reads the address of the built-in sandbox; empty when Foyer talks to DingTalk. */
export function readSandbox(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="foyer-sandbox"]')?.content ?? '';
}
