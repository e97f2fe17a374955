/** An OpenID provider that signs everybody in as one person without asking, in memory. */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { answerQuestions } from './answer-questions.ts';

const { PORT = '', CLIENTS = '[]', CLAIMS = '{}' } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const claims: { sub: string } = JSON.parse(CLAIMS);

const provider = new Provider(issuer, {
  clients: JSON.parse(CLIENTS),
  claims: { openid: ['sub'], profile: Object.keys(claims) },
  // Both guards take the person from the ID token then, which is the shorter way for them.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  findAccount: () => ({ accountId: claims.sub, claims: () => claims }),
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ accountId: claims.sub, clientId: oidc.client?.clientId ?? '' });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
});

provider.use(async ({ path, req, res }, next) => {
  if (!path.startsWith('/interaction/')) return next();
  await provider.interactionFinished(req, res, { login: { accountId: claims.sub } });
});

createServer(provider.callback()).listen(Number(PORT), '127.0.0.1', () => answerQuestions(issuer));
