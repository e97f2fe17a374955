/** How far something has come, as the browser's own element, which screen readers know. */
import './progress-bar.css';

/** Draws the bar; without anything known yet it shows that work is under way, and not how much. */
export function ProgressBar({ label, done, known }: { label: string; done: number; known: number }) {
  const amount = known > 0 ? { value: Math.min(done, known), max: known } : {};
  return <progress className="progress-bar" aria-label={label} {...amount} />;
}
