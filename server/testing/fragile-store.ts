/** A session store that fails, hangs or is slow when a test says so, and counts what it is asked. */
import { createSealer } from '../keys/seal.ts';
import type { Services } from '../services.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { createUserTokens } from '../sessions/user-tokens.ts';
import { guarded } from '../storage/guarded.ts';

type Method = keyof SessionStore;
type Call = (method: Method) => Promise<void> | void;

type FragileStore = {
  /** For `adapt` of `startTestServer`. */
  adapt(services: Services): Services;
  /** Runs before each call; what it throws is the outcome, and a promise that never settles is a store that hangs. */
  before: Call;
  /** How often each method was called. */
  calls: Map<Method, number>;
};

const writes: readonly Method[] = ['save', 'touch', 'end', 'endAllOf', 'replacePerson', 'saveTokens', 'replaceTokens'];

/** How often the store was asked to write. */
export function countWrites({ calls }: FragileStore): number {
  return writes.reduce((sum, method) => sum + (calls.get(method) ?? 0), 0);
}

/** Creates one that works until `before` is replaced. */
export function createFragileStore(): FragileStore {
  const fragile: FragileStore = {
    before: () => {},
    calls: new Map(),
    adapt: (services) => {
      const store = guarded(wrap(services.store, fragile));
      const { dingtalk, logger: log, now } = services;
      const sealer = createSealer(services.keyRing, 'user tokens');
      const tokens = createUserTokens({ store, sealer, dingtalk, log, now });
      const { ping } = guarded({
        ping: async () => {
          await fragile.before('find');
          await services.pingStore();
        },
      });
      return { ...services, store, tokens, pingStore: ping };
    },
  };
  return fragile;
}

function wrap(store: SessionStore, fragile: FragileStore): SessionStore {
  return new Proxy(store, {
    get(target, method: Method) {
      const call = target[method] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        fragile.calls.set(method, (fragile.calls.get(method) ?? 0) + 1);
        await fragile.before(method);
        return call.apply(target, args);
      };
    },
  });
}
