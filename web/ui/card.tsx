/** A rounded surface with a heading of its own. */
import { type ReactNode, useId } from 'react';
import './card.css';

/** Draws a card; its heading names the region for screen readers. */
export function Card({
  title,
  note,
  badge,
  children,
}: {
  title: string;
  note?: string;
  badge?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <header className="card-header">
        <h2 id={id}>{title}</h2>
        {badge}
        {note && <p className="card-note">{note}</p>}
      </header>
      {children}
    </section>
  );
}
