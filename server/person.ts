/**
 * The signed-in employee as features see them.
 *
 * Owns: who a person is, and the name they have towards tools.
 * Does not: know DingTalk's spelling, or where a person is stored.
 * Called by: everyone who deals with people.
 */
import { createHash } from 'node:crypto';

/** DingTalk's three ids look alike and mean different things; the brands keep them apart. */
export type CorpId = string & { readonly brand: 'CorpId' };
/** Stable for one person across all apps of one developer organisation: half of who a person is. */
export type UnionId = string & { readonly brand: 'UnionId' };
/** Unique inside one company, and may be given out again by an administrator: an attribute, never an identity. */
export type UserId = string & { readonly brand: 'UserId' };

/** An active employee, as the company's own record describes them. */
export type Person = {
  subject: string;
  corpId: CorpId;
  unionId: UnionId;
  userId: UserId;
  name: string;
  title?: string;
  avatarUrl?: string;
  isAdmin: boolean;
  departments: readonly PersonDepartment[];
  /** The names of the person's roles in the company. */
  roles: readonly string[];
};

/** A department of a person. `path` names it from the company down to itself, and is empty when that is not known. */
export type PersonDepartment = { id: number; path: readonly string[] };

/** The opaque, stable name of a person towards tools: made of company and unionId, and of nothing that can change hands. */
export function toSubject(corpId: CorpId, unionId: UnionId): string {
  return createHash('sha256').update(`foyer subject\n${corpId}\n${unionId}`).digest('base64url');
}
