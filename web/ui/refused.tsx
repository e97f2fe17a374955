/** Why something could not be read, in the place where it would stand. */
import type { ReactNode } from 'react';
import type { ApiError } from '../api.ts';
import { useErrorWords, useMessages } from '../messages/i18next.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { PermissionHelp } from './permission-help.tsx';
import { Reference } from './reference.tsx';
import './refused.css';

type Props = {
  title: string;
  note?: string;
  error: ApiError;
  retry: () => void;
  /** One below the heading under which this stands. */
  level: 'h2' | 'h3';
  /** Further words after the reason. */
  children?: ReactNode;
  /** Further ways on, beside trying again. */
  actions?: ReactNode;
  /** What is known about DingTalk's part in it, before the reference number. */
  help?: ReactNode;
};

/** Draws the reason, the ways on, and for a missing permission what its administrator needs. */
export function Refused({ title, note, error, retry, level: Heading, children, actions, help }: Props) {
  const { t } = useMessages();
  const words = useErrorWords(error.code);
  return (
    <div className="refused">
      <Notice tone="danger" title={title}>
        {note}
      </Notice>
      <Heading className="refused-reason">{words.title}</Heading>
      <p>{words.text}</p>
      {words.action && <p>{words.action}</p>}
      {children}
      <div className="actions">
        <Button onPress={retry}>{t('tryAgain')}</Button>
        {actions}
      </div>
      {error.code === 'dingtalk_permission_missing' && (
        <PermissionHelp level={Heading} permissions={error.dingtalk?.permissions ?? []} dingtalk={error.dingtalk} />
      )}
      {help}
      {error.requestId && <Reference requestId={error.requestId} />}
    </div>
  );
}
