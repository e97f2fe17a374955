/** Names and values in rows: what is known about somebody, or why it is not known. */
import type { ReactNode } from 'react';
import { CopyValue } from './copy-value.tsx';
import './facts.css';

/** Draws the list around its facts. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

/** Draws one known fact; its name may itself be somebody else's word. */
export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type CopyFactProps = {
  name: string;
  value: string;
  /** Shown in place of the bare value, where it is not an id but something to read. */
  children?: ReactNode;
};

/** Draws a fact that can be copied under its name. */
export function CopyFact({ name, value, children }: CopyFactProps) {
  return (
    <Fact name={name}>
      <CopyValue value={value} what={name}>
        {children}
      </CopyValue>
    </Fact>
  );
}

/** Draws a fact that is not known: the word for that, why, and who can change it. */
export function MissingFact({ name, label, why, who }: { name: string; label: string; why: string; who: string }) {
  return (
    <Fact name={name}>
      <span className="missing-label">{label}</span>
      <span className="missing-why">{why}</span>
      <span className="missing-who">{who}</span>
    </Fact>
  );
}
