/**
 * The signed half of what a tool is told: who somebody is, as a JWT that only this tool accepts.
 *
 * Owns: its claims, how long it is good for, and how long it may get.
 * Does not: know requests, or keep keys.
 * Called by: `decisions.ts`. What a tool does with it stands in `docs/assertion.md`.
 */
import { SignJWT } from 'jose';
import type { Tool } from '../access/tool.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { describeGroup, type Identity } from '../people/identity.ts';

export type Assertions = {
  /** Signs what one tool may know of somebody. Until `freshUntil`, in ms, it may be sent again. */
  mint(tool: Tool, identity: Identity): Promise<{ jwt: string; freshUntil: number }>;
};

type AssertionOptions = { signingKeys: Pick<SigningKeys, 'current'>; issuer: string; now: () => number };

const VALID_SECONDS = 60;
/** Whoever receives one has as long again to look at it. */
const FRESH_SECONDS = 30;

/** With header, signature and base64, this is a JWT of less than 4 KB: many servers take no longer header. */
const MOST_CLAIMS_BYTES = 2_900;
/** A name or a title that is longer ends early, so that there is always room for groups. */
const MOST_TEXT_BYTES = 400;
const QUOTES = 2;

/** Creates what signs assertions. */
export function createAssertions({ signingKeys, issuer, now }: AssertionOptions): Assertions {
  return {
    async mint(tool, identity) {
      const { kid, alg, privateKey } = await signingKeys.current('ES256');
      const issuedAt = Math.floor(now() / 1_000);
      const times = { iat: issuedAt, exp: issuedAt + VALID_SECONDS };
      const claims = withGroups(
        { iss: issuer, aud: tool.id, ...times, ...factsAbout(identity) },
        identity.groups.map((group) => describeGroup(group).toWellFormed()),
      );
      const jwt = await new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', kid }).sign(privateKey);
      return { jwt, freshUntil: (issuedAt + FRESH_SECONDS) * 1_000 };
    },
  };
}

function factsAbout({ subject, username, name, email, person }: Identity): Record<string, string> {
  const title = person.title === undefined ? undefined : cut(person.title);
  return {
    sub: subject,
    ...(isShort(username) && { preferred_username: username }),
    name: cut(name),
    ...(isShort(email) && { email }),
    corp_id: person.corpId,
    dingtalk_user_id: person.userId,
    ...(title !== undefined && { title }),
  };
}

/** A name that somebody is known by is whole or not there: half of it may be somebody else's. */
function isShort(text: string | undefined): text is string {
  return text !== undefined && bytesOf(text) <= MOST_TEXT_BYTES;
}

/** The beginning of a text, up to the end of a character. */
function cut(text: string): string {
  let room = MOST_TEXT_BYTES;
  return takeWhile([...text.toWellFormed()], (character) => {
    room -= bytesOf(character) - QUOTES;
    return room >= 0;
  }).join('');
}

/** Adds the groups, or as many as there is room for; then the claims say so. */
function withGroups(claims: Record<string, string | number>, groups: readonly string[]) {
  const all = { ...claims, groups };
  if (bytesOf(all) <= MOST_CLAIMS_BYTES) return all;
  const cutClaims = { ...claims, groups_cut: true };
  let room = MOST_CLAIMS_BYTES - bytesOf({ ...cutClaims, groups: [] });
  const told = takeWhile(groups, (group) => {
    room -= bytesOf(group) + 1;
    return room >= 0;
  });
  return { ...cutClaims, groups: told };
}

function takeWhile<T>(items: readonly T[], fits: (item: T) => boolean): T[] {
  const end = items.findIndex((item) => !fits(item));
  return items.slice(0, end === -1 ? items.length : end);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
