/** How something stands, in a drawing, a colour and a word: never in the colour alone. */
import { Icon, type IconName } from './icon.tsx';
import './status-mark.css';

/** How something can stand; `waiting` is what never came to its end. */
export type Status = 'running' | 'passed' | 'warning' | 'failed' | 'waiting';

const icons: Record<Status, IconName> = {
  running: 'refresh',
  passed: 'check',
  warning: 'warning',
  failed: 'cross',
  waiting: 'clock',
};

/** Draws the mark with its word; a large one stands on a ground of its own. */
export function StatusMark({
  status,
  size = 'small',
  children,
}: {
  status: Status;
  size?: 'small' | 'large';
  children: string;
}) {
  return (
    <span className={`status-mark status-mark-${status} status-mark-${size}`}>
      <Icon name={icons[status]} />
      {children}
    </span>
  );
}
