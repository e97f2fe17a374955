/**
 * What happens around the library's own handling of a request.
 *
 * Owns: that its session cookie never reaches the browser of somebody who is signed in (their Foyer session is the only one
 * they have: a second cookie could outlive it, or be somebody else's); that signing out at the provider ends the Foyer
 * session before it is answered; and that the page of a sign-out may lead back to the tool.
 * Called by: `provider.ts`.
 */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { AppError } from '../errors.ts';
import type { Rules } from '../access/tool.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { toActor } from '../sessions/audited.ts';
import { type CookieRules, SESSION_COOKIE } from '../sessions/cookies.ts';
import type { Asking } from './asking.ts';
import { describeTarget } from './clients.ts';
import type { RememberedAnswers } from './remembered-answers.ts';
import { providerPages } from './pages.ts';

type Context = KoaContextWithOIDC & { oidc?: KoaContextWithOIDC['oidc'] };

export type SurroundOptions = {
  /** Those of Foyer itself. */
  cookies: CookieRules;
  audit: Pick<AuditLog, 'record'>;
  rules: { current(): Rules };
  answers: Pick<RememberedAnswers, 'note'>;
  asking(ctx: Context): Asking;
  /** Whether a tool that lives in browsers lives there. */
  mayCallFrom(origin: string): boolean;
};

/** Puts itself around the library. */
export function surround(provider: Provider, options: SurroundOptions): void {
  const cookieName = provider.cookieName('session');
  provider.on('server_error', (ctx, error) => sayWhenDown(ctx as Context, error));
  provider.use(async (ctx, next) => {
    const who = options.asking(ctx as Context);
    try {
      await next();
      await mend(ctx as Context, who, options);
    } catch (error) {
      // What nobody answers would be answered without our headers, or not at all.
      ctx.remove('location');
      providerPages.renderError(ctx as Context, { error: 'server_error' });
      ctx.status = 500;
      provider.emit('server_error', ctx as Context, error as Error);
    } finally {
      if (who.signedIn !== null) dropCookie(ctx as Context, cookieName);
    }
  });
}

/** What the library's answers lack, or say too much, by the route that they are for. */
async function mend(ctx: Context, who: Asking, options: SurroundOptions) {
  const { answers, mayCallFrom } = options;
  const route = ctx.oidc?.route;
  if (route === 'discovery') ctx.body = { ...(ctx.body as object), response_modes_supported: ['query'] };
  else if (!mayCallFrom(ctx.get('origin'))) dropLeave(ctx);
  if (route === 'userinfo' && ctx.status === 200) answers.note(ctx.req, ctx.res, ctx.body as object);
  if (route === 'end_session') allowFormTo(ctx);
  const isOver = route === 'end_session_confirm' && ctx.oidc?.params?.logout !== undefined && ctx.status === 303;
  if (isOver) await signOut(ctx, who, options);
}

/** A store that is down is no mistake of ours, and of nobody who asks. */
function sayWhenDown(ctx: Context, error: Error): void {
  if (!(error instanceof AppError) || error.status !== 503) return;
  ctx.status = 503;
  ctx.set('retry-after', '5');
}

/** Ends the Foyer session, and with it everything that was made of it. */
async function signOut(ctx: Context, { signedIn, reply, from }: Asking, options: SurroundOptions): Promise<void> {
  if (signedIn === null || reply === null) return;
  const { cookies, audit, rules } = options;
  const { request } = reply;
  const { id, content } = signedIn.record;
  const clientId = ctx.oidc?.client?.clientId;
  await request.session.destroy();
  const asked = { actor: toActor(content.person), requestId: request.id, from };
  audit.record({
    ...{ act: 'signed_out', outcome: 'done', ...asked, target: { kind: 'session', id } },
    ...(clientId !== undefined && { after: { tool: describeTarget(rules.current(), clientId).id } }),
  });
  request.log.info({ session: id, tool: clientId }, 'signed out by a tool');
  ctx.set('clear-site-data', '"cache"');
  const cleared = { ...cookies.attributes, expires: new Date(0), maxAge: 0 };
  ctx.append('set-cookie', reply.server.serializeCookie(cookies.name(SESSION_COOKIE), '', cleared));
}

/** Browsers hold a form's policy against the redirect that answers it as well. */
function allowFormTo(ctx: Context): void {
  const { postLogoutRedirectUri: uri } = (ctx.oidc?.session?.state ?? {}) as { postLogoutRedirectUri?: string };
  const policy = ctx.response.get('content-security-policy');
  if (uri === undefined || policy === '') return;
  const { protocol, origin } = new URL(uri);
  const source = protocol === 'http:' || protocol === 'https:' ? origin : protocol;
  ctx.set(
    'content-security-policy',
    policy.replace(/form-action [^;]*/, (directive) => `${directive} ${source}`),
  );
}

const leave = ['allow-origin', 'allow-methods', 'allow-headers', 'expose-headers', 'max-age'] as const;

/** The library gives leave to read its answers before it knows which tool asks, and to whoever asks beforehand. */
function dropLeave(ctx: Context): void {
  for (const name of leave) ctx.remove(`access-control-${name}`);
}

function dropCookie(ctx: Context, name: string): void {
  const set = [(ctx.response.headers['set-cookie'] as string | string[] | undefined) ?? []].flat();
  const kept = set.filter((cookie) => !cookie.startsWith(`${name}=`));
  if (kept.length === set.length) return;
  if (kept.length === 0) ctx.remove('set-cookie');
  else ctx.set('set-cookie', kept);
}
