/** The tree at the side; where there is no side, behind a button above the list. */
import { useState } from 'react';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { Icon } from '../ui/icon.tsx';
import { Refused } from '../ui/refused.tsx';
import { WaitingRows } from '../ui/waiting.tsx';
import { DepartmentTree } from './department-tree.tsx';
import type { useDepartments } from './use-directory.ts';
import type { Place } from './use-place.ts';
import './departments-panel.css';

type Props = {
  answer: ReturnType<typeof useDepartments>;
  people: number;
  place: Place;
  /** A department was chosen while the tree lay over the list: the tree has closed. */
  onLeave: () => void;
};

/** Draws the panel. */
export function DepartmentsPanel({ answer: { departments, error, retry }, people, place, onLeave }: Props) {
  const { t } = useSignedInMessages();
  const [isOpen, setOpen] = useState(false);
  const choose = () => {
    if (!isOpen) return;
    setOpen(false);
    onLeave();
  };
  return (
    <nav className="departments" aria-label={t('directory.departments')}>
      <button
        type="button"
        className="departments-button"
        aria-expanded={isOpen}
        aria-controls="departments"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="department" />
        {t('directory.showTree')}
        <Icon name="chevron" />
      </button>
      <div id="departments" className={isOpen ? 'departments-tree departments-open' : 'departments-tree'}>
        {departments && (
          <DepartmentTree
            departments={departments}
            people={people}
            selected={place.departmentId}
            q={place.q}
            onChoose={choose}
          />
        )}
        {!departments && error && <Refused title={t('directory.treeFailed')} error={error} retry={retry} level="h2" />}
        {!departments && !error && <WaitingRows label={t('loading')} rows={4} />}
      </div>
    </nav>
  );
}
