/** What `/api/admin/audit` is asked and answers. The browser imports these types. */
import Type, { type Static } from 'typebox';
import { Timestamp } from '../http/schema-parts.ts';

const closed = { additionalProperties: false };

/** Changes of what the company says of people. */
export const actsOnPeople = [
  'person_added',
  'person_invited',
  'person_changed',
  'person_removed',
  'managers_changed',
  'external_contact_added',
  'people_imported',
] as const;

/** Everything that is written down. */
export const auditActs = [
  ...actsOnPeople,
  'signed_in',
  'sign_in_refused',
  'signed_out',
  'tool_opened',
  'access_refused',
  'rules_reloaded',
  'directory_exported',
  'audit_exported',
  'session_ended',
] as const;

export type AuditAct = (typeof auditActs)[number];

const Act = Type.Unsafe<AuditAct>(Type.Union(auditActs.map((act) => Type.Literal(act))));
const Outcome = Type.Union([Type.Literal('done'), Type.Literal('refused'), Type.Literal('unknown')]);
const Kind = Type.Union([
  Type.Literal('person'),
  Type.Literal('department'),
  Type.Literal('external_contact'),
  Type.Literal('tool'),
  Type.Literal('session'),
  Type.Literal('rules'),
  Type.Literal('import'),
]);
const Changes = Type.Record(Type.String(), Type.Unknown());

/** One act. `actor` is null where the system acted, or nobody knows who. */
export const AuditEvent = Type.Object(
  {
    id: Type.Integer(),
    at: Timestamp,
    act: Act,
    outcome: Outcome,
    actor: Type.Union([
      Type.Object({ subject: Type.String(), userId: Type.String(), name: Type.String() }, closed),
      Type.Null(),
    ]),
    target: Type.Optional(Type.Object({ kind: Kind, id: Type.String(), name: Type.Optional(Type.String()) }, closed)),
    before: Type.Optional(Changes),
    after: Type.Optional(Changes),
    code: Type.Optional(Type.String()),
    dingtalkRequestId: Type.Optional(Type.String()),
    requestId: Type.Optional(Type.String()),
    from: Type.Optional(Type.String()),
  },
  closed,
);
export type AuditEvent = Static<typeof AuditEvent>;

/** `GET /api/admin/audit`: the latest first. `nextCursor` leads to what is older, and is absent at the end. */
export const AuditResponse = Type.Object(
  { events: Type.Array(AuditEvent), nextCursor: Type.Optional(Type.String()) },
  closed,
);
export type AuditResponse = Static<typeof AuditResponse>;

const filter = {
  act: Type.Optional(Act),
  outcome: Type.Optional(Outcome),
  by: Type.Optional(Type.String({ maxLength: 128 })),
  on: Type.Optional(Type.String({ maxLength: 128 })),
  since: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
};

/** The filters of an export. */
export const AuditFilterQuery = Type.Object(filter, closed);
export type AuditFilterQuery = Static<typeof AuditFilterQuery>;

/** The filters of a page, and which page. */
export const AuditQuery = Type.Object(
  {
    ...filter,
    cursor: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,14}$' })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d?|100)$' })),
  },
  closed,
);
