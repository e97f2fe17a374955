/** What the endpoints that change the company take and answer. The browser imports these types. */
import Type, { type Static } from 'typebox';
import { Timestamp } from '../http/schema-parts.ts';

const closed = { additionalProperties: false };
/** Twice the longest that any field may have: what is longer is nobody's typing, and is looked at no further. */
const text = Type.String({ maxLength: 4_000 });
const optionalText = Type.Optional(text);
const Ids = Type.Array(Type.Integer(), { maxItems: 1_000 });

/**
 * Why what somebody typed was not sent, or not taken.
 *
 * - `required`, `too_long`, `not_an_email`, `not_a_date`, `not_a_boolean`, `too_many`: what it is made of.
 * - `not_a_user_id`: something with blanks or signs in it, or nothing.
 * - `not_a_mobile`: no mobile number at all; `needs_country_code`: one that must be written `+CC-number` here.
 * - `not_a_country_code`: what stands in a field of its own before the number.
 * - `not_a_table`, `no_rows`, `too_many_columns`, `unknown_columns`, `nobody_named`: why a file is none with people.
 * - `plan_too_old`: the company may be another than the one a file was compared with.
 * - `unknown_department`, `unknown_person`: nobody knows it; `out_of_range`: the app may not see it.
 * - `not_a_member`: only those who belong to a department can manage it.
 * - `taken`: somebody else has it, and it must be unique.
 * - `named_administrator`: `tools.yaml` makes whoever has this userId an administrator of Foyer.
 * - `cannot_change`: DingTalk has no way to change it; the person must be removed and added again.
 * - `cannot_clear`: DingTalk has no way to take it away; it can be changed.
 * - `managed_by_hr`: Smart HR manages it.
 * - `repeated`: another row of the same file has it.
 * - `limit_reached`: the company may add nobody more for now.
 * - `refused`: DingTalk did not accept it; its code says more.
 * - `yourself`, `last_administrator`, `not_confirmed`: why nobody was removed.
 * - `changed_meanwhile`: somebody else changed it since whoever asks saw it.
 * - `unknown_outcome`: DingTalk did not say whether it was done.
 */
export const Reason = Type.Union([
  Type.Literal('required'),
  Type.Literal('too_long'),
  Type.Literal('too_many'),
  Type.Literal('not_an_email'),
  Type.Literal('not_a_date'),
  Type.Literal('not_a_boolean'),
  Type.Literal('not_a_user_id'),
  Type.Literal('not_a_mobile'),
  Type.Literal('needs_country_code'),
  Type.Literal('not_a_country_code'),
  Type.Literal('not_a_table'),
  Type.Literal('no_rows'),
  Type.Literal('too_many_columns'),
  Type.Literal('unknown_columns'),
  Type.Literal('nobody_named'),
  Type.Literal('plan_too_old'),
  Type.Literal('unknown_department'),
  Type.Literal('unknown_person'),
  Type.Literal('out_of_range'),
  Type.Literal('not_a_member'),
  Type.Literal('taken'),
  Type.Literal('named_administrator'),
  Type.Literal('cannot_change'),
  Type.Literal('cannot_clear'),
  Type.Literal('managed_by_hr'),
  Type.Literal('repeated'),
  Type.Literal('limit_reached'),
  Type.Literal('refused'),
  Type.Literal('yourself'),
  Type.Literal('last_administrator'),
  Type.Literal('not_confirmed'),
  Type.Literal('changed_meanwhile'),
  Type.Literal('unknown_outcome'),
]);
export type Reason = Static<typeof Reason>;

/** What can be said of a person besides where they belong. An empty text takes a value away, but not a day. */
const details = {
  title: optionalText,
  jobNumber: optionalText,
  email: optionalText,
  orgEmail: optionalText,
  telephone: optionalText,
  workPlace: optionalText,
  remark: optionalText,
  /** The day somebody joined, YYYY-MM-DD in China. */
  hiredDate: optionalText,
  hidesMobile: Type.Optional(Type.Boolean()),
};

/** `POST /api/admin/people`. */
export const NewPersonBody = Type.Object(
  {
    name: text,
    mobile: text,
    departmentIds: Ids,
    /** Chosen once and for ever; DingTalk makes one when it is absent. */
    userId: optionalText,
    managerUserId: optionalText,
    ...details,
  },
  closed,
);
export type NewPersonBody = Static<typeof NewPersonBody>;

/**
 * `PATCH /api/admin/people/:userId`: what is absent stays. `managerUserId: null` takes the manager away. `mobile` is known
 * so that it can be refused as what it is: no API changes it.
 */
export const ChangePersonBody = Type.Object(
  {
    name: optionalText,
    mobile: optionalText,
    departmentIds: Type.Optional(Ids),
    /** The departments as whoever changes them saw them; when they are others by now, nothing is changed. */
    departmentIdsBefore: Type.Optional(Ids),
    managerUserId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    ...details,
  },
  closed,
);
export type ChangePersonBody = Static<typeof ChangePersonBody>;

