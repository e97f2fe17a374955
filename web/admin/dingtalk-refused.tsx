/** What DingTalk refused, and the way out: the permissions it asks for, and what its code means. */
import type { DingTalkRefusal } from '../../server/errors.ts';
import { DingTalkErrorHelp } from '../dingtalk-errors/dingtalk-error-help.tsx';
import { PermissionHelp } from '../ui/permission-help.tsx';

/** Draws the permissions first, where DingTalk names them: they are the shortest way out. */
export function DingTalkRefused({ dingtalk, level }: { dingtalk: DingTalkRefusal; level: 'h2' | 'h3' }) {
  const { code, requestId, permissions = [] } = dingtalk;
  if (permissions.length === 0) return <DingTalkErrorHelp code={code} requestId={requestId} level={level} />;
  return (
    <>
      <PermissionHelp permissions={permissions} level={level} dingtalk={dingtalk} />
      <DingTalkErrorHelp code={code} level={level} />
    </>
  );
}
