/** The small line drawings of the app. They are decoration: what they stand beside is always said in words. */
import './icon.css';

const drawings = {
  home: 'M3 10.5 12 3l9 7.5M5.5 9v11h4.8v-6h3.4v6h4.8V9',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-3.9 3.6-6 7.5-6s6.9 2.1 7.5 6',
  devices: 'M3 5.5h13v9H3zM7 18.500h6M10 14.500v4M17 9h4v10.500h-5V17',
  laptop: 'M5 5h14v10H5zM2.5 19h19',
  phone: 'M7.5 3h9v18h-9zM11 18h2',
  check: 'M5 12.5 10 17.5 19 7.5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  warning: 'M12 3.5 21.5 20h-19ZM12 10v4.500M12 17v.2',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2',
  system: 'M3 4.500h18v12H3zM8 20h8M12 16.500V20',
  light:
    'M12 16.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2.500M12 19.500V22M2 12h2.500M19.5 12H22M5 5l1.7 1.700M17.3 17.3 19 19M5 19l1.7-1.700M17.3 6.7 19 5',
  dark: 'M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500Z',
  exit: 'M14 4H5v16h9M10 12h11M17.5 8.5 21 12l-3.5 3.5',
  arrow: 'M4 12h15M13 6l6 6-6 6',
  lock: 'M5.5 10.500h13V20.500h-13zM8.5 10.500V7.500a3.5 3.5 0 0 1 7 0v3',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof drawings;

/** Draws an icon in the colour and size of the text around it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
