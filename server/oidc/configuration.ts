/**
 * oidc-provider, set up so that nothing is on that is not used.
 *
 * Owns: every switch of the library. What is not named here keeps the library's default, which has been looked at.
 * Called by: `provider.ts`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9700}
 */
import type {
  ClientMetadata,
  Configuration,
  errors as providerErrors,
  interactionPolicy as libraryPolicy,
  JWK,
  KoaContextWithOIDC,
} from 'oidc-provider';
import { oidcScopes, type OidcClient } from '../access/tool.ts';
import { toActor } from '../sessions/audited.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import { type AccountOptions, createFindAccount, mayEnter } from './accounts.ts';
import type { Asking } from './asking.ts';
import { claimsByScope } from './claims.ts';
import { describeTarget, findOidcTool, mayCallFromBrowser } from './clients.ts';
import { createLoadGrant, OFFLINE_PARAMETER, restoreOfflineAccess } from './grants.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ToolLogins } from './logout-notices/tool-logins.ts';
import type { ProviderPages } from './pages.ts';
import { createPolicy } from './policy.ts';
import { ACR } from './session-view.ts';

export type ConfigurationOptions = AccountOptions & {
  publicUrl: URL;
  keys: { signing: readonly JWK[]; cookies: readonly string[] };
  clients: readonly ClientMetadata[];
  hasDeviceFlow: boolean;
  logins: Pick<ToolLogins, 'record'>;
  audit: Pick<AuditLog, 'record'>;
  interactionPolicy: typeof libraryPolicy;
  errors: typeof providerErrors;
  pages: ProviderPages;
  adapter: NonNullable<Configuration['adapter']>;
  now: () => number;
};

const SECONDS = { code: 60, idToken: 3_600, interaction: 3_600, deviceCode: 600, pushed: 60 } as const;
const MINUTE = 60;

/** Everything that the library is told. */
export function createConfiguration(options: ConfigurationOptions): Configuration {
  const { publicUrl, keys, clients, adapter, pages, hasDeviceFlow } = options;
  const isSecure = publicUrl.protocol === 'https:';
  const toolOf = (clientId: string) => findOidcTool(options.rules.current(), clientId);
  const registered: Registered = (clientId) => toolOf(clientId ?? '')?.oidc;
  const rulesAllow = (clientId: string, who: SignedIn) => {
    const tool = toolOf(clientId);
    return tool !== null && mayEnter(tool, who, options);
  };
  return {
    adapter,
    clients: [...clients],
    jwks: { keys: [...keys.signing] },
    cookies: cookies(isSecure, keys.cookies),
    findAccount: createFindAccount(options),
    loadExistingGrant: createLoadGrant({ ...options, rulesAllow }),
    interactions: {
      url: (_ctx, { uid }) => `/oidc/interaction/${uid}`,
      policy: createPolicy(options.interactionPolicy, {
        ...{ asking: options.asking, rulesAllow },
        whenRefused: (clientId, who) => recordRefusal(clientId, who, options),
      }),
    },
    ...protocol(options, registered),
    ttl: lifetimes(options, registered),
    features: features(options, hasDeviceFlow),
    renderError: pages.renderError,
    // The library would tell tools while somebody waits, and once; they are told from a list that outlives both.
    fetch: async () => new Response(null, { status: 204 }),
  };
}

function recordRefusal(clientId: string, { signedIn, from }: Asking, { rules, audit }: ConfigurationOptions): void {
  const actor = signedIn && toActor(signedIn.record.content.person);
  const target = describeTarget(rules.current(), clientId);
  audit.record({ act: 'access_refused', outcome: 'refused', code: 'access_denied', actor, target, from });
}

type Registered = (clientId: string | undefined) => OidcClient | undefined;

