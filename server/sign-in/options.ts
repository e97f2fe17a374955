import type { AuditLog } from '../audit/audit-log.ts';
import type { DingTalkClient } from '../dingtalk/client.ts';
import type { Sealer } from '../keys/seal.ts';
import type { Departments } from '../people/departments.ts';
import type { CookieRules } from '../sessions/cookies.ts';
import type { Employees } from '../sessions/employees.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { SignInEvidence } from '../sessions/sign-in-evidence.ts';
import type { UserTokens } from '../sessions/user-tokens.ts';
import type { UsedStates } from './used-states.ts';

/** What signing in needs. */
export type SignInOptions = {
  dingtalk: DingTalkClient;
  employees: Employees;
  departments: Departments;
  evidence: SignInEvidence;
  audit: Pick<AuditLog, 'record'>;
  /** The one company whose employees may enter. */
  corpId: string;
  /** Where DingTalk's authorization page lives. */
  issuer: string;
  publicUrl: URL;
  cookies: CookieRules;
  sealers: { pending: Sealer; refusal: Sealer };
  usedStates: UsedStates;
  tokens: UserTokens;
  store: Pick<SessionStore, 'endAllOf'>;
  startsPerMinute: number;
  sessionMaxMs: number;
  now: () => number;
};
