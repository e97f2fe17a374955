/** The way down to a department: the names of what it lies in, one after the other. */
import { Fragment } from 'react';
import { Foreign } from './foreign.tsx';
import './trail.css';

/** Draws the names; the company's own name, with which every way begins, is left out where there is more to say. */
export function Trail({ path, isShort = false }: { path: readonly string[]; isShort?: boolean }) {
  const names = isShort && path.length > 1 ? path.slice(1) : path;
  return (
    <span className="trail">
      {names.map((name, depth) => (
        <Fragment key={names.slice(0, depth + 1).join('\n')}>
          {depth > 0 && <span className="trail-step">/</span>}
          <Foreign text={name} />
        </Fragment>
      ))}
    </span>
  );
}
