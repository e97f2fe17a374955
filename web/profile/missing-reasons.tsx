/** Why fields of the record are absent and who can change that, said once for each reason. */
import type { ContactField, ContactMissingReason, ContactResponse } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { Card } from '../ui/card.tsx';
import { FieldNames } from '../ui/gap-list.tsx';
import { type Gap, groupMissing } from '../ui/group-missing.ts';
import { PermissionList } from '../ui/permission-help.tsx';
import { explanationId } from './gaps.tsx';
import './missing-reasons.css';

/** Draws the card; nothing when the record is complete. */
export function MissingReasons({ record }: { record: ContactResponse }) {
  const { t } = useSignedInMessages();
  const gaps = groupMissing(record.missing);
  if (gaps.length === 0) return null;
  return (
    <Card title={t('contact.whyTitle')} note={t('contact.whyNote')}>
      <ul className="reasons">
        {gaps.map((gap) => (
          <Reason key={gap.reason} gap={gap} />
        ))}
      </ul>
    </Card>
  );
}

function Reason({ gap }: { gap: Gap<ContactMissingReason> }) {
  const { t, words } = useSignedInMessages();
  const { label, why, who } = words.contactMissing[gap.reason];
  return (
    // The lines in the other cards lead here: the keyboard then goes on from this place.
    <li id={explanationId(gap)} className="reason" tabIndex={-1}>
      <h3>{label}</h3>
      <p className="reason-fields">
        <FieldNames fields={gap.fields} />
      </p>
      <p>{why}</p>
      <p className="reason-who">
        <strong>{t('contact.whyWho')}</strong> {who}
      </p>
      {gap.permissions.length > 0 && <PermissionList permissions={gap.permissions} />}
      {gap.reason === 'not_filled_in' && <Hints fields={gap.fields} />}
    </li>
  );
}

/** Fields that somebody else fills in, or in another place. */
function Hints({ fields }: { fields: readonly ContactField[] }) {
  const { words } = useSignedInMessages();
  const hints: Partial<Record<ContactField, string>> = words.contact.hints;
  const known = fields.filter((field) => hints[field] !== undefined);
  if (known.length === 0) return null;
  return (
    <dl className="reason-hints">
      {known.map((field) => (
        <div key={field}>
          <dt>{words.contact.fields[field]}</dt>
          <dd>{hints[field]}</dd>
        </div>
      ))}
    </dl>
  );
}
