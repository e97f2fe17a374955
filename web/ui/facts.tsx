/** Names and values in rows: what is known about somebody, or why it is not known. */
import type { ReactNode } from 'react';
import './facts.css';

/** Draws the list around its facts. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

/** Draws one known fact. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
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
