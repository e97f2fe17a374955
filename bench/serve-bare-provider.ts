/**
 * oidc-provider with the features that Foyer has, and nothing around it: in memory, as it comes, it signs everybody in as
 * one person without asking.
 */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { claimsByScope } from '../server/oidc/claims.ts';
import { answerQuestions } from './answer-questions.ts';
import { clientMetadata } from './oidc-clients.ts';

const { PORT = '', CLAIMS = '{}' } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const claims: { sub: string } = JSON.parse(CLAIMS);
const HOUR = 3_600;

const provider = new Provider(issuer, {
  clients: clientMetadata,
  jwks: { keys: [await makeKey('RS256'), await makeKey('ES256')] },
  claims: {
    ...Object.fromEntries(Object.entries(claimsByScope).map(([scope, names]) => [scope, [...names]])),
    openid: [...claimsByScope.openid, 'at_hash'],
  },
  conformIdTokenClaims: false,
  responseTypes: ['code'],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
  pkce: { required: () => true },
  // The library gives one only for a scope that it takes away from whoever does not ask for consent.
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  expiresWithSession: async () => false,
  ttl: { AccessToken: HOUR, AuthorizationCode: 60, IdToken: HOUR, Session: 24 * HOUR, Grant: 24 * HOUR },
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: ({ oidc }) => ({
    accountId: claims.sub,
    claims: (use) => (use === 'id_token' ? { ...claims, at_hash: oidc.entities.AccessToken?.jti } : claims),
  }),
  loadExistingGrant: async ({ oidc: { client, session, params } }) => {
    if (client === undefined || session === undefined) throw new Error('nobody asks');
    const known = session.grantIdFor(client.clientId);
    // The memory may have forgotten it meanwhile.
    const found = known === undefined ? undefined : await provider.Grant.find(known);
    if (found !== undefined) return found;
    const grant = new provider.Grant({ accountId: claims.sub, clientId: client.clientId });
    grant.addOIDCScope(String(params?.scope));
    await grant.save();
    return grant;
  },
});

provider.use(async ({ path, req, res }, next) => {
  if (!path.startsWith('/interaction/')) return next();
  await provider.interactionFinished(req, res, { login: { accountId: claims.sub } });
});

createServer(provider.callback()).listen(Number(PORT), '127.0.0.1', () => answerQuestions(issuer));

async function makeKey(alg: 'RS256' | 'ES256') {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2_048 });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig' };
}
