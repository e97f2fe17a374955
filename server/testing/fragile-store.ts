/** Stores of sessions that fail, hang or are slow when a test says so, and count what they are asked. */
import { createSealer } from '../keys/seal.ts';
import type { ReplaceStores } from '../open-sessions.ts';
import type { Services } from '../services.ts';
import { createActivity } from '../sessions/activity.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { ToolSessionStore } from '../sessions/tool-session-store.ts';
import { createUserTokens } from '../sessions/user-tokens.ts';
import { guarded } from '../storage/guarded.ts';

/** Those of the tool session store have its name before them, because both find and sweep. */
type Method = keyof SessionStore | `toolSessions.${keyof ToolSessionStore}`;
type Call = (method: Method) => Promise<void> | void;

type FragileStore = {
  /** For `adapt` of `startTestServer`: the session store, for everything but the tools behind a proxy. */
  adapt(services: Services): Services;
  /** For `replaceStores` of `startTestServer`: both stores, for everything that uses them. */
  replaceStores: ReplaceStores;
  /** Runs before each call; what it throws is the outcome, and a promise that never settles is a store that hangs. */
  before: Call;
  /** How often each method was called. */
  calls: Map<Method, number>;
};

/** As the settings say where nothing else is set. */
const IDLE_MS = 720 * 60_000;

const writes: readonly Method[] = [
  ...(['save', 'touch', 'end', 'endAllOf', 'replacePerson', 'saveTokens', 'replaceTokens'] as const),
  ...(['toolSessions.noteUse', 'toolSessions.issue', 'toolSessions.redeem'] as const),
];

/** How often the stores were asked to write. */
export function countWrites({ calls }: FragileStore): number {
  return writes.reduce((sum, method) => sum + (calls.get(method) ?? 0), 0);
}

/** Creates one that works until `before` is replaced. */
export function createFragileStore(): FragileStore {
  const fragile: FragileStore = {
    before: () => {},
    calls: new Map(),
    replaceStores: ({ sessions, toolSessions }) => ({
      sessions: wrap(sessions, '', fragile),
      toolSessions: wrap(toolSessions, 'toolSessions.', fragile),
    }),
    adapt: (services) => {
      const store = guarded(wrap(services.store, '', fragile));
      const { dingtalk, logger: log, now } = services;
      const sealer = createSealer(services.keyRing, 'user tokens');
      const tokens = createUserTokens({ store, sealer, dingtalk, log, now });
      const { ping } = guarded({
        ping: async () => {
          await fragile.before('find');
          await services.pingStore();
        },
      });
      const activity = createActivity({ store, idleMs: IDLE_MS, now });
      return { ...services, store, tokens, activity, pingStore: ping };
    },
  };
  return fragile;
}

function wrap<Store extends SessionStore | ToolSessionStore>(
  store: Store,
  prefix: '' | 'toolSessions.',
  fragile: FragileStore,
): Store {
  return new Proxy(store, {
    get(target, name: string) {
      const call = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      const method = `${prefix}${name}` as Method;
      return async (...args: unknown[]) => {
        fragile.calls.set(method, (fragile.calls.get(method) ?? 0) + 1);
        await fragile.before(method);
        return call.apply(target, args);
      };
    },
  });
}
