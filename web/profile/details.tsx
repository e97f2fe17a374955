/** How to reach me, and what the company has on record about my employment. */
import type { ContactField, ContactResponse } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { Card } from '../ui/card.tsx';
import { CopyFact, Fact, Facts } from '../ui/facts.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Day } from '../ui/moment.tsx';
import { reachFields, WaysToReach } from '../ui/reach.tsx';
import { Gaps } from './gaps.tsx';
import './details.css';

/** Draws the ways to reach me. */
export function Reach({ record }: { record: ContactResponse }) {
  const { t } = useSignedInMessages();
  return (
    <Card title={t('contact.reach')} note={t('contact.reachNote')}>
      <WaysToReach person={record.contact} />
      <Gaps record={record} among={reachFields} />
    </Card>
  );
}

const employmentFields: readonly ContactField[] = ['title', 'jobNumber', 'hiredDate', 'roles', 'remark', 'extension'];

/** Draws the employment, with the fields that the company named itself. */
export function Employment({ record }: { record: ContactResponse }) {
  const { t, words, language } = useSignedInMessages();
  const { title, jobNumber, hiredDate, roles, remark, extension = {} } = record.contact;
  const names = words.contact.fields;
  return (
    <Card title={t('contact.employment')}>
      <Facts>
        {title && (
          <Fact name={names.title}>
            <Foreign text={title} />
          </Fact>
        )}
        {jobNumber && <CopyFact name={names.jobNumber} value={jobNumber} />}
        {hiredDate && (
          <Fact name={names.hiredDate}>
            <Day on={hiredDate} language={language} />
          </Fact>
        )}
        {roles.length > 0 && (
          <Fact name={names.roles}>
            <ul className="roles">
              {roles.map(({ id, name, group }) => (
                <li key={id}>
                  <Foreign text={name} />
                  {group && (
                    <span className="role-group">
                      <Foreign text={group} />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {remark && (
          <Fact name={names.remark}>
            <Foreign text={remark} />
          </Fact>
        )}
        {Object.entries(extension).map(([name, value]) => (
          <Fact key={name} name={<Foreign text={name} />}>
            <Foreign text={value} />
          </Fact>
        ))}
      </Facts>
      <Gaps record={record} among={employmentFields} />
    </Card>
  );
}
