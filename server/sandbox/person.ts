/** Who a person of the sandbox is, in the sandbox's own words. Owns types and nothing else; called by the whole folder. */

export type Role = { id: number; name: string; group: string };

/** What belongs to the person and not to a company; the same in every organization they are in. */
export type Account = {
  unionId: string;
  openId: string;
  nick: string;
  avatarUrl?: string;
  mobile?: string;
  email?: string;
};

/** One person in one organization. */
export type Person = {
  corpId: string;
  userId: string;
  name: string;
  title: string;
  /** `left` and `external` people have an account, and are no employees. */
  standing: 'employee' | 'left' | 'external';
  isActive: boolean;
  isAdmin: boolean;
  isBoss: boolean;
  /** Within the range of people the app may see. */
  isVisible: boolean;
  /** The number is shown to few colleagues in the DingTalk client. The app reads it all the same. */
  hidesMobile: boolean;
  /** The company owns this account and can end it. */
  isDedicatedAccount: boolean;
  departmentIds: readonly number[];
  leadsDepartmentIds: readonly number[];
  managerUserId?: string;
  jobNumber: string;
  hiredAt: number;
  roles: readonly Role[];
  avatarUrl?: string;
  mobile?: string;
  /** The country of the number; 86 unless it is there. */
  stateCode?: string;
  telephone?: string;
  email?: string;
  orgEmail?: string;
  workPlace: string;
  remark?: string;
  account: Account;
  /** Why this person is worth signing in as, where their other fields do not say it. */
  label?: { zh: string; en: string };
};
