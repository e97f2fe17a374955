/** What `/api/me/sessions` answers. The browser imports these types. */
import Type, { type Static } from 'typebox';
import { Timestamp } from '../http/schema-parts.ts';

/** A tool that is open in a browser; it closes with the session. */
export const OpenToolEntry = Type.Object(
  { id: Type.String(), name: Type.String(), openedAt: Timestamp },
  { additionalProperties: false },
);
export type OpenToolEntry = Static<typeof OpenToolEntry>;

/** One browser in which the person is signed in. The id ends the session; it cannot be used to sign in. */
export const SessionEntry = Type.Object(
  {
    id: Type.String(),
    current: Type.Boolean(),
    /** "Chrome 156 · Windows", "DingTalk 7.6.0 · Android"; empty when the browser does not say. */
    device: Type.String(),
    ip: Type.String(),
    startedAt: Timestamp,
    lastSeenAt: Timestamp,
    /** Latest first. */
    tools: Type.Array(OpenToolEntry),
  },
  { additionalProperties: false },
);
export type SessionEntry = Static<typeof SessionEntry>;

/** `GET /api/me/sessions`, newest activity first. */
export const SessionsResponse = Type.Object({ sessions: Type.Array(SessionEntry) }, { additionalProperties: false });
export type SessionsResponse = Static<typeof SessionsResponse>;
