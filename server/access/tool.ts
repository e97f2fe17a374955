/**
 * What `tools.yaml` says, in our words.
 *
 * Owns: the types of a tool and of the rules about who may open it.
 * Does not: read the file (`tools-file.ts`) or judge anybody (`decide.ts`).
 */

import type { Secret } from '../secret.ts';

/** What `Remote-User` carries: a stable opaque subject unless the file names something else. */
export type Username = 'subject' | 'userId' | 'jobNumber' | 'email';

/** One line of an `allow`, with its number in the file. */
export type Condition = { line: number } & (
  | { kind: 'department'; id: number }
  /** Names from the top down; the company's own may be left out. */
  | { kind: 'department'; path: readonly string[] }
  | { kind: 'user'; userId: string }
  | { kind: 'role'; name: string }
  | { kind: 'title'; name: string }
  | { kind: 'administrators' }
);

/** Who may enter. A tool without `allow` has no conditions, and is closed. */
export type Allow = { line: number } & ({ kind: 'everyone' } | { kind: 'any'; conditions: readonly Condition[] });

/** A part of a tool that is narrowed further. Rules never open anything. */
export type PathRule = {
  line: number;
  /** As it stands in the file: `/admin/**`. */
  path: string;
  /** Methods it is about; null for all of them. */
  methods: readonly string[] | null;
  allow: Allow;
};

/** Which of a person's groups a tool is told; null for all of them. */
export type GroupFilter = readonly (
  | { kind: 'department'; id: number }
  | { kind: 'department'; path: readonly string[] }
  | { kind: 'role'; name: string }
)[];

/** What a tool may ask for about a person. `openid` is always among them. */
export const oidcScopes = ['openid', 'profile', 'email', 'phone', 'groups', 'dingtalk', 'offline_access'] as const;
export type OidcScope = (typeof oidcScopes)[number];

/** How a tool signs people in by itself, as an OpenID Connect client. */
export type OidcClient = {
  clientId: string;
  /** Null for a public client, which can keep no secret. */
  clientSecret: Secret | null;
  /** Compared letter by letter. */
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  /** Where the tool is told that a session is over. */
  backchannelLogoutUri?: string;
  scopes: readonly OidcScope[];
  accessTokenMinutes: number;
  /** Optional only for an old tool that knows no PKCE and has a secret. */
  pkce: 'required' | 'optional';
  /** Whether people may sign in to it on another device than the one it runs on. */
  deviceFlow: boolean;
};

export type Tool = {
  id: string;
  name: string;
  description?: string;
  /** One emoji, or one or two characters, for the launcher. */
  icon?: string;
  /** Where the launcher leads. */
  url: string;
  /** `https://wiki.example.com`: what a request must be for, exactly, to be one for this tool. Empty without `hosts`. */
  origins: readonly string[];
  allow: Allow;
  rules: readonly PathRule[];
  username: Username;
  assertion: boolean;
  corsPreflight: 'pass' | 'refuse';
  groups: GroupFilter | null;
  /** Null for a tool that signs nobody in by itself. */
  oidc: OidcClient | null;
  line: number;
};

/** Everything that the file says at one moment. A reload makes new objects, so that what was kept about the old ones is not used. */
export type Rules = {
  /** The userIds of Foyer's administrators. */
  admins: ReadonlySet<string>;
  tools: readonly Tool[];
  /** Tools by the origins they answer at. */
  byOrigin: ReadonlyMap<string, Tool>;
  /** Tools that are OpenID Connect clients, by their client ids. */
  byClientId: ReadonlyMap<string, Tool>;
};
