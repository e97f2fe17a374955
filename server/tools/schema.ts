/** What `/api/tools` and `/api/admin/access` answer. The browser imports these types. */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** A tool in the launcher. */
export const ToolEntry = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    description: Type.Optional(Type.String()),
    /** One emoji, or one or two characters. */
    icon: Type.Optional(Type.String()),
    url: Type.String(),
  },
  closed,
);
export type ToolEntry = Static<typeof ToolEntry>;

/** `GET /api/tools`: what the person may open, in the order of the file. */
export const ToolsResponse = Type.Array(ToolEntry);
export type ToolsResponse = Static<typeof ToolsResponse>;

/** One line of an `allow`, as everybody may see it: single people are counted, not named. */
export const ConditionEntry = Type.Union([
  Type.Object({ kind: Type.Literal('everyone') }, closed),
  /** The name path from the company down; to administrators as the file has it when the department is not known. */
  Type.Object({ kind: Type.Literal('department'), name: Type.String() }, closed),
  Type.Object({ kind: Type.Literal('role'), name: Type.String() }, closed),
  Type.Object({ kind: Type.Literal('title'), name: Type.String() }, closed),
  Type.Object({ kind: Type.Literal('people'), count: Type.Integer() }, closed),
  Type.Object({ kind: Type.Literal('administrators') }, closed),
  /** Departments that are not named to whoever asks. */
  Type.Object({ kind: Type.Literal('others') }, closed),
]);
export type ConditionEntry = Static<typeof ConditionEntry>;

/** Why somebody is refused. `line` is the line in `tools.yaml`, for whom they ask. */
export const RefusalEntry = Type.Object(
  {
    reason: Type.Union([
      Type.Literal('closed'),
      Type.Literal('not_allowed'),
      Type.Literal('narrowed'),
      Type.Literal('ambiguous_path'),
    ]),
    line: Type.Integer(),
    /** The pattern of the rule that refused: `/admin/**`. */
    path: Type.Optional(Type.String()),
    /** Whom that line lets in. */
    opensTo: Type.Array(ConditionEntry),
  },
  closed,
);
export type RefusalEntry = Static<typeof RefusalEntry>;

/** `GET /api/tools/access?target=<address>` or `?tool=<id>`: what the no-access page shows. 404 when there is no such tool. */
export const AccessResponse = Type.Object(
  {
    tool: ToolEntry,
    /** The part of the tool that was asked for; absent where the tool as a whole was. */
    path: Type.Optional(Type.String()),
    /** Null when the person may open it after all: the rules have changed since. */
    refusal: Type.Union([Type.Null(), RefusalEntry]),
    /** Foyer's administrators, by the names the company has on record. */
    contacts: Type.Array(Type.Object({ userId: Type.String(), name: Type.String() }, closed)),
  },
  closed,
);
export type AccessResponse = Static<typeof AccessResponse>;

/** One thing that was looked at on the way to a decision. */
export const ExplainStep = Type.Object(
  {
    /** `allow` of the tool, or a rule for a part of it. */
    kind: Type.Union([Type.Literal('allow'), Type.Literal('rule')]),
    line: Type.Integer(),
    path: Type.Optional(Type.String()),
    methods: Type.Optional(Type.Array(Type.String())),
    outcome: Type.Union([Type.Literal('lets_in'), Type.Literal('refuses'), Type.Literal('not_about_this')]),
    /** The line that let them in. */
    by: Type.Optional(Type.Object({ line: Type.Integer(), condition: ConditionEntry }, closed)),
    opensTo: Type.Array(ConditionEntry),
  },
  closed,
);
export type ExplainStep = Static<typeof ExplainStep>;

/** `GET /api/admin/access?person=&tool=&path=&method=`: would this person get in, and by which line? */
export const ExplainResponse = Type.Object(
  {
    person: Type.Object(
      {
        userId: Type.String(),
        name: Type.String(),
        title: Type.Optional(Type.String()),
        departments: Type.Array(Type.String()),
        roles: Type.Array(Type.String()),
        isActive: Type.Boolean(),
      },
      closed,
    ),
    tool: ToolEntry,
    path: Type.String(),
    method: Type.String(),
    /** The line that decided. */
    line: Type.Integer(),
    /** Null when they get in. `inactive`: no rule was asked, because the person cannot sign in. */
    refusal: Type.Union([
      Type.Null(),
      Type.Literal('inactive'),
      Type.Literal('closed'),
      Type.Literal('not_allowed'),
      Type.Literal('narrowed'),
      Type.Literal('ambiguous_path'),
    ]),
    steps: Type.Array(ExplainStep),
  },
  closed,
);
export type ExplainResponse = Static<typeof ExplainResponse>;

/** `GET /api/admin/tools`: every tool of the file, for the page that explains. */
export const AdminToolsResponse = Type.Object(
  {
    /** The file, as Foyer was told of it; null when there is none. */
    file: Type.Union([Type.Null(), Type.String()]),
    /** What is wrong with the file as it is now; the rules that were good before still count. Null when nothing is. */
    report: Type.Union([Type.Null(), Type.String()]),
    tools: Type.Array(
      Type.Object(
        {
          ...ToolEntry.properties,
          line: Type.Integer(),
          hosts: Type.Array(Type.String()),
          opensTo: Type.Array(ConditionEntry),
          rules: Type.Integer(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type AdminToolsResponse = Static<typeof AdminToolsResponse>;
