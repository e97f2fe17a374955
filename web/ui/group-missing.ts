/** Absent fields of a record, by the reason for which they are absent. */
import type { ContactField } from '../../server/profile/schema.ts';

type Missing<Reason extends string> = { field: ContactField; reason: Reason; permission?: string };

/** Fields that are absent for one reason. */
export type Gap<Reason extends string> = { reason: Reason; fields: ContactField[]; permissions: string[] };

/** Gives the absent fields by reason, in the order in which they came; a country code goes without saying. */
export function groupMissing<Reason extends string>(
  missing: readonly Missing<Reason>[],
  among?: readonly ContactField[],
): Gap<Reason>[] {
  const gaps = new Map<Reason, Gap<Reason>>();
  for (const { field, reason, permission } of missing) {
    if (field === 'stateCode' || (among && !among.includes(field))) continue;
    const gap: Gap<Reason> = gaps.get(reason) ?? { reason, fields: [], permissions: [] };
    gaps.set(reason, gap);
    gap.fields.push(field);
    if (permission !== undefined && !gap.permissions.includes(permission)) gap.permissions.push(permission);
  }
  return [...gaps.values()];
}
