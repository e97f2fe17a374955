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
  sliders: 'M4 7h9M17 7h3M15 4.500v5M4 17h3M11 17h9M9 14.500v5',
  refresh: 'M19.5 8.500A8 8 0 1 0 20 13M20 4v4.500h-4.500',
  cross: 'M6 6l12 12M18 6 6 18',
  download: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14',
  book: 'M6.500 3H19v18H6.500A1.500 1.500 0 0 1 5 19.500v-15A1.500 1.500 0 0 1 6.500 3ZM3 8h3.500M3 12h3.500M3 16h3.500M12.5 11.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM9 16.500c.4-1.900 1.700-2.900 3.5-2.900s3.100 1 3.5 2.900',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.300 15.300 20.500 20.500',
  chevron: 'M9 5.500 15.500 12 9 18.500',
  back: 'M14.500 5 7.500 12l7 7',
  people:
    'M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.500 19.500c.5-3.400 3-5.200 6.500-5.200s6 1.800 6.500 5.200M15.500 4.800a3.5 3.5 0 0 1 0 6.400M17.500 14.800c2.200.6 3.600 2.200 4 4.700',
  department: 'M9.500 3.500h5v5h-5zM3 15.500h5v5H3zM16 15.500h5v5h-5zM12 8.500v3.500M5.500 15.500V12h13v3.500',
  chat: 'M4 5h16v11.500H11L6.500 20.500v-4H4z',
  lock: 'M5.5 10.500h13V20.500h-13zM8.5 10.500V7.500a3.5 3.5 0 0 1 7 0v3',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof drawings;

/** Draws an icon as the sign of a row. */
export function IconTile({ name }: { name: IconName }) {
  return (
    <span className="icon-tile">
      <Icon name={name} />
    </span>
  );
}

/** Draws an icon in the colour and size of the text around it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
