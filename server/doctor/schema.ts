/** What the diagnosis says, at the terminal and at `GET /api/admin/diagnosis`. The browser imports these types. */
import Type, { type Static } from 'typebox';
import { Words } from '../words.ts';

const closed = { additionalProperties: false };

/** One thing that was looked at. `check` names it for programs; the words are for people. */
export const Finding = Type.Object(
  {
    check: Type.String(),
    status: Type.Union([Type.Literal('passed'), Type.Literal('warning'), Type.Literal('failed')]),
    title: Words,
    /** What was seen: an address, a figure, an answer. */
    seen: Words,
    dingtalk: Type.Optional(Type.Object({ code: Type.String(), requestId: Type.String() }, closed)),
    cause: Type.Optional(Words),
    remedy: Type.Optional(Type.Array(Words)),
    /** Where the remedy begins: DingTalk's page that asks for a permission. */
    link: Type.Optional(Type.String()),
  },
  closed,
);
export type Finding = Static<typeof Finding>;

/** The sum of all findings; the exit code of the command is 0 without findings, 1 with warnings only, 2 with a failure. */
export const Summary = Type.Object(
  { passed: Type.Integer(), warnings: Type.Integer(), failed: Type.Integer() },
  closed,
);
export type Summary = Static<typeof Summary>;

/** One line of `GET /api/admin/diagnosis` (NDJSON): a check that begins, a finding, and at last the sum. */
export const DiagnosisLine = Type.Union([
  Type.Object({ checking: Type.Object({ check: Type.String(), title: Words }, closed) }, closed),
  Type.Object({ finding: Finding }, closed),
  Type.Object({ summary: Summary }, closed),
]);
export type DiagnosisLine = Static<typeof DiagnosisLine>;
