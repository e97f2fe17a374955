/** The slim line that keeps anybody from taking the sandbox for the company. */
import { useMessages } from '../messages/i18next.tsx';
import { sandboxFaultsHref } from '../paths.ts';

/** Draws the line while Foyer runs on its emulated DingTalk; nothing otherwise. */
export function SandboxNotice({ sandbox }: { sandbox: string }) {
  const { t } = useMessages();
  const href = sandboxFaultsHref(sandbox);
  if (!href) return null;
  return (
    <aside className="sandbox" aria-label={t('sandbox.text')}>
      <span>{t('sandbox.text')}</span>
      <a href={href}>{t('sandbox.faults')}</a>
    </aside>
  );
}
