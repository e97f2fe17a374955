/**
 * Making the OpenID provider out of the library.
 *
 * Owns: which of our parts it is put together from. With this file the library and all that only it needs are loaded.
 * Called by: `provider.ts`, when somebody first needs it and whenever something that it was made of has changed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { KeyRing } from '../keys/key-ring.ts';
import { createSealer } from '../keys/seal.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { Logger } from '../logger.ts';
import { createCookieRules } from '../sessions/cookies.ts';
import type { AccountOptions } from './accounts.ts';
import { createAdapterFactory } from './adapter.ts';
import { surround } from './around.ts';
import { type Asking, nobody } from './asking.ts';
import { encodeCredentials } from './basic-credentials.ts';
import { findOidcTool, isOidcTool, mayCallFromBrowser, toClientMetadata } from './clients.ts';
import { createConfiguration } from './configuration.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ToolLogins } from './logout-notices/tool-logins.ts';
import { createTakeAlone, type TakeAlone } from './one-at-a-time.ts';
import { providerPages } from './pages.ts';
import { createRefreshRetries } from './refresh-retries.ts';
import type { RememberedAnswers } from './remembered-answers.ts';
import { reportEvents } from './report-events.ts';
import { countWrongGuesses, type WrongGuesses } from './wrong-guesses.ts';

export type ProviderOptions = Omit<AccountOptions, 'asking'> & {
  publicUrl: URL;
  issuer: string;
  signingKeys: SigningKeys;
  keyRing: KeyRing;
  logins: Pick<ToolLogins, 'record'>;
  audit: Pick<AuditLog, 'record'>;
  answers: Pick<RememberedAnswers, 'note'>;
  wrongGuesses: Pick<WrongGuesses, 'note'>;
  log: Logger;
  now: () => number;
};

type MakeOptions = ProviderOptions & { askers: WeakMap<IncomingMessage, Asking>; hasDeviceFlow: boolean };

/** Makes providers of which each takes over what the one before has reserved. */
export function createProviderMaker(): (options: MakeOptions) => Provider {
  const answering = () => answerWithTokens(Provider.ctx as KoaContextWithOIDC | undefined);
  const takeAlone = createTakeAlone({ answering, errors });
  return (options) => makeProvider(takeAlone, options);
}

function makeProvider(takeAlone: TakeAlone, options: MakeOptions): Provider {
  const { askers, artifacts, signingKeys, keyRing, issuer, log, now, rules } = options;
  const context = () => Provider.ctx as KoaContextWithOIDC | undefined;
  const asking = () => {
    const ctx = context();
    return (ctx && askers.get(ctx.req)) ?? nobody;
  };
  const rotated = () => context()?.oidc.entities.RotatedRefreshToken?.jti;
  const retries = createRefreshRetries({ artifacts, takeAlone, rotated, errors, now });
  const sealer = createSealer(keyRing, 'oidc device codes');
  const provider = new Provider(
    issuer,
    createConfiguration({
      ...options,
      asking,
      interactionPolicy,
      errors,
      adapter: createAdapterFactory({ artifacts, takeAlone, retries, asking, errors, sealer, now }),
      keys: {
        signing: signingKeys.privateJwks(),
        cookies: keyRing('oidc cookies').map(({ bytes }) => Buffer.from(bytes).toString('base64url')),
      },
      clients: rules.current().tools.filter(isOidcTool).map(toClientMetadata),
      pages: providerPages,
    }),
  );
  // The address and the scheme that count are Foyer's own; whoever serves the provider has put them there.
  provider.proxy = true;
  provider.use(async (ctx, next) => {
    encodeCredentials(ctx.req.headers, (clientId) =>
      findOidcTool(rules.current(), clientId)?.oidc.clientSecret?.reveal(),
    );
    await next();
  });
  surround(provider, {
    cookies: createCookieRules(options.publicUrl),
    ...{ answers: options.answers, audit: options.audit, rules },
    asking: (ctx) => askers.get(ctx.req) ?? nobody,
    mayCallFrom: (origin) =>
      rules.current().tools.some(({ oidc }) => oidc !== null && mayCallFromBrowser(oidc, origin)),
  });
  reportEvents(provider, log);
  countWrongGuesses(provider, options.wrongGuesses);
  return provider;
}

/** The answer to a tool that asks for tokens. */
function answerWithTokens(ctx: KoaContextWithOIDC | undefined): ServerResponse | null {
  return ctx?.oidc.route === 'token' ? ctx.res : null;
}
