/**
 * What a tool learns of somebody through OpenID Connect.
 *
 * Owns: the claims, and by which scope each is given. They are made anew for each token and each question, of the company's
 * own record as it is then.
 * Does not: ask who may know what: the library gives no claim whose scope was not granted.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims}
 */
import type { OidcScope, Tool } from '../access/tool.ts';
import { describeGroup, toIdentity } from '../people/identity.ts';
import type { KnownPeople } from '../people/known-people.ts';
import type { Person } from '../person.ts';

/** Claims by scope, as discovery names them. */
export const claimsByScope = {
  openid: ['sub'],
  profile: ['name', 'picture', 'preferred_username'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  groups: ['groups'],
  dingtalk: ['corp_id', 'dingtalk_user_id', 'dingtalk_union_id', 'department', 'title'],
} as const;

/** What a tool may know of somebody at all. It may have been granted more, when the file still let it. */
export function withinScopes<Claims extends object>(claims: Claims, scopes: readonly OidcScope[]): Partial<Claims> {
  const names = new Set<string>(scopes.flatMap((scope) => (scope === 'offline_access' ? [] : claimsByScope[scope])));
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.has(name))) as Partial<Claims>;
}

type Described = ReturnType<KnownPeople['describe']>;
type ClaimsOptions = { fallbackEmailDomain: string | null };

/** Everything there is to say of somebody towards one tool; what is not known is absent. */
export function describeClaims(
  tool: Tool,
  { person, described, options }: { person: Person; described: Described; options: ClaimsOptions },
): Record<string, unknown> & { sub: string } {
  const { candidate, attributes } = described;
  const identity = toIdentity(tool, person, candidate, attributes);
  const { avatarUrl, title } = person;
  return {
    sub: person.subject,
    name: person.name,
    ...(avatarUrl !== undefined && { picture: avatarUrl }),
    ...(identity.username !== undefined && { preferred_username: identity.username }),
    ...emailClaims(person, described, options),
    // The company's record names the number, and nobody has proven it to us.
    ...(attributes.phone !== undefined && { phone_number: attributes.phone, phone_number_verified: false }),
    groups: identity.groups.map(describeGroup),
    corp_id: person.corpId,
    dingtalk_user_id: person.userId,
    dingtalk_union_id: person.unionId,
    department: candidate.departments.flatMap(({ path }) => (path.length > 0 ? [path.join('/')] : [])),
    ...(title !== undefined && { title }),
  };
}

/** Only the company's mailbox is proven. An address that somebody typed could be anybody's, and one of ours is nobody's. */
function emailClaims(person: Person, { attributes }: Described, { fallbackEmailDomain: domain }: ClaimsOptions) {
  const { email, isCompanyEmail = false } = attributes;
  if (email !== undefined) return { email, email_verified: isCompanyEmail };
  if (domain === null) return {};
  return { email: `${person.subject.toLowerCase()}@${domain}`, email_verified: false };
}
