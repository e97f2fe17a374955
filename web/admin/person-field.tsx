/** A field for a person: any id or name may be typed, and colleagues are suggested on the way. */
import { type RefObject, useEffect, useState } from 'react';
import type { PersonEntry } from '../../server/directory/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { Avatar } from '../ui/avatar.tsx';
import type { Fault } from '../ui/field-words.tsx';
import { Foreign, isolated } from '../ui/foreign.tsx';
import { Trail } from '../ui/trail.tsx';
import { SuggestField } from './suggest-field.tsx';
import { useSuggestions } from './use-suggestions.ts';

type Props = {
  subject: string;
  value: string;
  onChange: (value: string) => void;
  /** What the field is for, where it is not the question who gets in. */
  label?: string;
  hint?: string;
  fault?: Fault | undefined;
  /** Who is meant already; the field itself holds nothing but a userId. */
  known?: { userId: string; name: string } | undefined;
  /** Nothing but a userId can be taken: a name that is one colleague's alone becomes theirs, any other holds the form. */
  isUserIdWanted?: boolean;
  isRequired?: boolean;
  field?: RefObject<HTMLInputElement | null>;
};

/** Draws the field. Choosing somebody puts their userId into it: two colleagues may share a name. */
export function PersonField({ subject, value, onChange, label, hint, fault, known, ...props }: Props) {
  const { isUserIdWanted = false, isRequired = false, field } = props;
  const { t } = useAdminMessages();
  const [chosen, setChosen] = useState(known);
  /** Whether the typing has ended: by Enter, by leaving, or by sending the form. */
  const [isTyped, setTyped] = useState(false);
  const meant = [chosen, known].find((person) => person?.userId === value);
  const people = useSuggestions(subject, value);
  const named = people.filter(({ name }) => name === value.trim());
  const isUserId = meant !== undefined || people.some(({ userId }) => userId === value.trim());
  const isName = isUserIdWanted && !isUserId && (named.length > 0 || isNoUserId(value.trim()));
  const take = (person: PersonEntry) => {
    setChosen(person);
    onChange(person.userId);
  };
  const onlyNamed = isName && named.length === 1 ? named[0] : undefined;
  // The suggestions may arrive after the typing has ended.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `take` is a new one each time and does the same.
  useEffect(() => {
    if (isTyped && onlyNamed) take(onlyNamed);
  }, [isTyped, onlyNamed]);
  const end = () => {
    setTyped(true);
    return isName;
  };
  const words = t('admin.access.chooseSomebody');
  return (
    <SuggestField
      label={label ?? t('admin.access.person')}
      hint={meant ? t('admin.access.chosen', { name: isolated(meant.name) }) : (hint ?? t('admin.access.personHint'))}
      fault={isName && isTyped && !onlyNamed ? { reason: words } : fault}
      isRequired={isRequired}
      value={value}
      onChange={(typed) => {
        setTyped(false);
        onChange(typed);
      }}
      suggestions={people}
      keyOf={({ userId }) => userId}
      draw={(person) => <Suggestion person={person} />}
      onChoose={take}
      onBlur={end}
      onEnter={end}
      onInvalid={end}
      hold={isName ? words : ''}
      {...(field && { field })}
    />
  );
}

/** DingTalk's userIds are of letters, digits and a few signs; somebody who types others types a name. */
function isNoUserId(text: string): boolean {
  return /[^!-~]/.test(text);
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
