/**
 * The few words beside a person that say why one would sign in as them.
 *
 * Owns: the words. Does not: decide what is true of a person. Called by: the sign-in page.
 */
import { sandboxApp } from './app.ts';
import type { Company } from './company.ts';
import type { Person } from './person.ts';

type Label = { zh: string; en: string };

/** What is special about the person, or null for an ordinary colleague. */
export function labelOf(person: Person, company: Company): Label | null {
  return refusedLabel(person) ?? person.label ?? (isInOtherOrganization(person, company) ? inTwo : null);
}

/** What the person may do in the company, where that is more than others. */
export function dutyOf(person: Person): Label | null {
  if (person.isAdmin) {
    return { zh: '管理员', en: 'Administrator' };
  }
  return person.isBoss ? { zh: '企业负责人', en: 'Head of the company' } : null;
}

const inTwo: Label = { zh: '同时在两个组织', en: 'In two organizations' };

function refusedLabel(person: Person): Label | null {
  if (person.standing === 'left') {
    return { zh: '已离职', en: 'Left the company' };
  }
  if (person.standing === 'external') {
    return { zh: '外部联系人', en: 'External contact, no employee' };
  }
  if (!person.isActive) {
    return { zh: '已邀请，未激活', en: 'Invited, not active yet' };
  }
  return person.isVisible ? null : { zh: '不在应用可见范围', en: 'Outside the app’s visible range' };
}

function isInOtherOrganization(person: Person, company: Company): boolean {
  const others = company.organizations.filter(({ corpId }) => corpId !== person.corpId);
  return others.some(({ corpId }) => company.findByUnionId(person.account.unionId, corpId) !== null);
}

/** Whether signing in from this organization is refused by Foyer, whoever it is. */
export function isForeign(corpId: string): boolean {
  return corpId !== sandboxApp.corpId;
}
