/** What the routes and gateways of one sandbox work with. Owns the type alone; `sandbox.ts` puts the parts together. */
import type { CallRecorder } from './calls.ts';
import type { Company } from './company.ts';
import type { ExternalContacts } from './external-contacts.ts';
import type { FaultBoard } from './faults.ts';
import type { Memberships } from './memberships.ts';
import type { Throttle } from './throttle.ts';
import type { Tokens } from './tokens.ts';

export type SandboxParts = {
  company: Company;
  memberships: Memberships;
  contacts: ExternalContacts;
  faults: FaultBoard;
  tokens: Tokens;
  throttle: Throttle;
  calls: CallRecorder;
  redirectUris: readonly string[];
  now: () => number;
};
