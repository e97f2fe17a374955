/**
 * A tool as an OpenID Connect client: what stands under its `oidc`.
 *
 * Owns: the form of it, and that no two tools can be taken for each other. It holds a secret, so what is not understood is
 * described and not repeated.
 * Does not: speak the protocol. Called by: `tool-entries.ts`.
 *
 * @see {@link https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata}
 */
import { isMap, isScalar } from 'yaml';
import type { FindVariable } from '../secret.ts';
import { readClientSecret, type TakenSecrets } from './client-secret.ts';
import { type AddressUse, findStranger, readAddress, readAddresses } from './oidc-addresses.ts';
import { type OidcClient, type OidcScope, oidcScopes } from './tool.ts';
import {
  type Check,
  describe,
  findMeant,
  type Found,
  type Keys,
  lineOf,
  readFlag,
  readKeys,
  readList,
  readText,
  readWord,
  refuse,
} from './yaml-walk.ts';

/** What no two clients may share, and where secrets come from. */
export type ClientPlace = {
  lineOfClientId: Map<string, number>;
  secrets: TakenSecrets;
  findVariable: FindVariable;
  ownOrigin: string | undefined;
};

const keys = [
  'clientId',
  'clientSecret',
  'public',
  'redirectUris',
  'postLogoutRedirectUris',
  'backchannelLogoutUri',
  'scopes',
  'accessTokenMinutes',
  'pkce',
  'deviceFlow',
] as const;
type ClientKeys = Keys<(typeof keys)[number]>;
/** What is being read: the block as a whole, its keys, and the id of the tool, which is null when it is none. */
type Reading = { block: Found; found: ClientKeys; toolId: string | null; place: ClientPlace };

/** The client; what is wrong with it is reported. */
export function readOidcClient(
  value: Found,
  { toolId, place }: { toolId: string | null; place: ClientPlace },
  check: Check,
): OidcClient {
  const block: Found = { ...value, at: value.keyAt ?? value.at, isSecret: true };
  const found = readKeys(block, keys, check);
  const reading = { block, found, toolId, place };
  if (isMap(value.node)) requireKeys(reading, check);
  return {
    clientId: readClientId(reading, check),
    clientSecret: found.clientSecret
      ? readClientSecret(found.clientSecret, { findVariable: place.findVariable, taken: place.secrets }, check)
      : null,
    ...readUris(reading, check),
    scopes: found.scopes ? readScopes(found.scopes, check) : USUAL_SCOPES,
    accessTokenMinutes: found.accessTokenMinutes ? readMinutes(found.accessTokenMinutes, check) : USUAL_MINUTES,
    pkce: found.pkce ? readPkce(found.pkce, found, check) : 'required',
    deviceFlow: found.deviceFlow ? readFlag(found.deviceFlow, check) : false,
  };
}

function requireKeys({ block, found }: Reading, check: Check): void {
  const { clientSecret, redirectUris } = found;
  if (found.public) requirePublic(found.public, clientSecret, check);
  else if (!clientSecret) refuse(block, 'neither "clientSecret" nor "public"', 'one of the two', check);
  if (!redirectUris && !saysTrue(found.deviceFlow)) refuse(block, 'no "redirectUris"', REDIRECTS_EXPECTED, check);
}

const REDIRECTS_EXPECTED = 'at least one address under "redirectUris"; only with "deviceFlow: true" there may be none';

/** There is one way to say each: a tool without a secret is public, and every other one has a secret. */
function requirePublic(value: Found, clientSecret: Found | undefined, check: Check): void {
  if (!saysTrue(value)) refuse(value, describe(value.node), '"public: true", or "clientSecret" alone', check);
  else if (clientSecret) refuse(value, '"public" beside "clientSecret"', 'one of the two', check);
}

function saysTrue(value: Found | undefined): boolean {
  return isScalar(value?.node) && value.node.value === true;
}

const CLIENT_ID = /^[\x21-\x39\x3b-\x7e]{1,128}$/;
/** A subject is a SHA-256 as base64url. A client with such a name could be taken for a person. */
const SUBJECT = /^[A-Za-z0-9_-]{43}$/;

