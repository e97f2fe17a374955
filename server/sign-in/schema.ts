/** What the sign-in page may learn of the last refused sign-in in this browser. The browser imports these types. */
import Type, { type Static } from 'typebox';

/**
 * `GET /api/sign-in/refusal`: details of the last refusal, so that nothing of them stands in the address.
 *
 * `code` repeats the `error` of the page's address; the page shows the rest only when the two agree. `returnTo` is
 * where the person wanted to go. `permissions` are DingTalk's names of what the app lacks; `dingtalk` is what DingTalk
 * called its refusal.
 */
export const RefusalResponse = Type.Object(
  {
    refusal: Type.Union([
      Type.Null(),
      Type.Object(
        {
          code: Type.String(),
          requestId: Type.String(),
          returnTo: Type.String(),
          permissions: Type.Array(Type.String()),
          dingtalk: Type.Optional(
            Type.Object({ code: Type.String(), requestId: Type.String() }, { additionalProperties: false }),
          ),
        },
        { additionalProperties: false },
      ),
    ]),
  },
  { additionalProperties: false },
);
export type RefusalResponse = Static<typeof RefusalResponse>;
