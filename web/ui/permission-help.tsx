/** What an administrator needs in order to grant a permission: its names in both console languages, and where to click. */
import { useMessages } from '../messages/i18next.tsx';
import { findHolder, findPermission } from '../messages/permissions.ts';
import { CopyValue } from './copy-value.tsx';
import { DingTalkNumbers } from './dingtalk-numbers.tsx';
import './permission-help.css';

type Props = {
  permissions: readonly string[];
  /** One below the heading under which the help stands. */
  level: 'h2' | 'h3';
  dingtalk?: { code: string; requestId: string } | undefined;
};

/** Draws the permissions, the steps, and what DingTalk itself said. */
export function PermissionHelp({ permissions, level: Heading, dingtalk }: Props) {
  const { t, words } = useMessages();
  return (
    <div className="help">
      <Heading className="help-title">{t('help.permissions')}</Heading>
      {permissions.length === 0 && <p>{t('help.permissionsUnknown')}</p>}
      <PermissionList permissions={permissions} />
      {permissions.length > 0 && (
        <>
          <Heading className="help-title">{t('help.stepsTitle')}</Heading>
          <ol className="help-steps">
            {words.help.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
            <li>{words.help.takesEffect[findHolder(permissions)]}</li>
          </ol>
        </>
      )}
      {dingtalk && <DingTalkNumbers code={dingtalk.code} requestId={dingtalk.requestId} />}
    </div>
  );
}

/** Draws the permissions, each with its names and what it is for. */
export function PermissionList({ permissions }: { permissions: readonly string[] }) {
  return (
    <ul className="help-permissions">
      {permissions.map((code) => (
        <Permission key={code} code={code} />
      ))}
    </ul>
  );
}

function Permission({ code }: { code: string }) {
  const { language } = useMessages();
  const permission = findPermission(code);
  const names = [permission?.console.zhCn, permission?.console.en].filter(Boolean).join(' · ');
  const purpose = permission?.purpose[language === 'en' ? 'en' : 'zhCn'];
  return (
    <li>
      <CopyValue value={code} what={code} />
      {names && <span className="help-names">{names}</span>}
      {purpose && <span className="help-purpose">{purpose}</span>}
    </li>
  );
}
