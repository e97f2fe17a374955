/**
 * The OpenID provider.
 *
 * Owns: loading the library when somebody first needs it, and making the provider anew when its keys or the rules about
 * tools change. Clients that it was made with cost it nothing; one that it has to ask for is taken apart each time.
 * Does not: serve it (`provider-routes.ts`).
 * Called by: `open-oidc.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Rules, Tool } from '../access/tool.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { createSealer } from '../keys/seal.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { Logger } from '../logger.ts';
import { createCookieRules } from '../sessions/cookies.ts';
import type { AccountOptions } from './accounts.ts';
import { createAdapterFactory } from './adapter.ts';
import { type Asking, nobody } from './asking.ts';
import { encodeCredentials } from './basic-credentials.ts';
import { findOidcTool, isOidcTool, mayCallFromBrowser, toClientMetadata } from './clients.ts';
import { createConfiguration } from './configuration.ts';
import type { ToolLogins } from './logout-notices/tool-logins.ts';
import { providerPages } from './pages.ts';
import { surround } from './around.ts';
import { createTakeAlone, type TakeAlone } from './one-at-a-time.ts';
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
  answers: Pick<RememberedAnswers, 'note'>;
  wrongGuesses: Pick<WrongGuesses, 'note'>;
  log: Logger;
  now: () => number;
};

/** The provider as it is at this moment, and who asks it. */
export type OidcProvider = {
  current(): Promise<Provider>;
  /** What answers requests on its behalf. */
  handler(): Promise<ReadyProvider>;
  /** The same, where it is there already as it has to be; null where it has to be made. */
  ready(): ReadyProvider | null;
  /** Whether any tool signs people in on devices that have no browser. */
  hasDeviceFlow(): boolean;
  /** Says whose browser a request comes from, before the provider sees it. */
  announce(request: IncomingMessage, asking: Asking): void;
};

/** What answers requests, and the cookie by which it finds its sessions. */
export type ReadyProvider = { handle: ReturnType<Provider['callback']>; sessionCookie: string };

type Library = typeof import('oidc-provider');
type Made = ReadyProvider & { rules: Rules; keys: number; provider: Provider };

/** Creates the provider; the library is loaded at the first question. */
export function createOidcProvider(options: ProviderOptions): OidcProvider {
  const askers = new WeakMap<IncomingMessage, Asking>();
  let library: Promise<Library & { takeAlone: TakeAlone }> | undefined;
  let made: Made | undefined;
  const isOnDevices = (tool: Tool) => isOidcTool(tool) && tool.oidc.deviceFlow;
  const hasDeviceFlow = () => options.rules.current().tools.some(isOnDevices);
  const ready = (): Made | null => {
    const isCurrent = made?.rules === options.rules.current() && made.keys === options.signingKeys.version();
    return isCurrent && made !== undefined ? made : null;
  };
  const current = async (): Promise<Made> => {
    library ??= loadLibrary();
    const loaded = await library;
    await options.signingKeys.ready();
    const found = ready();
    if (found !== null) return found;
    const [rules, keys] = [options.rules.current(), options.signingKeys.version()];
    const provider = makeProvider(loaded, { ...options, askers, hasDeviceFlow: hasDeviceFlow() });
    made = { rules, keys, provider, handle: provider.callback(), sessionCookie: provider.cookieName('session') };
    return made;
  };
  return {
    hasDeviceFlow,
    current: async () => (await current()).provider,
    handler: current,
    ready,
    announce: (request, asking) => void askers.set(request, asking),
  };
}

/** What is reserved stays so while the provider is made anew. */
async function loadLibrary(): Promise<Library & { takeAlone: TakeAlone }> {
  const library = await import('oidc-provider');
  const answering = () => answerWithTokens(library.Provider.ctx as KoaContextWithOIDC | undefined);
  return { ...library, takeAlone: createTakeAlone({ answering, errors: library.errors }) };
}

type MakeOptions = ProviderOptions & { askers: WeakMap<IncomingMessage, Asking>; hasDeviceFlow: boolean };

function makeProvider(library: Awaited<ReturnType<typeof loadLibrary>>, options: MakeOptions): Provider {
  const { Provider, errors, interactionPolicy, takeAlone } = library;
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
    answers: options.answers,
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
