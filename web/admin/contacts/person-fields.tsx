/** The fields that adding and changing somebody have in common. */
import type { AdminPerson } from '../../../server/contacts/schema.ts';
import type { ApiError } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { TextField } from '../../ui/text-field.tsx';
import { PersonField } from '../person-field.tsx';
import { DepartmentChoice } from './department-choice.tsx';
import { faultOf } from './field-fault.tsx';
import { moreTexts, type TypedPerson } from './typed-person.ts';

type Props = {
  subject: string;
  typed: TypedPerson;
  onChange: (typed: Partial<TypedPerson>) => void;
  error: ApiError | null;
};

/** Draws where somebody belongs. */
export function PlaceFields({ subject, typed, person, onChange, error }: Props & { person?: AdminPerson }) {
  const { t } = useAdminMessages();
  return (
    <>
      <DepartmentChoice
        subject={subject}
        chosen={typed.departmentIds}
        {...(person && { known: person.departments })}
        onChange={(departmentIds) => onChange({ departmentIds })}
        text={typed.departmentText}
        onType={(departmentText) => onChange({ departmentText })}
        fault={faultOf(error, 'departmentIds')}
      />
      <PersonField
        isUserIdWanted
        subject={subject}
        label={t('contacts.fields.managerUserId')}
        hint={t('contacts.hints.managerUserId')}
        value={typed.managerUserId}
        known={person?.manager}
        onChange={(managerUserId) => onChange({ managerUserId })}
        fault={faultOf(error, 'managerUserId')}
      />
    </>
  );
}

/** Draws everything that may stay empty. */
export function MoreFields({ typed, onChange, error }: Omit<Props, 'subject'>) {
  const { t } = useAdminMessages();
  return (
    <>
      <div className="contacts-fields">
        {moreTexts.map((field) => (
          <TextField
            key={field}
            label={t(`contacts.fields.${field}`)}
            value={typed[field]}
            onChange={(value) => onChange({ [field]: value })}
            kind={field === 'hiredDate' ? 'date' : 'text'}
            keyboard={field === 'email' || field === 'orgEmail' ? 'email' : 'text'}
            fault={faultOf(error, field)}
          />
        ))}
      </div>
      <label className="contacts-check">
        <input
          type="checkbox"
          checked={typed.hidesMobile}
          onChange={(event) => onChange({ hidesMobile: event.target.checked })}
        />
        {t('contacts.fields.hidesMobile')}
      </label>
    </>
  );
}
