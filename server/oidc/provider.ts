/**
 * The OpenID provider.
 *
 * Owns: loading the library when somebody first needs it, and having the provider made anew when its keys or the rules
 * about tools change. Clients that it was made with cost it nothing; one that it has to ask for is taken apart each time.
 * Does not: serve it (`provider-routes.ts`).
 * Called by: `open-oidc.ts`.
 */
import type { IncomingMessage } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Rules, Tool } from '../access/tool.ts';
import type { Asking } from './asking.ts';
import { isOidcTool } from './clients.ts';
import type { createProviderMaker, ProviderOptions } from './make-provider.ts';

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

type Made = ReadyProvider & { rules: Rules; keys: number; provider: Provider };

/** Creates the provider; the library is loaded at the first question. */
export function createOidcProvider(options: ProviderOptions): OidcProvider {
  const askers = new WeakMap<IncomingMessage, Asking>();
  let loading: Promise<ReturnType<typeof createProviderMaker>> | undefined;
  let made: Made | undefined;
  const isOnDevices = (tool: Tool) => isOidcTool(tool) && tool.oidc.deviceFlow;
  const hasDeviceFlow = () => options.rules.current().tools.some(isOnDevices);
  const ready = (): Made | null => {
    const isCurrent = made?.rules === options.rules.current() && made.keys === options.signingKeys.version();
    return isCurrent && made !== undefined ? made : null;
  };
  const current = async (): Promise<Made> => {
    loading ??= load();
    const makeProvider = await loading;
    await options.signingKeys.ready();
    const found = ready();
    if (found !== null) return found;
    const [rules, keys] = [options.rules.current(), options.signingKeys.version()];
    const provider = makeProvider({ ...options, askers, hasDeviceFlow: hasDeviceFlow() });
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

async function load(): Promise<ReturnType<typeof createProviderMaker>> {
  const { createProviderMaker } = await import('./make-provider.ts');
  return createProviderMaker();
}
