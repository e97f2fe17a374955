/**
 * oidc-provider's storage, made of ours.
 *
 * Owns: whose each artefact is, and what the library is told of it. Its view of a session is made of the Foyer session
 * that asks, so that the two can never differ; a browser without one has at most an empty session of the library's own.
 * Does not: know SQL (`artifacts.ts`), or what is in `tools.yaml` (`clients.ts`).
 * Called by: the library, for each request.
 */
import type { Adapter, AdapterPayload, errors as providerErrors } from 'oidc-provider';
import type { Sealer } from '../keys/seal.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import type { ArtifactLinks, ArtifactName, ArtifactStore, Artifact, Owner } from './artifacts.ts';
import type { Asking } from './asking.ts';
import { keepDeviceCodes, keepInteractions } from './device-codes.ts';
import type { TakeAlone } from './one-at-a-time.ts';
import type { RefreshRetries } from './refresh-retries.ts';
import { sessionPayload, besidesView } from './session-view.ts';

export type AdapterOptions = {
  artifacts: ArtifactStore;
  takeAlone: TakeAlone;
  retries: RefreshRetries;
  /** The request in which the library asks. */
  asking(): Asking;
  errors: typeof providerErrors;
  /** For what must not lie in the store as it is. */
  sealer: Sealer;
  now: () => number;
};

/** Makes the library's adapters, one for each model. */
export function createAdapterFactory(options: AdapterOptions): (model: string) => Adapter {
  return (model) => {
    switch (model) {
      case 'Client':
        return clients;
      case 'Session':
        return createSessionAdapter(options);
      case 'RefreshToken':
        return { ...createAdapter(model, options), ...options.retries };
      case 'AuthorizationCode':
        return createCodeAdapter(model, options);
      case 'DeviceCode':
        return keepDeviceCodes(createCodeAdapter(model, options), options.sealer);
      case 'Interaction':
        return keepInteractions(createInteractionAdapter(options), options.sealer);
      default:
        return createAdapter(model, options);
    }
  };
}

function createAdapter(model: string, options: AdapterOptions): Adapter {
  const { artifacts, errors } = options;
  const named = (id: string): ArtifactName => ({ model, id });
  return {
    async upsert(id, payload, expiresIn) {
      // Who is signed in when the browser comes back counts, not who was when it left.
      const { jti: _, session: __, ...kept } = payload;
      const links = linksOf(payload, options.retries.successorOf(model));
      const expiresAt = options.now() + (expiresIn ?? 0) * 1_000;
      const isKept = await artifacts.put(named(id), {
        payload: kept,
        links,
        owner: ownerOf(model, payload, options),
        expiresAt,
      });
      if (!isKept) throw new errors.InvalidGrant('the session is over');
    },
    find: async (id) => toPayload(await artifacts.find(named(id)), id),
    findByUid: async (uid) => toPayload(await artifacts.findByUid(named(uid))),
    findByUserCode: async (userCode) => toPayload(await artifacts.findByUserCode(named(userCode))),
    async consume(id) {
      if (!(await artifacts.consume(named(id)))) throw new errors.InvalidGrant('used before');
    },
    destroy: async (id) => artifacts.destroy(named(id)),
    revokeByGrantId: async (grantId) => artifacts.revokeGrant(grantId),
  };
}

function createCodeAdapter(model: string, options: AdapterOptions): Adapter {
  const adapter = createAdapter(model, options);
  return {
    ...adapter,
    async find(id) {
      options.takeAlone(id);
      return adapter.find(id);
    },
  };
}

/** Where what belongs to a Foyer session lies, under its key. No cookie holds the name of such a place. */
const OWN = 'SignedInSession';

/**
 * What the library keeps in the session of somebody who is signed in lies beside the Foyer session, whatever its id. Only
 * what does not follow from that is kept, and only when it has changed: the library saves it with each request.
 */
function createSessionAdapter(options: AdapterOptions): Adapter {
  const { asking, errors } = options;
  const [anybodys, own] = [createAdapter('Session', options), createAdapter(OWN, options)];
  const found = new WeakMap<SignedIn, string>();
  return {
    ...anybodys,
    async upsert(id, payload, expiresIn) {
      const { signedIn } = asking();
      // A session of the library that outlived ours would go on signing its person in.
      const subject = signedIn?.record.content.person.subject;
      if (payload.accountId !== subject) throw new errors.SessionNotFound('the session is over');
      if (signedIn === null) return anybodys.upsert(id, payload, expiresIn);
      const kept = besidesView(payload);
      if (JSON.stringify(kept) !== found.get(signedIn)) await own.upsert(signedIn.key, kept, expiresIn);
    },
    async find(id) {
      const { signedIn } = asking();
      if (signedIn === null) return anybodys.find(id);
      const kept = besidesView((await own.find(signedIn.key)) ?? {});
      found.set(signedIn, JSON.stringify(kept));
      return { ...kept, ...sessionPayload(signedIn, options.now()), jti: id };
    },
    async destroy(id) {
      const { signedIn } = asking();
      await (signedIn === null ? anybodys.destroy(id) : own.destroy(signedIn.key));
    },
  };
}

/**
 * What somebody has answered at a stop counts for nobody else. Whoever has taken their place in the browser meanwhile is
 * asked anew; the library would sign them out for it.
 */
function createInteractionAdapter(options: AdapterOptions): Adapter {
  const adapter = createAdapter('Interaction', options);
  return {
    ...adapter,
    async find(id) {
      const found = await adapter.find(id);
      const answered = found?.result?.login?.accountId;
      if (found === undefined || answered === undefined) return found;
      const isOwn = answered === options.asking().signedIn?.record.content.person.subject;
      return isOwn ? found : { ...found, result: undefined };
    },
  };
}

const refuse = async () => {
  throw new Error('clients come from tools.yaml');
};

/** The library knows all that there are, and asks here for the others. */
const clients: Adapter = {
  find: async () => undefined,
  upsert: refuse,
  findByUid: refuse,
  findByUserCode: refuse,
  consume: refuse,
  destroy: refuse,
  revokeByGrantId: refuse,
};

function linksOf({ grantId, uid, userCode }: AdapterPayload, successor: string | undefined): ArtifactLinks {
  const found = successor ?? uid;
  return {
    ...(grantId !== undefined && { grantId }),
    ...(found !== undefined && { uid: found }),
    ...(userCode !== undefined && { userCode }),
  };
}

/** Requests under way belong to a browser, by their cookies; everything else belongs to a person, and so to a session. */
const nobodys: ReadonlySet<string> = new Set(['Interaction', 'PushedAuthorizationRequest', 'DeviceCode']);

function ownerOf(model: string, { grantId }: AdapterPayload, { asking }: AdapterOptions): Owner {
  if (grantId !== undefined && model !== 'Interaction') return { kind: 'grant' };
  const { signedIn } = asking();
  if (signedIn !== null && !nobodys.has(model)) return { kind: 'session', key: signedIn.key };
  if (model === 'Session' || nobodys.has(model)) return { kind: 'nobody' };
  throw new Error(`an artefact of nobody: ${model}`);
}

function toPayload(artifact: Artifact | null, jti?: string): AdapterPayload | undefined {
  if (artifact === null) return undefined;
  const { payload, consumedAt } = artifact;
  const consumed = consumedAt === null ? {} : { consumed: Math.floor(consumedAt / 1_000) };
  return { ...payload, ...(jti !== undefined && { jti }), ...consumed };
}
