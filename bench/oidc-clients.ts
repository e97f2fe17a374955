/**
 * Tools of the company as OpenID Connect clients.
 *
 * Owns: what they are registered as, at Foyer and at any other provider, and who signs in to which.
 */
import { DIVISIONS, originOf, TOOLS, writeTools } from './tool-company.ts';

export type BenchClient = { id: string; secret: string; redirectUri: string; scope: string };

/** The first of the tools get refresh tokens; the others do not, as most tools. */
const REFRESHING = 20;
const SCOPES = ['openid', 'profile', 'email', 'groups'];

/** What a provider knows of them. */
export const clientMetadata = Array.from({ length: TOOLS }, (_, tool) => {
  const { id, secret, redirectUri, scope } = clientOf(tool);
  return {
    client_id: id,
    client_secret: secret,
    redirect_uris: [redirectUri],
    response_types: ['code' as const],
    grant_types: ['authorization_code', ...(tool < REFRESHING ? ['refresh_token'] : [])],
    require_auth_time: true,
    scope,
  };
});

/** What `tools.yaml` says of them; the person at `i` may open the tool at `i` modulo the number of divisions. */
export function writeClientsFile(): string {
  return writeTools((tool) => {
    const { secret, redirectUri, scope } = clientOf(tool);
    return `
    oidc:
      clientSecret: ${secret}
      redirectUris: [${redirectUri}]
      scopes: [${scope.replaceAll(' ', ', ')}]
      accessTokenMinutes: 60`;
  });
}

/** The tool to which the person at an index signs in, of those that get refresh tokens or of those that do not. */
export function clientFor(person: number, kind: 'refreshing' | 'plain'): BenchClient {
  const [first, count] = kind === 'refreshing' ? [0, REFRESHING] : [REFRESHING, TOOLS - REFRESHING];
  const open = count / DIVISIONS;
  return clientOf(first + (person % DIVISIONS) + DIVISIONS * (Math.floor(person / DIVISIONS) % open));
}

function clientOf(tool: number): BenchClient {
  return {
    id: `tool-${tool}`,
    secret: `tool-${tool}-${'invented'.repeat(4)}`,
    redirectUri: `${originOf(tool)}/login/callback`,
    scope: [...SCOPES, ...(tool < REFRESHING ? ['offline_access'] : [])].join(' '),
  };
}
