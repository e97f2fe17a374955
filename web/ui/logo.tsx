/** Foyer's mark, an arch within an arch, and the doorway drawn from it. */
import './logo.css';

/** Draws the mark. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className="logo-ground" width="32" height="32" rx="9" />
      <path className="logo-arch" d="M7 26V15a9 9 0 0 1 18 0v11h-4.200V15.200a4.8 4.8 0 0 0-9.6 0V26Z" />
      <path className="logo-door" d="M13.4 26V15.600a2.6 2.6 0 0 1 5.2 0V26Z" />
    </svg>
  );
}

/** Draws the doorway: open where the way is free, closed where somebody was not let in, ajar where nothing is there yet. */
export function Doorway({ door }: { door: 'open' | 'closed' | 'ajar' }) {
  return (
    <svg className="doorway" viewBox="0 0 240 204" aria-hidden="true" focusable="false">
      <ellipse className="doorway-floor" cx="120" cy="184" rx="112" ry="12" />
      <path className="doorway-arch-1" d="M28 184V98a92 92 0 0 1 184 0v86Z" />
      <path className="doorway-arch-2" d="M54 184v-82a66 66 0 0 1 132 0v82Z" />
      <path className="doorway-arch-3" d="M80 184v-76a40 40 0 0 1 80 0v76Z" />
      {door === 'open' && <path className="doorway-light" d="M80 184v-76a40 40 0 0 1 80 0v76l30 18H50Z" />}
      {door === 'open' && <circle className="doorway-sun" cx="120" cy="112" r="15" />}
      {door === 'closed' && <path className="doorway-leaf" d="M84 184v-75a36 36 0 0 1 72 0v75Z" />}
      {door === 'closed' && <path className="doorway-line" d="M120 73v111" />}
      {door === 'closed' && <circle className="doorway-handle" cx="111" cy="132" r="3.5" />}
      {door === 'closed' && <circle className="doorway-handle" cx="129" cy="132" r="3.5" />}
      {door === 'ajar' && <path className="doorway-leaf" d="M84 184v-75a36 36 0 0 1 36-36v100Z" />}
      {door === 'ajar' && <circle className="doorway-handle" cx="112" cy="128" r="3.5" />}
    </svg>
  );
}
