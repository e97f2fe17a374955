/**
 * What a tool is granted.
 *
 * Owns: that the company's own tools get what they ask for within their `scopes`, without consent; and that a tool which
 * may work offline can say so without asking for consent, which the library would insist on.
 * Called by: `configuration.ts`.
 */
import type { Grant, KoaContextWithOIDC, Session } from 'oidc-provider';
import type { Rules } from '../access/tool.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { AppError } from '../errors.ts';
import type { Person } from '../person.ts';
import { toActor } from '../sessions/audited.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import type { Asking } from './asking.ts';
import { describeTarget } from './clients.ts';
import type { ToolLogins } from './logout-notices/tool-logins.ts';

const OFFLINE = 'offline_access';

/** Carries the wish for a refresh token past the library, from a pushed authorization request to the authorization. */
export const OFFLINE_PARAMETER = 'foyer_offline';

type GrantOptions = {
  logins: Pick<ToolLogins, 'record'>;
  asking(): Asking;
  audit: Pick<AuditLog, 'record'>;
  /** Whether the rules let somebody into the tool that has a client id. */
  rulesAllow(clientId: string, who: SignedIn): boolean;
  rules: { current(): Rules };
};

/** Makes the library's look-up of grants: the one that a tool has in this session already, or a new one. */
export function createLoadGrant(options: GrantOptions) {
  const { asking, rulesAllow } = options;
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { account, client, session, params, provider } = ctx.oidc;
    const { signedIn } = asking();
    if (account === undefined || client === undefined || session === undefined || signedIn === null) return undefined;
    // Whoever is refused gets no grant that would be lying about, and the tool is not told of the end of what never began.
    if (!rulesAllow(client.clientId, signedIn)) return undefined;
    await noteLogin({ session, clientId: client.clientId, signedIn }, options);
    const known = session.grantIdFor(client.clientId);
    const found = known === undefined ? undefined : await provider.Grant.find(known);
    const isOwn = found?.accountId === account.accountId && found.clientId === client.clientId;
    const grant = isOwn ? found : new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
    await extend(grant, typeof params?.scope === 'string' ? params.scope : '');
    return grant;
  };
}

/** Most tools ask for the same each time, and nothing has to be written. */
async function extend(grant: Grant, scope: string): Promise<void> {
  const before = grant.getOIDCScope();
  grant.addOIDCScope(scope);
  const isKept = grant.jti !== undefined && grant.getOIDCScope() === before;
  if (!isKept) await grant.save();
}

type Login = { session: Session; clientId: string; signedIn: SignedIn };

/** Writes down that the tool is opened, before it hears of it. One tool knows one session by one name. */
async function noteLogin({ session, clientId, signedIn }: Login, options: GrantOptions): Promise<void> {
  session.ensureClientContainer(clientId);
  const { key, record } = signedIn;
  const proposed = session.sidFor(clientId);
  if (proposed === undefined) throw new Error('the library has given the tool no name for the session');
  const sid = await options.logins.record({
    ...{ session: key, clientId, sid: proposed, expiresAt: record.expiresAt },
    subject: record.content.person.subject,
    whenFirst: () => recordOpening(clientId, record.content.person, options),
  });
  if (sid === null) throw new AppError('not_signed_in', 'the session ended meanwhile');
  if (sid !== proposed) session.sidFor(clientId, sid);
}

function recordOpening(clientId: string, person: Person, { rules, audit, asking }: GrantOptions): void {
  const target = describeTarget(rules.current(), clientId);
  audit.record({ act: 'tool_opened', outcome: 'done', actor: toActor(person), target, from: asking().from });
}

/** Gives a tool back the scope that the library takes away from whoever does not ask for consent. */
export function restoreOfflineAccess(ctx: KoaContextWithOIDC): void {
  const { client, params } = ctx.oidc;
  if (params === undefined || client?.scope?.split(' ').includes(OFFLINE) !== true) return;
  const asked = askedScope(ctx).split(' ');
  const scopes = String(params.scope ?? '').split(' ');
  if (!asked.includes(OFFLINE) && params[OFFLINE_PARAMETER] === undefined) return;
  params[OFFLINE_PARAMETER] = 'wanted';
  if (!scopes.includes(OFFLINE)) params.scope = [...scopes, OFFLINE].join(' ');
}

/** What the tool has said itself. Beside a pushed request nothing counts: whoever opens the address can add to it. */
function askedScope({ oidc, query }: KoaContextWithOIDC): string {
  if (oidc.entities.PushedAuthorizationRequest !== undefined) return '';
  const body = oidc.body as { scope?: unknown } | undefined;
  return String(body?.scope ?? query.scope ?? '');
}
