/** A calm word on a coloured ground: something to know, not to be stopped by. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './notice.css';

type Tone = 'warning' | 'success' | 'danger';
type Props = { tone: Tone; title: string; children?: ReactNode; actions?: ReactNode };

const icons: Record<Tone, IconName> = { warning: 'clock', success: 'check', danger: 'warning' };

/** Draws a notice. It does not announce itself: what appears without being asked for goes through the announcer. */
export function Notice({ tone, title, children, actions }: Props) {
  return (
    <div className={`notice notice-${tone}`}>
      <Icon name={icons[tone]} />
      <div className="notice-words">
        <p className="notice-title">{title}</p>
        {children && <div className="notice-text">{children}</div>}
      </div>
      {actions && <div>{actions}</div>}
    </div>
  );
}
