/** What DingTalk offers to internal apps alone: whoever runs Foyer as another kind is told before they type anything. */
import type { ReactNode } from 'react';
import { useAdminMessages } from '../../messages/admin.ts';
import { useErrorWords } from '../../messages/i18next.tsx';
import type { Me } from '../../session.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';

/** The pages that change the company, by their words. */
export type ManagingPage = 'add' | 'import' | 'invitations' | 'person' | 'department' | 'external';
type Props = { me: Me; page: ManagingPage; children: ReactNode };

/** Draws the page, or its heading with the reason why it is not offered. The server is the judge all the same. */
export function InternalAppOnly({ me, page, children }: Props) {
  const { t } = useAdminMessages();
  if (me.appKind === 'internal') return children;
  const title = t(`contacts.${page}.title`);
  return (
    <>
      <PageHeading documentTitle={title}>{title}</PageHeading>
      <p className="lead">{t(`contacts.${page}.lead`)}</p>
      <NotOffered />
    </>
  );
}

/** Draws the reason, in the place of a form. */
export function NotOffered() {
  const { language } = useAdminMessages();
  const { title, text, action } = useErrorWords('app_kind_unsupported');
  return (
    <section className="card" aria-label={title}>
      <EmptyState title={title} text={[text, action].join(language === 'en' ? ' ' : '')} />
    </section>
  );
}
