/**
 * The web app, as the server sees it.
 *
 * Owns: what both ways of serving it have in common: built files (`built.ts`), or Vite on the same origin (`vite.ts`).
 * Called by: `build-server.ts`.
 */
import type { FastifyInstance } from 'fastify';
import type { ShownFailure } from '../error-handler.ts';
import type { ContentSecurityPolicy } from '../http/security-headers.ts';

/** What the page is told before any script runs. */
export type PageFacts = {
  failure?: ShownFailure;
};

export type WebAssets = {
  contentSecurityPolicy: ContentSecurityPolicy;
  /** The one HTML page of the app. */
  renderPage(facts: PageFacts): string;
  /** Adds the routes that serve everything else. */
  mount(app: FastifyInstance): Promise<void>;
};

/** Addresses that the web app has pages for. Any other address is answered with the app's own "not found", and 404. */
export const pagePaths = [
  '/',
  '/sign-in',
  '/profile',
  '/sessions',
  '/directory',
  '/directory/people/:userId',
  '/directory/departments/:id',
  '/no-access',
  '/admin',
  '/admin/directory',
  '/admin/people',
  '/admin/people/add',
  '/admin/people/import',
  '/admin/people/invitations',
  '/admin/person/:userId',
  '/admin/departments/:id',
  '/admin/external-contacts',
  '/admin/access',
  '/admin/diagnosis',
  '/admin/audit',
] as const;

/**
 * Fills the facts into the page's `<meta>` elements.
 *
 * Every value is a code, an id or an address of our own making; none can hold a quote.
 */
export function fillPage(html: string, { failure }: PageFacts, sandboxUrl: string): string {
  const { code = '', requestId = '', tool = '' } = failure ?? {};
  return html
    .replace(
      '<meta name="foyer-error" content="" data-request-id="" data-tool="" />',
      `<meta name="foyer-error" content="${code}" data-request-id="${requestId}" data-tool="${tool}" />`,
    )
    .replace('<meta name="foyer-sandbox" content="" />', `<meta name="foyer-sandbox" content="${sandboxUrl}" />`);
}
