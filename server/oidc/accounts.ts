/**
 * The people whom the provider speaks of.
 *
 * Owns: whose word counts: the session's in which a grant was made, for as long as it lives and the rules let its person
 * into the tool. Everything that is asked with a token of somebody who may not enter any more is refused.
 * Called by: the library, at every token and every question about somebody.
 */
import type { Account, KoaContextWithOIDC } from 'oidc-provider';
import { decideTool } from '../access/decide.ts';
import type { Rules } from '../access/tool.ts';
import type { KnownPeople } from '../people/known-people.ts';
import type { Activity } from '../sessions/activity.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import type { ArtifactStore } from './artifacts.ts';
import type { Asking } from './asking.ts';
import { describeClaims, withinScopes } from './claims.ts';
import { findOidcTool, type OidcTool } from './clients.ts';

export type AccountOptions = {
  artifacts: ArtifactStore;
  activity: Activity;
  people: KnownPeople;
  rules: { current(): Rules };
  fallbackEmailDomain: string | null;
  asking(): Asking;
};

/** What the library knows of a token when it asks about its person. */
type Token = { kind?: string; grantId?: string | undefined };

/** Makes the library's look-up of people. */
export function createFindAccount(options: AccountOptions) {
  return async (ctx: KoaContextWithOIDC, subject: string, token?: Token): Promise<Account | undefined> => {
    const signedIn = await findSession(token, options);
    const client = ctx.oidc.client;
    const tool = client === undefined ? null : findOidcTool(options.rules.current(), client.clientId);
    if (signedIn === null || tool === null || signedIn.record.content.person.subject !== subject) return undefined;
    // In a browser, whoever may not enter hears why. A tool hears that its token is good for nothing.
    if (token !== undefined && !mayEnter(tool, signedIn, options)) return undefined;
    if (token?.kind === 'RefreshToken') await noteUse(signedIn, options.activity);
    const { person } = signedIn.record.content;
    return {
      accountId: subject,
      claims: async (use) => {
        const described = options.people.describe(person, options.rules.current());
        const claims = withinScopes(describeClaims(tool, { person, described, options }), tool.oidc.scopes);
        // The library makes the hash out of it, and leaves it out of everything but an ID token.
        const hashed = use === 'id_token' ? { at_hash: ctx.oidc.entities.AccessToken?.jti } : {};
        return { ...claims, ...hashed, sub: subject };
      },
    };
  };
}

/** Whether the rules let the person of a session into a tool. */
export function mayEnter(
  tool: OidcTool,
  { record }: SignedIn,
  { people, rules }: Pick<AccountOptions, 'people' | 'rules'>,
): boolean {
  const { candidate } = people.describe(record.content.person, rules.current());
  return decideTool(tool, candidate).effect === 'allow';
}

async function findSession(token: Token | undefined, { artifacts, asking }: AccountOptions): Promise<SignedIn | null> {
  if (token?.grantId === undefined) return asking().signedIn;
  return artifacts.sessionOfGrant(token.grantId);
}

/** Whoever works in a tool that renews its tokens is at work; the address is still the one of their browser. */
async function noteUse({ key, record }: SignedIn, activity: Activity): Promise<void> {
  if (activity.isDue(record)) await activity.note(key, record, record.ip);
}