/** What of the protocol there is, and for whom. */
function protocol({ errors }: ConfigurationOptions, registered: Registered): Configuration {
  return {
    acrValues: [ACR],
    scopes: [...oidcScopes],
    claims: {
      ...Object.fromEntries(Object.entries(claimsByScope).map(([scope, names]) => [scope, [...names]])),
      openid: [...claimsByScope.openid, 'at_hash'],
      acr: null,
      sid: null,
      auth_time: null,
      iss: null,
    },
    // Many tools look at the ID token alone.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
    pkce: { required: (_ctx, { clientId }) => registered(clientId)?.pkce !== 'optional' },
    allowOmittingSingleRegisteredRedirectUri: false,
    acceptQueryParamAccessTokens: false,
    clientBasedCORS: (_ctx, origin, { clientId }) => {
      const client = registered(clientId);
      return client !== undefined && mayCallFromBrowser(client, origin);
    },
    extraParams: {
      [OFFLINE_PARAMETER]: (ctx) => {
        requireAnswerInQuery(ctx, errors);
        restoreOfflineAccess(ctx);
      },
    },
    issueRefreshToken: async (_ctx, client, { scopes }) =>
      client.grantTypeAllowed('refresh_token') && scopes.has('offline_access'),
    rotateRefreshToken: true,
    // Whatever belongs to a person ends with their session: it is not found any more.
    expiresWithSession: async () => false,
  };
}

function cookies(isSecure: boolean, keys: readonly string[]): NonNullable<Configuration['cookies']> {
  const common = { httpOnly: true, sameSite: 'lax', signed: true, secure: isSecure } as const;
  const [host, bound] = isSecure ? ['__Host-', '__Secure-'] : ['', ''];
  return {
    keys: [...keys],
    names: {
      session: `${host}foyer-oidc`,
      // Bound to the one address that they are for, which the stricter prefix does not allow.
      interaction: `${bound}foyer-oidc-interaction`,
      resume: `${bound}foyer-oidc-resume`,
    },
    // An id of 43 random characters, and a placeholder for whoever is signed in.
    long: { ...common, signed: false, path: '/' },
    short: common,
  };
}

function lifetimes({ asking, now }: ConfigurationOptions, registered: Registered): NonNullable<Configuration['ttl']> {
  const untilSignOut = (signedIn: SignedIn | null) =>
    signedIn === null ? SECONDS.interaction : Math.max(1, Math.floor((signedIn.record.expiresAt - now()) / 1_000));
  return {
    AuthorizationCode: SECONDS.code,
    AccessToken: (_ctx, _token, client) => (registered(client.clientId)?.accessTokenMinutes ?? 1) * MINUTE,
    IdToken: SECONDS.idToken,
    Interaction: SECONDS.interaction,
    DeviceCode: SECONDS.deviceCode,
    PushedAuthorizationRequest: SECONDS.pushed,
    Session: () => untilSignOut(asking().signedIn),
    Grant: () => untilSignOut(asking().signedIn),
    // The session's own limits end it earlier.
    RefreshToken: 366 * 24 * 3_600,
  };
}

/** The library knows ways of answering that no tool needs, and it has no switch for them. */
function requireAnswerInQuery({ oidc }: KoaContextWithOIDC, { UnsupportedResponseMode }: typeof providerErrors): void {
  const { params } = oidc;
  if (params?.response_mode === undefined || params.response_mode === 'query') return;
  // The refusal itself would go that way.
  params.response_mode = undefined;
  throw new UnsupportedResponseMode();
}

/** A token that a tool asks about. */
type AskedToken = { clientId?: string; accountId?: string; grantId?: string };

function features(options: ConfigurationOptions, hasDeviceFlow: boolean): NonNullable<Configuration['features']> {
  const { pages } = options;
  const findAccount = createFindAccount(options);
  const mayAsk = async (ctx: KoaContextWithOIDC, { clientId, accountId = '', grantId }: AskedToken) =>
    ctx.oidc.client?.clientId === clientId &&
    ctx.oidc.client?.clientAuthMethod !== 'none' &&
    // A token of somebody who may not enter any more is good for nothing.
    (await findAccount(ctx, accountId, { grantId })) !== undefined;
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: false },
    userinfo: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (ctx, _client, token) => mayAsk(ctx, token as AskedToken),
    },
    revocation: { enabled: true, allowedPolicy: async (_ctx, { clientId }, token) => clientId === token.clientId },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: pages.askToSignOut,
      postLogoutSuccessSource: pages.sayGoodbye,
    },
    deviceFlow: { enabled: hasDeviceFlow, ...pages.device },
    dPoP: { enabled: false },
    resourceIndicators: { enabled: false },
  };
}
