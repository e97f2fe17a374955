/** Which departments somebody belongs to: those chosen, each with a way out, and a field that finds others by name. */
import { useRef, useState } from 'react';
import type { DepartmentPlace } from '../../../server/directory/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import type { Fault } from '../../ui/field-words.tsx';
import { Foreign, isolated } from '../../ui/foreign.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Trail } from '../../ui/trail.tsx';
import { SuggestField } from '../suggest-field.tsx';
import { findDepartments, findOnlyNamed } from './find-departments.ts';
import { TakeOut } from './take-out.tsx';
import { useCompanyDepartments } from './use-company-departments.ts';

type Props = {
  subject: string;
  chosen: readonly number[];
  /** Departments by name which the list of all may not show: some are hidden from whoever looks. */
  known?: readonly DepartmentPlace[];
  onChange: (departmentIds: readonly number[]) => void;
  /** What is typed to find a further one. */
  text: string;
  onType: (text: string) => void;
  fault: Fault | undefined;
};

/** Draws the choice. The first department is somebody's main one, so the order stays as it was chosen. */
export function DepartmentChoice({ subject, chosen, known = [], onChange, text, onType, fault }: Props) {
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const [isLeft, setLeft] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { places, isFailed } = useCompanyDepartments(subject);
  const others = places.filter(({ id }) => !chosen.includes(id));
  const placeOf = (id: number) =>
    [...places, ...known].find((place) => place.id === id) ?? { id, name: String(id), path: [String(id)] };
  const type = (typed: string) => {
    onType(typed);
    setLeft(false);
  };
  const choose = ({ id, name }: DepartmentPlace) => {
    onChange([...chosen, id]);
    type('');
    announce(t('contacts.departmentChosen', { name: isolated(name) }));
  };
  const found = findDepartments(others, text);
  const takeWhole = () => {
    const meant = findOnlyNamed(others, text);
    if (meant) choose(meant);
  };
  const takeOut = (id: number) => {
    onChange(chosen.filter((each) => each !== id));
    field.current?.focus();
  };
  return (
    <div className="contacts-list">
      <SuggestField
        label={t('contacts.fields.departmentIds')}
        hint={t(isFailed ? 'contacts.departmentsFailed' : 'contacts.hints.departmentIds')}
        isRequired
        fault={isLeft && text.trim() ? { reason: t('contacts.departmentLeft') } : fault}
        value={text}
        onChange={type}
        // Whoever sends the form with a name still standing here would be told "done" without that department.
        hold={text.trim() && t('contacts.departmentLeft')}
        onInvalid={() => setLeft(true)}
        suggestions={found.places}
        {...(found.hasMore && { note: t('contacts.departmentsMore', { n: found.places.length }) })}
        keyOf={({ id }) => id}
        draw={(place) => <Suggestion place={place} isAlike={isAlike(place, found.places)} />}
        onChoose={choose}
        onBlur={takeWhole}
        isFirstMeant
        field={field}
      />
      {chosen.length > 0 && (
        <ul className="contacts-chips" aria-label={t('contacts.departmentsChosen')}>
          {chosen.map(placeOf).map(({ id, name, path }) => (
            <li key={id} className="contacts-chip">
              <Trail path={path} isShort />
              <TakeOut label={t('contacts.removeDepartment', { name: isolated(name) })} onPress={() => takeOut(id)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Whether the way down does not tell a department from another one. */
function isAlike({ id, path }: DepartmentPlace, places: readonly DepartmentPlace[]): boolean {
  return places.some((other) => other.id !== id && other.path.join('/') === path.join('/'));
}

function Suggestion({ place: { id, name, path }, isAlike }: { place: DepartmentPlace; isAlike: boolean }) {
  return (
    <>
      <Icon name="department" />
      <span className="suggestion-words">
        <span>
          <Foreign text={name} /> {isAlike && <code className="foreign">{id}</code>}
        </span>
        {path.length > 1 && (
          <span className="suggestion-place">
            <Trail path={path.slice(0, -1)} isShort />
          </span>
        )}
      </span>
    </>
  );
}
