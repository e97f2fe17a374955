/** What the card of a colleague cannot show, and why. */
import type { CardMissing, PersonResponse } from '../../server/directory/schema.ts';
import { findPermission } from '../messages/permissions.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { GapList } from '../ui/gap-list.tsx';
import { groupMissing } from '../ui/group-missing.ts';
import { Icon } from '../ui/icon.tsx';
import './card-gaps.css';

type Props = { card: PersonResponse; among: readonly CardMissing['field'][] };

/** Draws a line for each reason; the words are those of one's own record, which explains them in full. */
export function CardGaps({ card, among }: Props) {
  return (
    <GapList gaps={groupMissing(card.missing, among)}>
      {({ reason, permissions }) => (
        <>
          {' '}
          <Reason reason={reason} />
          {permissions.map((code) => (
            <Permission key={code} code={code} />
          ))}
        </>
      )}
    </GapList>
  );
}

function Reason({ reason }: { reason: CardMissing['reason'] }) {
  const { t } = useSignedInMessages();
  return (
    <span className="card-gap-reason">
      {reason === 'hidden' && <Icon name="lock" />}
      {reason === 'hidden' ? t('directory.hidden') : t(`contactMissing.${reason}.label`)}
    </span>
  );
}

function Permission({ code }: { code: string }) {
  const { language } = useSignedInMessages();
  const { zhCn, en } = findPermission(code)?.console ?? {};
  return (
    <span className="card-gap-permission">
      {' '}
      {language === 'en' ? (en ?? zhCn) : zhCn} <code className="foreign">{code}</code>
    </span>
  );
}