/** `DELETE /api/admin/people/:userId`: the name of the person, typed by whoever removes them. */
export const RemovalBody = Type.Object({ confirm: text }, closed);
export type RemovalBody = Static<typeof RemovalBody>;

const Named = Type.Object({ id: Type.Integer(), name: text, path: Type.Array(text) }, closed);
export const NamedPerson = Type.Object({ userId: text, name: text }, closed);
export type NamedPerson = Static<typeof NamedPerson>;

/** A person with everything that can be changed, read from DingTalk now, and what else would be lost with them. */
export const AdminPerson = Type.Object(
  {
    userId: text,
    name: text,
    /** As DingTalk writes it: plain, or `+CC-number`; absent when the app may not read it. */
    mobile: optionalText,
    stateCode: optionalText,
    departmentIds: Type.Array(Type.Integer()),
    departments: Type.Array(Named),
    ...details,
    hidesMobile: Type.Boolean(),
    manager: Type.Optional(NamedPerson),
    isActive: Type.Boolean(),
    /** Departments they manage, roles they hold, and fields of the company's own: gone once they are removed. */
    manages: Type.Array(Named),
    roles: Type.Array(text),
    extension: Type.Optional(Type.Unsafe<Record<string, string>>({ type: 'object', additionalProperties: text })),
    /** Sessions in Foyer that end with a removal. */
    sessions: Type.Integer(),
    /** Why they cannot be removed here; absent when they can. */
    removalRefused: Type.Optional(Type.Union([Type.Literal('yourself'), Type.Literal('last_administrator')])),
  },
  closed,
);
export type AdminPerson = Static<typeof AdminPerson>;

/** `GET /api/admin/people/:userId`, `GET /api/admin/people/by-mobile/:mobile`, and the answer to a change. */
export const AdminPersonResponse = Type.Object({ person: AdminPerson }, closed);
export type AdminPersonResponse = Static<typeof AdminPersonResponse>;

/** Somebody who was asked to join and has to agree. The mobile number is masked. */
export const Invitation = Type.Object(
  {
    id: text,
    name: text,
    mobile: text,
    at: Timestamp,
    state: Type.Union([Type.Literal('pending'), Type.Literal('joined')]),
    /** Once they have joined. */
    userId: optionalText,
  },
  closed,
);
export type Invitation = Static<typeof Invitation>;

/** Why something was broken off: Foyer's code, and what DingTalk said. */
const Failure = Type.Object(
  { code: text, dingtalk: Type.Optional(Type.Object({ code: text, requestId: text }, closed)) },
  closed,
);
export type Failure = Static<typeof Failure>;

/**
 * `GET /api/admin/invitations`, the latest first. Who has joined meanwhile is found as it is answered; `lookFailed` says why
 * that could not be found out.
 */
export const InvitationsResponse = Type.Object(
  { invitations: Type.Array(Invitation), lookFailed: Type.Optional(Failure) },
  closed,
);
export type InvitationsResponse = Static<typeof InvitationsResponse>;

/** `POST /api/admin/people`: 201 when somebody was added. */
export const AddedResponse = Type.Object({ outcome: Type.Literal('added'), person: AdminPerson }, closed);
export type AddedResponse = Static<typeof AddedResponse>;
/** `POST /api/admin/people`: 202 when somebody was invited and has to agree. */
export const InvitedResponse = Type.Object({ outcome: Type.Literal('invited'), invitation: Invitation }, closed);
export type InvitedResponse = Static<typeof InvitedResponse>;

/** `DELETE /api/admin/people/:userId`. */
export const RemovedResponse = Type.Object(
  {
    removed: Type.Object(
      {
        userId: text,
        endedSessions: Type.Integer(),
        /** Whether `tools.yaml` still names them: whoever is given this userId later would be an administrator. */
        stillNamed: Type.Boolean(),
      },
      closed,
    ),
  },
  closed,
);
export type RemovedResponse = Static<typeof RemovedResponse>;

const UserIds = Type.Array(text, { maxItems: 1_000 });

/**
 * `PATCH /api/admin/departments/:id`: who manages it; nobody when empty. `managersBefore` are those whom whoever changes
 * them saw; when they are others by now, nothing is changed.
 */
export const ManagersBody = Type.Object({ managers: UserIds, managersBefore: Type.Optional(UserIds) }, closed);
export type ManagersBody = Static<typeof ManagersBody>;
/** `GET` and `PATCH /api/admin/departments/:id`, read from DingTalk now. */
export const ManagersResponse = Type.Object(
  { department: Type.Object({ id: Type.Integer(), name: text, managers: Type.Array(NamedPerson) }, closed) },
  closed,
);
export type ManagersResponse = Static<typeof ManagersResponse>;

