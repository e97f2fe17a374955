/** A field for a person: any id or name may be typed, and colleagues are suggested on the way. */
import { useId } from 'react';
import type { PersonEntry } from '../../server/directory/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Trail } from '../ui/trail.tsx';
import { useSuggestionList } from './use-suggestion-list.ts';
import { useSuggestions } from './use-suggestions.ts';
import './person-field.css';

type Props = { subject: string; value: string; onChange: (value: string) => void };

/** Draws the field. Choosing somebody puts their userId into it: two colleagues may share a name. */
export function PersonField({ subject, value, onChange }: Props) {
  const { t } = useAdminMessages();
  const id = useId();
  const people = useSuggestions(subject, value);
  const list = useSuggestionList(people.length, (index) => onChange(people[index]?.userId ?? value));
  const optionId = (index: number) => `${id}-${index}`;
  return (
    <div className="text-field person-field">
      <label htmlFor={id}>{t('admin.access.person')}</label>
      <input
        id={id}
        type="text"
        role="combobox"
        aria-expanded={list.isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={list.active === null ? undefined : optionId(list.active)}
        aria-describedby={`${id}-hint`}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          list.open();
        }}
        onKeyDown={list.onKeyDown}
        onBlur={list.close}
      />
      <p id={`${id}-hint`} className="text-field-hint">
        {t('admin.access.personHint')}
      </p>
      <div id={`${id}-list`} role="listbox" aria-label={t('admin.access.suggestions')} hidden={!list.isOpen}>
        {people.map((person, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are pressed in the field, which keeps the focus.
          <div
            key={person.userId}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === list.active}
            className="suggestion"
            // The focus stays in the field; leaving it would close the list before the click arrives.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => list.choose(index)}
          >
            <Suggestion person={person} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Suggestion({ person: { userId, name, title, departments } }: { person: PersonEntry }) {
  const [first] = departments;
  return (
    <>
      <Avatar name={name} size="small" />
      <span className="suggestion-words">
        <span>
          <Foreign text={name} /> <code className="foreign">{userId}</code>
        </span>
        <span className="suggestion-place">
          {title && <Foreign text={title} />}
          {title && first && ' · '}
          {first && <Trail path={first.path} isShort />}
        </span>
      </span>
    </>
  );
}
