/** Why something an administrator asked for did not work, with DingTalk's part of it explained. */
import type { ReactNode } from 'react';
import type { ApiError } from '../api.ts';
import { Notice } from '../ui/notice.tsx';
import { Reference } from '../ui/reference.tsx';
import { DingTalkRefused } from './dingtalk-refused.tsx';
import { useAdminWords } from './use-admin-words.ts';

type Props = { title: string; error: ApiError; level: 'h2' | 'h3'; actions?: ReactNode };

/** Draws the reason, and reads it to screen readers at once: somebody waits for the answer. */
export function AdminFailed({ title, error, level, actions }: Props) {
  const words = useAdminWords(error.code);
  // These words speak of a page that does not exist; here the title says what it is that does not.
  const isSaid = error.code !== 'not_found';
  return (
    <div className="admin-parts">
      <div role="alert">
        <Notice tone="danger" title={title} actions={actions}>
          {isSaid && words.text} {isSaid && !error.dingtalk && words.action}
        </Notice>
      </div>
      {error.dingtalk && <DingTalkRefused dingtalk={error.dingtalk} level={level} />}
      {error.requestId && <Reference requestId={error.requestId} />}
    </div>
  );
}
