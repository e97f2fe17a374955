/** What a card of mine cannot show: each line leads to its explanation. */
import type { ContactField, ContactMissingReason, ContactResponse } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { GapList } from '../ui/gap-list.tsx';
import { type Gap, groupMissing } from '../ui/group-missing.ts';

/** Draws the lines for those of the fields that are absent; nothing when all are there. */
export function Gaps({ record, among }: { record: ContactResponse; among: readonly ContactField[] }) {
  const { t } = useSignedInMessages();
  return (
    <GapList gaps={groupMissing(record.missing, among)}>
      {(gap) => (
        <a className="chip gap-reason" href={`#${explanationId(gap)}`}>
          {t(`contactMissing.${gap.reason}.label`)}
        </a>
      )}
    </GapList>
  );
}

/** Gives the id of the place on the page that explains the reason. */
export function explanationId({ reason }: Gap<ContactMissingReason>): string {
  return `why-${reason}`;
}
