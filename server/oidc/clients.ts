/**
 * Tools as OpenID Connect clients.
 *
 * Owns: what a tool of `tools.yaml` is registered as. Nobody registers themselves.
 *
 * @see {@link https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata}
 */
import type { ClientMetadata } from 'oidc-provider';
import type { OidcClient, Rules, Tool } from '../access/tool.ts';
import type { AuditTarget } from '../audit/audit-log.ts';

/** A tool that is an OpenID Connect client. */
export type OidcTool = Tool & { oidc: OidcClient };

/** The tool that has a client id, or null. */
export function findOidcTool(rules: Rules, clientId: string): OidcTool | null {
  const tool = rules.byClientId.get(clientId);
  return tool !== undefined && isOidcTool(tool) ? tool : null;
}

/** A tool as the audit log names it; one that is no longer in the file by what it calls itself. */
export function describeTarget(rules: Rules, clientId: string): AuditTarget {
  const tool = findOidcTool(rules, clientId);
  return { kind: 'tool', id: tool?.id ?? clientId, ...(tool && { name: tool.name }) };
}

/** Whether a tool is a client at all. */
export function isOidcTool(tool: Tool): tool is OidcTool {
  return tool.oidc !== null;
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** The registration of a tool. */
export function toClientMetadata({ name, oidc }: OidcTool): ClientMetadata {
  const { clientId, clientSecret, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, scopes } = oidc;
  return {
    client_id: clientId,
    client_name: name,
    ...(clientSecret === null
      ? { token_endpoint_auth_method: 'none' }
      : // The library takes the secret in the body as well: tools do as they like.
        { client_secret: clientSecret.reveal(), token_endpoint_auth_method: 'client_secret_basic' }),
    require_auth_time: true,
    application_type: isNative(oidc) ? 'native' : 'web',
    redirect_uris: [...redirectUris],
    post_logout_redirect_uris: [...postLogoutRedirectUris],
    ...(backchannelLogoutUri !== undefined && {
      backchannel_logout_uri: backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    response_types: redirectUris.length > 0 ? ['code'] : [],
    grant_types: [
      ...(redirectUris.length > 0 ? ['authorization_code'] : []),
      ...(scopes.includes('offline_access') ? ['refresh_token'] : []),
      ...(oidc.deviceFlow ? [DEVICE_GRANT] : []),
    ],
    scope: scopes.join(' '),
  };
}

/**
 * An app on somebody's own machine: the library takes a scheme of its own, and a loopback address on any port, from such
 * alone, and what else such an app may not have `tools.yaml` has refused.
 */
function isNative({ clientSecret, redirectUris, postLogoutRedirectUris }: OidcClient): boolean {
  if (clientSecret !== null) return false;
  if ([...redirectUris, ...postLogoutRedirectUris].some((uri) => !/^https?:/.test(uri))) return true;
  const isOwnMachine = (uri: string) => /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(uri);
  return redirectUris.length > 0 && redirectUris.every(isOwnMachine);
}

/** A browser may call from where a public client lives: there is no secret to keep, and no server of its own. */
export function mayCallFromBrowser({ clientSecret, redirectUris }: OidcClient, origin: string): boolean {
  // Schemes of apps have no origin, and "null" is also what a page says that hides its own.
  return clientSecret === null && origin !== 'null' && redirectUris.some((uri) => new URL(uri).origin === origin);
}
