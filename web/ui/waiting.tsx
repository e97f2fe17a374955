/** What is shown until an answer arrives. It appears after a moment only, so that a quick answer does not flicker. */
import './waiting.css';

/** Draws grey lines in the place of the rows to come. */
export function WaitingRows({ label, rows = 3 }: { label: string; rows?: 1 | 2 | 3 | 4 }) {
  return (
    <div className="waiting" role="status" aria-label={label}>
      {[1, 2, 3, 4].slice(0, rows).map((row) => (
        <span key={row} className="waiting-row" />
      ))}
    </div>
  );
}
