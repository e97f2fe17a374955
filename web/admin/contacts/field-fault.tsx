/** Why a field was not taken, in the place where it was typed, with the remedy. */
import type { Reason } from '../../../server/contacts/schema.ts';
import type { ApiError } from '../../api.ts';
import { DingTalkErrorHelp } from '../../dingtalk-errors/dingtalk-error-help.tsx';
import { useAdminMessages } from '../../messages/admin.ts';
import type { Fault } from '../../ui/field-words.tsx';

/** Gives what to draw beside a field: nothing where the refusal is about another one. */
export function faultOf(error: ApiError | null, field: string): Fault | undefined {
  if (error?.about.field !== field) return undefined;
  const { about, dingtalk } = error;
  return {
    reason: <ReasonWords reason={about.reason} />,
    help: dingtalk && <DingTalkErrorHelp code={dingtalk.code} requestId={dingtalk.requestId} level="h3" />,
  };
}

/** Draws the words for a reason; one that this version does not know is spoken of as a refusal. */
export function ReasonWords({ reason }: { reason: string | undefined }) {
  const { t, words } = useAdminMessages();
  const isKnown = (word: string): word is Reason => word in words.contacts.reason;
  return <>{t(`contacts.reason.${reason && isKnown(reason) ? reason : 'refused'}`)}</>;
}
