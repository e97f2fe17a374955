import type { DingTalkClient } from '../dingtalk/client.ts';
import type { Sealer } from '../keys/seal.ts';
import type { CookieRules } from '../sessions/cookies.ts';
import type { UserTokens } from '../sessions/user-tokens.ts';
import type { UsedStates } from './used-states.ts';

/** What signing in needs. */
export type SignInOptions = {
  dingtalk: DingTalkClient;
  /** The one company whose employees may enter. */
  corpId: string;
  /** Where DingTalk's authorization page lives. */
  issuer: string;
  publicUrl: URL;
  cookies: CookieRules;
  sealers: { pending: Sealer; refusal: Sealer };
  usedStates: UsedStates;
  tokens: UserTokens;
  startsPerMinute: number;
  sessionMaxMs: number;
  now: () => number;
};
