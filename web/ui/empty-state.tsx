/** What stands where nothing is yet, and says so honestly. */
import { Doorway } from './logo.tsx';
import './empty-state.css';

/** Draws the empty state. */
export function EmptyState({ title, text }: { title: string; text: string }) {
  return (
    <div className="empty">
      <Doorway door="ajar" />
      <div>
        <p className="empty-title">{title}</p>
        <p className="empty-text">{text}</p>
      </div>
    </div>
  );
}
