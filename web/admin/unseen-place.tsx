/** One place that a run could not see into. */
import { Link } from 'react-router';
import type { Unseen } from '../../server/directory/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { identityHref, userIdsHref } from '../paths.ts';
import { Foreign } from '../ui/foreign.tsx';

/** DingTalk's id of the company itself; out of range, it says that the app sees parts of the company only. */
const wholeCompany = 1;

/** Draws the department, what is missing there, and who, as far as it is known. */
export function UnseenPlace({ unseen }: { unseen: Unseen }) {
  const { t } = useAdminMessages();
  const { kind, count, expected, of, userIds = [] } = unseen;
  return (
    <li>
      <DepartmentName unseen={unseen} />
      {of && <p>{t(`admin.directory.unseen.permission_missing.of.${of}`)}</p>}
      {kind === 'count_differs' && count !== undefined && expected !== undefined && (
        <p>{t('admin.directory.unseen.counted', { count, expected })}</p>
      )}
      {kind === 'people_out_of_range' && count !== undefined && (
        <p>{t('admin.directory.unseen.people', { n: count })}</p>
      )}
      {userIds.length > 0 && <FirstUserIds userIds={userIds} />}
      {kind === 'people_out_of_range' && unseen.departmentId !== undefined && (
        <p>
          <Link to={userIdsHref(unseen.departmentId)}>{t('admin.directory.unseen.userIdsLink')}</Link>
        </p>
      )}
    </li>
  );
}

/** A department that cannot be read often has no name, and only DingTalk knows its id; figures of the whole company have neither. */
function DepartmentName({ unseen: { kind, departmentId: id, departmentName: name } }: { unseen: Unseen }) {
  const { t } = useAdminMessages();
  if (id === undefined) {
    return kind === 'department_out_of_range' ? <p>{t('admin.directory.unseen.departmentUnknown')}</p> : null;
  }
  const text = name
    ? t('admin.directory.unseen.department', { name, id })
    : t('admin.directory.unseen.departmentIdOnly', { id });
  return (
    <p className="unseen-name">
      <Foreign
        text={kind === 'department_out_of_range' && id === wholeCompany ? t('admin.directory.unseen.company') : text}
      />
    </p>
  );
}

function FirstUserIds({ userIds }: { userIds: readonly string[] }) {
  const { t } = useAdminMessages();
  return (
    <div className="unseen-people">
      <span className="admin-soft">{t('admin.directory.unseen.firstUserIds')}</span>
      <ul>
        {userIds.map((userId) => (
          <li key={userId}>
            <Link to={identityHref('user-id', userId)}>
              <code className="foreign">{userId}</code>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
