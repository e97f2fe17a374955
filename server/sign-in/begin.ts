import type { DingTalkClient } from '../dingtalk/client.ts';
import type { Sealer } from '../keys/seal.ts';
import { type CookieValues, chooseSuperseded, createPending, pendingCookieName, sealPending } from './pending.ts';
import { safeReturnAddress } from './return-address.ts';

type BeginOptions = {
  dingtalk: DingTalkClient;
  sealer: Sealer;
  publicUrl: URL;
  now: number;
  /** What the browser asked to come back to. Not trusted. */
  returnTo: unknown;
  cookies: CookieValues;
  fullName: (plain: string) => string;
};

/** The first half of a sign-in: where to send the browser, the cookie to set, and the cookies that must go. */
export type BegunSignIn = { location: string; cookie: { name: string; value: string }; superseded: string[] };

/** Begins a sign-in. Nothing is stored: the browser itself carries, sealed, what must be known when it comes back. */
export async function beginSignIn(options: BeginOptions): Promise<BegunSignIn> {
  const { dingtalk, sealer, publicUrl, now, returnTo, cookies, fullName } = options;
  const pending = createPending(safeReturnAddress(returnTo, publicUrl), now);
  const value = await sealPending(sealer, pending);
  return {
    location: dingtalk.buildAuthorizationUrl(pending.state),
    cookie: { name: fullName(pendingCookieName(pending.state)), value },
    superseded: await chooseSuperseded(sealer, { cookies, fullName, incoming: value }),
  };
}
