/** The tree of departments, for the mouse and for the arrow keys. */
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { DepartmentEntry } from '../../server/directory/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { Foreign } from '../ui/foreign.tsx';
import { Icon } from '../ui/icon.tsx';
import { moveInTree, type TreeRow, toRows, wayTo } from './tree-rows.ts';
import './department-tree.css';

type Props = {
  departments: readonly DepartmentEntry[];
  /** How many people there are in all. */
  people: number;
  selected: number | undefined;
  /** Kept in the links, so that choosing a department narrows the search instead of ending it. */
  q: string;
  onChoose: () => void;
};

/** Draws the tree. Only rows in view exist; one of them is the stop of the Tab key, as in every composite widget. */
export function DepartmentTree({ departments, people, selected, q, onChoose }: Props) {
  const { t } = useSignedInMessages();
  const tree = useRef<HTMLDivElement>(null);
  const [expanded, toggle] = useExpanded(departments, selected);
  const [focused, setFocused] = useState<number | null>();
  const rows = toRows(departments, expanded, { name: t('directory.everybody'), count: people });
  const isIn = (id: number | null | undefined) => rows.some((row) => row.id === id);
  const stop = [focused, selected ?? null].find(isIn) ?? null;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, row: TreeRow) => {
    if (event.key === ' ') {
      event.preventDefault();
      event.currentTarget.click();
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = moveInTree(event.key, row, rows);
    if (!move) return;
    event.preventDefault();
    if ('toggle' in move) toggle(move.toggle);
    else focusRow(tree.current, move.focus);
  };

  return (
    <div ref={tree} role="tree" className="tree" aria-label={t('directory.tree')}>
      {rows.map((row) => (
        <Row
          key={row.id ?? 'everybody'}
          row={row}
          href={directoryHref({ q, departmentId: row.id ?? undefined })}
          isSelected={row.id === (selected ?? null)}
          isStop={row.id === stop}
          onFocus={() => setFocused(row.id)}
          onKeyDown={(event) => onKeyDown(event, row)}
          onToggle={() => toggle(row)}
          onChoose={() => {
            if (row.isExpanded === false) toggle(row);
            onChoose();
          }}
        />
      ))}
    </div>
  );
}

type RowProps = {
  row: TreeRow;
  href: string;
  isSelected: boolean;
  isStop: boolean;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  onToggle: () => void;
  onChoose: () => void;
};

function Row({ row, href, isSelected, isStop, onFocus, onKeyDown, onToggle, onChoose }: RowProps) {
  const { t } = useSignedInMessages();
  const onClick = (event: MouseEvent) => {
    // The arrow is for the mouse alone: a control within a row of a tree is out of reach for screen readers.
    const isOnArrow = event.target instanceof Element && event.target.closest('.tree-arrow') !== null;
    if (!isOnArrow) {
      onChoose();
      return;
    }
    event.preventDefault();
    onToggle();
  };
  return (
    <Link
      to={href}
      role="treeitem"
      className="tree-row"
      data-row={row.id ?? 'everybody'}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-expanded={row.isExpanded}
      aria-current={isSelected ? 'page' : undefined}
      tabIndex={isStop ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <span className={row.isExpanded === undefined ? 'tree-leaf' : 'tree-arrow'}>
        {row.isExpanded !== undefined && <Icon name="chevron" />}
        {row.id === null && <Icon name="people" />}
      </span>
      <span className="tree-name">
        <Foreign text={row.name} />
      </span>
      <span className="tree-count" aria-hidden="true">
        {row.count}
      </span>
      <span className="visually-hidden">{t('directory.members', { count: row.count })}</span>
    </Link>
  );
}

function focusRow(tree: HTMLElement | null, { id }: TreeRow): void {
  tree?.querySelector<HTMLElement>(`[data-row="${id ?? 'everybody'}"]`)?.focus();
}

/** Which departments are open: at first the top and the way to the selected one; then as the person likes. */
function useExpanded(departments: readonly DepartmentEntry[], selected: number | undefined) {
  const [expanded, setExpanded] = useState<ReadonlySet<number>>(
    () => new Set(departments.filter(({ parentId }) => parentId === null).map(({ id }) => id)),
  );
  useEffect(() => {
    if (selected === undefined) return;
    const parents = wayTo(departments, selected).slice(0, -1);
    setExpanded((before) => new Set([...before, ...parents.map(({ id }) => id)]));
  }, [departments, selected]);

  const toggle = ({ id }: TreeRow) => {
    if (id === null) return;
    setExpanded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  };
  return [expanded, toggle] as const;
}
