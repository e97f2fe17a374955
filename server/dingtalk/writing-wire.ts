/**
 * DingTalk's wire format of the calls that change the company, spelled as DingTalk spells it.
 *
 * Owns: the schema of every answer that `company-writing.ts` reads. Such an answer is read whole, because its request id
 * is kept as proof of what was done; and some stand beside `errcode` instead of in `result`.
 * Does not: send, translate or decide. Called by: `company-writing.ts`.
 */
import Type, { type Static } from 'typebox';

const RequestId = Type.Optional(Type.String());
const Id = Type.String({ minLength: 1 });
const OptionalText = Type.Optional(Type.String());

/** `user/update`, `user/delete`, `department/update`: no content. */
export const Done = Type.Object({ request_id: RequestId });
export type Done = Static<typeof Done>;

/** `POST /topapi/v2/user/getbymobile`. */
export const UserByMobile = Type.Object({ result: Type.Object({ userid: Id }) });

/** `POST /topapi/v2/user/create`: in camelCase, unlike every other answer about people; the usual spelling is read too. */
export const UserCreated = Type.Object({
  request_id: RequestId,
  result: Type.Union([Type.Object({ userid: Id, unionId: Id }), Type.Object({ userid: Id, unionid: Id })]),
});

/** `POST /topapi/v2/department/get`, as far as it names who leads; absent where nobody does. */
export const DepartmentManagers = Type.Object({
  result: Type.Object({ dept_manager_userid_list: Type.Optional(Type.Array(Id)) }),
});

/** `POST /topapi/extcontact/create`. */
export const ContactAdded = Type.Object({ request_id: RequestId, userid: Id });

/** `POST /topapi/extcontact/listlabelgroups`. */
export const LabelGroupPage = Type.Object({
  results: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        labels: Type.Optional(Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }))),
      }),
    ),
  ),
});

/** `POST /topapi/extcontact/list`; a contact that is not as documented costs itself, and not the whole page. */
export const ContactPage = Type.Object({ results: Type.Optional(Type.Array(Type.Unknown())) });

/** One contact of that list. */
export const ListedContact = Type.Object({
  userid: Id,
  name: Type.String(),
  mobile: OptionalText,
  state_code: OptionalText,
  label_ids: Type.Optional(Type.Array(Type.Integer())),
  follower_user_id: OptionalText,
  title: OptionalText,
  company_name: OptionalText,
  address: OptionalText,
  remark: OptionalText,
});
export type ListedContact = Static<typeof ListedContact>;
