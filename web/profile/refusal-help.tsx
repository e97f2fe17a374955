/** What DingTalk's own code means, beneath a refusal on this page. */
import type { ApiError } from '../api.ts';
import { DingTalkErrorHelp } from '../dingtalk-errors/dingtalk-error-help.tsx';

/** Draws the explanation; nothing where DingTalk had no part in it. */
export function RefusalHelp({ error: { code, dingtalk } }: { error: ApiError }) {
  if (!dingtalk) return null;
  // Where a permission is missing, its help names DingTalk's request already.
  const requestId = code === 'dingtalk_permission_missing' ? undefined : dingtalk.requestId;
  return <DingTalkErrorHelp code={dingtalk.code} requestId={requestId} level="h3" />;
}
