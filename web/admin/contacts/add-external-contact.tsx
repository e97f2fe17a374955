/** The form in which an external contact is added. */
import { type FormEvent, useState } from 'react';
import type {
  ExternalContactResponse,
  ExternalContactsResponse,
  NewExternalContactBody,
} from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { endpoints, paths } from '../../paths.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ButtonLink, SubmitButton } from '../../ui/button.tsx';
import { isolated } from '../../ui/foreign.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PersonField } from '../person-field.tsx';
import { ActFailed } from './act-failed.tsx';
import { ExtensionFields } from './extension-fields.tsx';
import { faultOf } from './field-fault.tsx';
import { LabelChoice } from './label-choice.tsx';
import { useAct } from './use-act.ts';
import { useKeptDraft } from './use-kept-draft.ts';

const texts = ['name', 'companyName', 'stateCode', 'mobile', 'title', 'address', 'remark'] as const;
const required: readonly string[] = ['name', 'stateCode', 'mobile'];

/** What is typed about an external contact; the custom fields are pairs until they are sent. */
export type TypedContact = {
  followerUserId: string;
  labelIds: readonly number[];
  extension: readonly { name: string; value: string }[];
} & Record<(typeof texts)[number], string>;

const empty: TypedContact = {
  name: '',
  stateCode: '86',
  mobile: '',
  companyName: '',
  title: '',
  address: '',
  remark: '',
  followerUserId: '',
  labelIds: [],
  extension: [],
};

/** Where it stands once DingTalk's outcome is known; the list above may be long, or not know it yet. */
const addedContacts = `${paths.adminAudit}?act=external_contact_added`;

type Props = { subject: string; labelGroups: ExternalContactsResponse['labelGroups'] };

/** Draws the form, and above it whom it added last. */
export function AddExternalContact({ subject, labelGroups }: Props) {
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const [added, setAdded] = useState<string | null>(null);
  const page = 'external-contact';
  const { draft, isRecalled, change, dropSent } = useKeptDraft(page, subject, empty);
  const { perform, error, isBusy } = useAct<ExternalContactResponse>({
    name: [subject, page],
    failed: t('contacts.external.addFailed'),
    onDone: ({ contact }, { typed = {} }) => {
      const words = t('contacts.external.added', { name: isolated(contact.name) });
      dropSent(typed);
      setAdded(words);
      announce(words);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAdded(null);
    if (!event.currentTarget.checkValidity()) return;
    perform({ method: 'POST', path: endpoints.adminExternalContacts, body: toBody(draft), typed: draft });
  };
  return (
    <form className="admin-parts" onSubmit={submit} noValidate>
      {isRecalled && <p className="admin-soft">{t('contacts.kept')}</p>}
      <div className="contacts-fields">
        {texts.map((field) => (
          <TextField
            key={field}
            label={t(`contacts.fields.${field}`)}
            isRequired={required.includes(field)}
            keyboard={field === 'mobile' || field === 'stateCode' ? 'tel' : 'text'}
            value={draft[field]}
            onChange={(value) => change({ [field]: value })}
            fault={faultOf(error, field)}
          />
        ))}
      </div>
      <PersonField
        isUserIdWanted
        isRequired
        subject={subject}
        label={t('contacts.fields.followerUserId')}
        hint={t('contacts.hints.managerUserId')}
        value={draft.followerUserId}
        onChange={(followerUserId) => change({ followerUserId })}
        fault={faultOf(error, 'followerUserId')}
      />
      <LabelChoice
        labelGroups={labelGroups}
        chosen={draft.labelIds}
        onChange={(labelIds) => change({ labelIds })}
        fault={faultOf(error, 'labelIds')}
      />
      <ExtensionFields
        pairs={draft.extension}
        onChange={(extension) => change({ extension })}
        fault={faultOf(error, 'extension')}
      />
      {error && (
        <ActFailed
          title={t('contacts.external.addFailed')}
          error={error}
          look={<ButtonLink to={addedContacts}>{t('contacts.toAudit')}</ButtonLink>}
        />
      )}
      {added && <Notice tone="success" title={added} />}
      <div className="actions">
        <SubmitButton isBusy={isBusy}>{t('contacts.external.submit')}</SubmitButton>
      </div>
    </form>
  );
}

function toBody({ extension, labelIds, ...typed }: TypedContact): NewExternalContactBody {
  const { name, mobile, stateCode, followerUserId, ...others } = typed;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value.trim() !== ''));
  const pairs = extension.filter((pair) => pair.name.trim() !== '').map((pair) => [pair.name.trim(), pair.value]);
  return {
    ...given,
    ...{ name: name.trim(), mobile, stateCode, followerUserId: followerUserId.trim(), labelIds: [...labelIds] },
    ...(pairs.length > 0 && { extension: Object.fromEntries(pairs) }),
  };
}
