/** What `GET /api/dingtalk-errors/:code` answers. The browser imports these types. */
import Type, { type Static } from 'typebox';
import { Words } from '../words.ts';

const closed = { additionalProperties: false };

/** One code of DingTalk's, explained. Remedies for this kind of app come first. */
export const DingTalkErrorResponse = Type.Object(
  {
    code: Type.String(),
    meaning: Words,
    causes: Type.Array(Words),
    remedies: Type.Array(
      Type.Object(
        {
          app: Type.Union([Type.Literal('any'), Type.Literal('internal'), Type.Literal('third-party')]),
          steps: Words,
        },
        closed,
      ),
    ),
    retry: Type.Union([Type.Literal('later'), Type.Literal('after-remedy'), Type.Literal('never')]),
    actor: Type.Union([
      Type.Literal('nobody'),
      Type.Literal('employee'),
      Type.Literal('administrator'),
      Type.Literal('developer'),
    ]),
  },
  closed,
);
export type DingTalkErrorResponse = Static<typeof DingTalkErrorResponse>;
