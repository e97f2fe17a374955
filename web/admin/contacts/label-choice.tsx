/** The labels of an external contact, in the groups the company made. */
import { useId } from 'react';
import type { ExternalContactsResponse } from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { type Fault, FaultWords } from '../../ui/field-words.tsx';
import { Foreign } from '../../ui/foreign.tsx';

type Props = {
  labelGroups: ExternalContactsResponse['labelGroups'];
  chosen: readonly number[];
  onChange: (labelIds: readonly number[]) => void;
  fault: Fault | undefined;
};

/** Draws a box to tick for each label. */
export function LabelChoice({ labelGroups, chosen, onChange, fault }: Props) {
  const { t } = useAdminMessages();
  const id = useId();
  const toggle = (label: number, isOn: boolean) =>
    onChange(isOn ? [...chosen, label] : chosen.filter((each) => each !== label));
  return (
    <fieldset className="contacts-group" aria-describedby={fault ? `${id}-fault` : undefined}>
      <legend>{t('contacts.external.labels')}</legend>
      {labelGroups.length === 0 && <p className="admin-soft">{t('contacts.external.noLabels')}</p>}
      {labelGroups.map((group) => (
        <div key={group.name} className="contacts-checks">
          <span className="admin-soft">
            <Foreign text={group.name} />
          </span>
          {group.labels.map((label) => (
            <label key={label.id} className="contacts-check">
              <input
                type="checkbox"
                checked={chosen.includes(label.id)}
                aria-invalid={fault ? true : undefined}
                onChange={(event) => toggle(label.id, event.target.checked)}
              />
              <Foreign text={label.name} />
            </label>
          ))}
        </div>
      ))}
      {fault && <FaultWords id={`${id}-fault`} fault={fault} />}
    </fieldset>
  );
}
