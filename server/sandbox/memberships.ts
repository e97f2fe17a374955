/**
 * How people come into our company while the sandbox runs, and leave it.
 *
 * Owns: who is invited and has not answered, and who was removed so soon after joining that they must be asked again.
 * Does not: check what is said about somebody, or speak DingTalk's words. Called by: the endpoints that change people,
 * the page of invitations, and tests.
 */
import { randomUUID } from 'node:crypto';
import type { Company } from './company.ts';
import type { Faults } from './faults.ts';
import { mobileKeyOf } from './mobile-number.ts';
import type { Person } from './person.ts';

/** Somebody who was asked to join, with the record they will have. */
export type Invitation = { id: string; person: Person; at: number; reason: InvitationReason };
/** Why somebody is asked instead of added. */
export type InvitationReason = 'other-company' | 'privacy' | 'removed-today';

export type Invitations = {
  list(): readonly Invitation[];
  /** Gives false when there is no such invitation, or not any more. */
  accept(id: string): boolean;
  decline(id: string): boolean;
};

export type Memberships = {
  invitations: Invitations;
  /** Adds somebody, or asks them first. Their number is nobody else's in the company. */
  add(person: Person): 'added' | 'invited';
  remove(person: Person): void;
};

type MembershipOptions = { company: Company; faults: Faults; now: () => number };

const DAY_MS = 24 * 3600 * 1000;

/** Begins with nobody invited. */
export function createMemberships({ company, faults, now }: MembershipOptions): Memberships {
  const pending = new Map<string, Invitation>();
  const joinedAt = new Map<string, number>();
  const removedAt = new Map<string, number>();
  const join = (person: Person): void => {
    company.putPerson(person);
    joinedAt.set(keyOf(person), now());
  };
  const wasJustRemoved = (person: Person): boolean => {
    const [joined, removed] = [joinedAt.get(keyOf(person)), removedAt.get(keyOf(person))];
    const isRecent = removed !== undefined && now() - removed < DAY_MS;
    return isRecent && joined !== undefined && removed - joined < DAY_MS;
  };
  const reasonToAsk = (person: Person): InvitationReason | null => {
    if (faults.isOn('privacy-asks')) {
      return 'privacy';
    }
    if (wasJustRemoved(person)) {
      return 'removed-today';
    }
    return isInOtherCompany(company, person) ? 'other-company' : null;
  };
  return {
    invitations: {
      list: () => [...pending.values()],
      accept(id) {
        const invitation = pending.get(id);
        if (invitation !== undefined) {
          join(invitation.person);
        }
        return pending.delete(id);
      },
      decline: (id) => pending.delete(id),
    },
    add(person) {
      const reason = reasonToAsk(person);
      if (reason === null) {
        join(person);
        return 'added';
      }
      // Asking again replaces the invitation that was there.
      const before = [...pending.values()].find((invitation) => keyOf(invitation.person) === keyOf(person));
      pending.delete(before?.id ?? '');
      const id = randomUUID();
      pending.set(id, { id, person, at: now(), reason });
      return 'invited';
    },
    remove(person) {
      company.putPerson({ ...person, standing: 'left', leadsDepartmentIds: [] });
      removedAt.set(keyOf(person), now());
    },
  };
}

function keyOf(person: Person): string {
  return mobileKeyOf(person) ?? person.account.unionId;
}

function isInOtherCompany(company: Company, person: Person): boolean {
  return company.organizations
    .filter(({ corpId }) => corpId !== person.corpId)
    .flatMap(({ corpId }) => company.list(corpId))
    .some((other) => other.standing === 'employee' && mobileKeyOf(other) === mobileKeyOf(person));
}