function readClientId({ block, found, toolId, place }: Reading, check: Check): string {
  const value = found.clientId ?? block;
  const expected = 'a client id of at most 128 letters, digits and signs of ASCII, without blanks and ":"';
  const isRight = (text: string) => CLIENT_ID.test(text);
  const clientId = found.clientId ? readText(found.clientId, { expected, isRight }, check) : toolId;
  if (clientId === null) return '';
  if (SUBJECT.test(clientId)) {
    const instead = 'another "clientId": 43 such characters are what Foyer calls people';
    refuse(value, `the client id "${clientId}"`, instead, check);
  }
  const { lineOfClientId } = place;
  const first = lineOfClientId.get(clientId);
  if (first !== undefined)
    refuse(value, `the client id "${clientId}", which line ${first} has`, 'a "clientId" of its own', check);
  else lineOfClientId.set(clientId, lineOf(value, check));
  return clientId;
}

type Uris = Pick<OidcClient, 'redirectUris' | 'postLogoutRedirectUris' | 'backchannelLogoutUri'>;

function readUris({ block, found, place }: Reading, check: Check): Uris {
  const use: AddressUse = { use: 'return', isPublic: saysTrue(found.public), ownOrigin: place.ownOrigin };
  const { redirectUris, postLogoutRedirectUris, backchannelLogoutUri } = found;
  const notice = backchannelLogoutUri && readAddress(backchannelLogoutUri, { ...use, use: 'notice' }, check);
  const mayBeNone = saysTrue(found.deviceFlow);
  const redirects = redirectUris ? readRedirects(redirectUris, { ...use, mayBeNone }, check) : [];
  const afterwards = postLogoutRedirectUris ? readAddresses(postLogoutRedirectUris, use, check) : [];
  const stranger = findStranger([...redirects, ...afterwards]);
  if (stranger !== null) refuse(block, `"${stranger}" beside a scheme of an app's own`, APP_EXPECTED, check);
  return {
    redirectUris: redirects,
    postLogoutRedirectUris: afterwards,
    ...(notice && { backchannelLogoutUri: notice }),
  };
}

const APP_EXPECTED = 'http only for localhost, 127.0.0.1 and [::1], and https only elsewhere';

function readRedirects(value: Found, use: AddressUse & { mayBeNone: boolean }, check: Check): string[] {
  const before = check.problems.length;
  const addresses = readAddresses(value, use, check);
  if (addresses.length === 0 && !use.mayBeNone && check.problems.length === before)
    refuse(value, 'an empty list', REDIRECTS_EXPECTED, check);
  return addresses;
}

const USUAL_SCOPES: readonly OidcScope[] = ['openid', 'profile', 'email', 'groups'];

/** In our order, and always with `openid`: without it nobody would be signed in. */
function readScopes(value: Found, check: Check): OidcScope[] {
  const entries = readList(value, 'a list of scopes such as [openid, profile, email]', check);
  const asked = new Set<OidcScope>(['openid']);
  const written = new Set<OidcScope>();
  for (const entry of entries) {
    const scope = readScope(entry, check);
    if (scope === null) continue;
    if (written.has(scope)) refuse(entry, `"${scope}" for the second time`, 'each scope once', check);
    written.add(scope);
    asked.add(scope);
  }
  return oidcScopes.filter((scope) => asked.has(scope));
}

function readScope(entry: Found, check: Check): OidcScope | null {
  const { node } = entry;
  const scope = oidcScopes.find((one) => isScalar(node) && node.value === one);
  if (scope !== undefined) return scope;
  const closest = node === null ? null : findMeant(node, oidcScopes, check);
  refuse(entry, describe(node), closest === null ? `one of ${oidcScopes.join(', ')}` : `"${closest}"`, check);
  return null;
}

const USUAL_MINUTES = 10;
const MOST_MINUTES = 60;

function readMinutes(value: Found, check: Check): number {
  const minutes = isScalar(value.node) ? value.node.value : null;
  if (typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES)
    return minutes;
  refuse(value, describe(value.node), `a whole number of minutes from 1 to ${MOST_MINUTES}`, check);
  return USUAL_MINUTES;
}

function readPkce(value: Found, found: ClientKeys, check: Check): OidcClient['pkce'] {
  const pkce = readWord(value, ['required', 'optional'], check);
  if (pkce === 'optional' && found.public)
    refuse(
      value,
      '"pkce: optional" beside "public"',
      'PKCE, which is all that protects a client without a secret',
      check,
    );
  return pkce;
}
