/** The words of an error for an administrator, who looks at others and not at their own sign-in. */
import { useAdminMessages } from '../messages/admin.ts';
import { useErrorWords } from '../messages/i18next.tsx';
import type { ErrorWords } from '../messages/messages.ts';

/** Codes whose words speak to the person who signs in: here they would tell the administrator that they are not employed. */
const aboutTheReader: readonly string[] = [
  'not_an_employee',
  'employee_inactive',
  'other_company',
  'sign_in_expired',
  'corp_id_missing',
];

/** Gives the words; what DingTalk said about somebody else is spoken of as a refusal of DingTalk's. */
export function useAdminWords(code: string): ErrorWords {
  const { words } = useAdminMessages();
  const general = useErrorWords(aboutTheReader.includes(code) ? 'dingtalk_refused' : code);
  // Everybody else is told whom to send this to; here that is the reader.
  if (code === 'dingtalk_permission_missing') return { title: general.title, text: words.admin.lacksPermission };
  if (code === 'reauthentication_required') return { title: general.title, text: words.admin.notFresh };
  return general;
}
