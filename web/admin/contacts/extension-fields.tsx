/** The fields a company added to external contacts. DingTalk has no call that lists them, so their names are typed. */
import { useAdminMessages } from '../../messages/admin.ts';
import { Button } from '../../ui/button.tsx';
import type { Fault } from '../../ui/field-words.tsx';
import { TextField } from '../../ui/text-field.tsx';

type Pair = { name: string; value: string };
type Props = { pairs: readonly Pair[]; onChange: (pairs: readonly Pair[]) => void; fault: Fault | undefined };

/** Draws the pairs; a refusal for a missing one opens the first. */
export function ExtensionFields({ pairs, onChange, fault }: Props) {
  const { t } = useAdminMessages();
  const shown = pairs.length === 0 && fault ? [{ name: '', value: '' }] : pairs;
  const put = (index: number, typed: Partial<Pair>) =>
    onChange(shown.map((pair, each) => (each === index ? { ...pair, ...typed } : pair)));
  return (
    <fieldset className="contacts-group">
      <legend>{t('contacts.fields.extension')}</legend>
      <p className="admin-soft">{t('contacts.external.extensionText')}</p>
      {shown.map((pair, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pairs have no other name, and never change places.
        <div key={index} className="contacts-fields">
          <TextField
            label={t('contacts.external.extensionName')}
            value={pair.name}
            onChange={(name) => put(index, { name })}
            fault={index === 0 ? fault : undefined}
          />
          <TextField
            label={t('contacts.external.extensionValue')}
            value={pair.value}
            onChange={(value) => put(index, { value })}
          />
        </div>
      ))}
      <div className="actions">
        <Button onPress={() => onChange([...shown, { name: '', value: '' }])}>
          {t('contacts.external.extensionAdd')}
        </Button>
      </div>
    </fieldset>
  );
}
