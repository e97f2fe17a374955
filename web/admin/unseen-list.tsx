/** What a run could not see, each kind once with what to do about it, and beneath it where it happened. */
import type { Run, Unseen } from '../../server/directory/schema.ts';
import { outOfRange } from '../dingtalk-errors/codes.ts';
import { DingTalkErrorHelp } from '../dingtalk-errors/dingtalk-error-help.tsx';
import { useAdminMessages } from '../messages/admin.ts';
import { Icon } from '../ui/icon.tsx';
import { PermissionHelp } from '../ui/permission-help.tsx';
import { UnseenPlace } from './unseen-place.tsx';
import './unseen-list.css';

type Kind = Unseen['kind'];

/** The order in which they are worth looking at. */
const kinds: readonly Kind[] = [
  'permission_missing',
  'department_out_of_range',
  'people_out_of_range',
  'count_differs',
  'school_parents',
];

/** DingTalk's code behind a kind: the catalogue knows the way out for this kind of app. */
const codes: Partial<Record<Kind, string>> = {
  department_out_of_range: outOfRange.department,
  people_out_of_range: outOfRange.person,
};

/** Draws the list, or that nothing is missing. */
export function UnseenList({ run }: { run: Run }) {
  const { t } = useAdminMessages();
  if (run.unseen.length === 0) {
    if (run.state === 'running') return <p className="admin-soft">{t('admin.directory.unseen.running')}</p>;
    if (run.state === 'failed') return <p className="admin-soft">{t('admin.directory.unseen.unknown')}</p>;
    return (
      <p className="unseen-none">
        <Icon name="check" />
        {t('admin.directory.unseen.none')}
      </p>
    );
  }
  return (
    <div className="unseen">
      {kinds.map((kind) => (
        <Group key={kind} kind={kind} unseen={run.unseen.filter((one) => one.kind === kind)} />
      ))}
    </div>
  );
}

function Group({ kind, unseen }: { kind: Kind; unseen: readonly Unseen[] }) {
  const { t } = useAdminMessages();
  if (unseen.length === 0) return null;
  const code = codes[kind];
  const permissions = [...new Set(unseen.flatMap(({ permission }) => permission ?? []))];
  return (
    <section className="admin-parts">
      <div>
        <h3>{t(`admin.directory.unseen.${kind}.title`)}</h3>
        <p>{t(`admin.directory.unseen.${kind}.text`)}</p>
      </div>
      {kind !== 'school_parents' && <Places label={t(`admin.directory.unseen.${kind}.title`)} unseen={unseen} />}
      {kind === 'permission_missing' && (
        <>
          <PermissionHelp permissions={permissions} level="h3" />
          <p className="admin-soft">{t('admin.directory.unseen.permissionNote')}</p>
        </>
      )}
      {code && <DingTalkErrorHelp code={code} level="h3" />}
    </section>
  );
}

/** A company may hide hundreds of departments: a long list scrolls in itself, so that what helps stays in reach. */
const mostInFull = 8;

function Places({ label, unseen }: { label: string; unseen: readonly Unseen[] }) {
  const places = unseen.map((one) => <UnseenPlace key={JSON.stringify(one)} unseen={one} />);
  if (unseen.length <= mostInFull) return <ul className="unseen-places">{places}</ul>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <ul className="unseen-places unseen-places-many" tabIndex={0} aria-label={label}>
      {places}
    </ul>
  );
}
