/** What the dry run found, row by row. */
import type { ImportPlanResponse, ImportRow } from '../../../server/contacts/schema.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { useAnnouncementWhen } from '../../ui/announcer.tsx';
import { Card } from '../../ui/card.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { ReasonWords } from './field-fault.tsx';
import { useCompanyDepartments } from './use-company-departments.ts';

type Props = { subject: string; plan: ImportPlanResponse['import'] };
type DepartmentNames = ReadonlyMap<string, string>;

/** Draws the sum and the table. */
export function ImportPlan({ subject, plan: { counts, rows } }: Props) {
  const { t } = useAdminMessages();
  const { places } = useCompanyDepartments(subject);
  const departments = new Map(places.map(({ id, name }) => [String(id), name]));
  const sum = t('contacts.import.counts', counts);
  useAnnouncementWhen(true, sum);
  return (
    <Card title={t('contacts.import.plan')} note={sum}>
      <div className="admin-parts">
        {counts.fault > 0 && <p>{t('contacts.import.faultsStay')}</p>}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <section className="contacts-scroll" tabIndex={0} aria-label={t('contacts.import.plan')}>
          <table className="contacts-table">
            <thead>
              <tr>
                {(['line', 'act', 'name', 'details'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`contacts.import.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.line}>
                  <td>{row.line}</td>
                  <td className={row.act === 'fault' ? 'contacts-fault' : undefined}>
                    {t(`contacts.import.act.${row.act}`)}
                  </td>
                  <td>
                    <Foreign text={row.name} />
                  </td>
                  <td>
                    <Details row={row} departments={departments} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </Card>
  );
}

function Details({ row: { act, fault, changes = {} }, departments }: { row: ImportRow; departments: DepartmentNames }) {
  const nameOf = useFieldName();
  // Departments come as numbers, which say nothing to whoever compares them with a file.
  const say = (field: string, value: string) =>
    field === 'departmentIds' ? value.replace(/\d+/g, (id) => departments.get(id) ?? id) : value;
  if (fault) {
    return (
      <span className="contacts-fault">
        {fault.field && <span className="admin-soft">{nameOf(fault.field)} </span>}
        <ReasonWords reason={fault.reason} />
      </span>
    );
  }
  return (
    <ul className="contacts-changes">
      {Object.entries(changes)
        .filter(([field]) => field !== 'name' || act === 'change')
        .map(([field, [before, after]]) => (
          <li key={field}>
            <span className="admin-soft">{nameOf(field)}</span> {before && <Foreign text={say(field, before)} />}{' '}
            {before && '→'} <Foreign text={say(field, after)} />
          </li>
        ))}
    </ul>
  );
}

/** A column of the file may be one that this version has no word for. */
function useFieldName(): (field: string) => string {
  const { words } = useAdminMessages();
  const names: Readonly<Record<string, string>> = words.contacts.fields;
  return (field) => names[field] ?? field;
}
