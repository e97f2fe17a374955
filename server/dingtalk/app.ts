/** A DingTalk app of one company, and where DingTalk answers it. */
import type { Secret } from '../secret.ts';

/** DingTalk's three hosts. They switch together: an app of one region is not known to the other. */
export type DingTalkHosts = { login: URL; api: URL; oapi: URL };

/** Who made the app: the company itself, or a vendor, to whose apps DingTalk never gives some fields of a record. */
export const appKinds = ['internal', 'third-party'] as const;
export type AppKind = (typeof appKinds)[number];

export type DingTalkApp = {
  clientId: string;
  clientSecret: Secret;
  corpId: string;
  kind: AppKind;
  hosts: DingTalkHosts;
};

const topLevelDomains = { cn: 'com', intl: 'io' } as const;

export type Region = keyof typeof topLevelDomains;
export const regions = Object.keys(topLevelDomains) as readonly Region[];

/** The hosts of a region. */
export function hostsOf(region: Region): DingTalkHosts {
  const host = (role: string) => new URL(`https://${role}.dingtalk.${topLevelDomains[region]}`);
  return { login: host('login'), api: host('api'), oapi: host('oapi') };
}