const contact = {
  name: text,
  stateCode: text,
  labelIds: Ids,
  followerUserId: text,
  title: optionalText,
  companyName: optionalText,
  address: optionalText,
  remark: optionalText,
};

/** `POST /api/admin/external-contacts`. `extension` holds the company's own fields, by the names it gave them. */
export const NewExternalContactBody = Type.Object(
  {
    ...contact,
    mobile: text,
    extension: Type.Optional(
      Type.Unsafe<Record<string, string>>({ type: 'object', maxProperties: 20, additionalProperties: text }),
    ),
  },
  closed,
);
export type NewExternalContactBody = Static<typeof NewExternalContactBody>;

export const ExternalContactEntry = Type.Object(
  { userId: text, ...contact, mobile: optionalText, followerName: optionalText },
  closed,
);
export type ExternalContactEntry = Static<typeof ExternalContactEntry>;
/** The answer to adding one: 201. */
export const ExternalContactResponse = Type.Object({ contact: ExternalContactEntry }, closed);
export type ExternalContactResponse = Static<typeof ExternalContactResponse>;

export const LabelGroupEntry = Type.Object(
  { name: text, labels: Type.Array(Type.Object({ id: Type.Integer(), name: text }, closed)) },
  closed,
);
/** `GET /api/admin/external-contacts?offset=`: one page, with all labels; `next` is where the following page begins. */
export const ExternalContactsResponse = Type.Object(
  {
    contacts: Type.Array(ExternalContactEntry),
    labelGroups: Type.Array(LabelGroupEntry),
    next: Type.Optional(Type.Integer()),
  },
  closed,
);
export type ExternalContactsResponse = Static<typeof ExternalContactsResponse>;

/** `POST /api/admin/imports`: a file for spreadsheets, as its text. */
export const ImportBody = Type.Object({ csv: Type.String() }, closed);
export type ImportBody = Static<typeof ImportBody>;

const ImportFault = Type.Object({ field: optionalText, reason: Reason }, closed);

/** What would happen with one row, or why nothing will. `line` counts as a spreadsheet does: the header is line 1. */
export const ImportRow = Type.Object(
  {
    line: Type.Integer(),
    act: Type.Union([Type.Literal('add'), Type.Literal('change'), Type.Literal('nothing'), Type.Literal('fault')]),
    userId: optionalText,
    name: text,
    /** Before and after of each field that would change; the mobile number of whoever is added is masked. */
    changes: Type.Optional(
      Type.Unsafe<Record<string, [string, string]>>({
        type: 'object',
        additionalProperties: { type: 'array', items: { type: 'string' } },
      }),
    ),
    fault: Type.Optional(ImportFault),
  },
  closed,
);
export type ImportRow = Static<typeof ImportRow>;

export const ImportState = Type.Union([
  Type.Literal('planned'),
  Type.Literal('running'),
  Type.Literal('done'),
  Type.Literal('stopped'),
]);
export type ImportState = Static<typeof ImportState>;

/**
 * `GET /api/admin/imports/:id`. `total` counts the rows with something to do; `failed` is part of `done`, and so is
 * `invited`. `stopped` says why it does not go on by itself: starting it again goes on where it stopped.
 */
export const ImportProgress = Type.Object(
  {
    id: text,
    state: ImportState,
    done: Type.Integer(),
    total: Type.Integer(),
    failed: Type.Integer(),
    invited: Type.Integer(),
    stopped: Type.Optional(Failure),
  },
  closed,
);
export type ImportProgress = Static<typeof ImportProgress>;
export const ImportProgressResponse = Type.Object({ import: ImportProgress }, closed);
export type ImportProgressResponse = Static<typeof ImportProgressResponse>;

const ImportCounts = Type.Object(
  { add: Type.Integer(), change: Type.Integer(), nothing: Type.Integer(), fault: Type.Integer() },
  closed,
);

/** `POST /api/admin/imports`, and `GET /api/admin/imports/:id/plan`: the dry run. Nothing has been sent to DingTalk by it. */
export const ImportPlanResponse = Type.Object(
  { import: Type.Object({ id: text, counts: ImportCounts, rows: Type.Array(ImportRow) }, closed) },
  closed,
);
export type ImportPlanResponse = Static<typeof ImportPlanResponse>;

/** An import of the last 30 days; `since` is when it was planned, begun, or ended, and `by` is who planned or began it. */
export const ListedImport = Type.Object(
  { id: text, state: ImportState, since: Timestamp, by: text, counts: ImportCounts },
  closed,
);
export type ListedImport = Static<typeof ListedImport>;

/** `GET /api/admin/imports`: the latest first. */
export const ImportsResponse = Type.Object({ imports: Type.Array(ListedImport) }, closed);
export type ImportsResponse = Static<typeof ImportsResponse>;
