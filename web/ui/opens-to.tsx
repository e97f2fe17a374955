/** Whom a line of the rules lets in, in words. */
import type { ConditionEntry } from '../../server/tools/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { Trail } from './trail.tsx';
import { Foreign } from './foreign.tsx';
import './opens-to.css';

/** Draws one label for each kind of people, or says that there is nobody. */
export function OpensTo({ conditions, label }: { conditions: readonly ConditionEntry[]; label?: string }) {
  const { t } = useSignedInMessages();
  if (conditions.length === 0) return <span className="opens-to-nobody">{t('opensTo.nobody')}</span>;
  return (
    <ul className="opens-to" aria-label={label}>
      {conditions.map((condition) => (
        <li key={JSON.stringify(condition)} className="opens-to-one">
          <ConditionWords condition={condition} />
        </li>
      ))}
    </ul>
  );
}

/** Draws one condition; of a department's way down, the company's own name is left out. */
export function ConditionWords({ condition }: { condition: ConditionEntry }) {
  const { t } = useSignedInMessages();
  switch (condition.kind) {
    case 'department':
      return (
        <>
          <span className="opens-to-kind">{t('opensTo.department')}</span>
          <Trail path={condition.name.split('/')} isShort />
        </>
      );
    case 'role':
    case 'title':
      return (
        <>
          <span className="opens-to-kind">{t(`opensTo.${condition.kind}`)}</span>
          <Foreign text={condition.name} />
        </>
      );
    case 'people':
      return t('opensTo.people', { count: condition.count });
    default:
      return t(`opensTo.${condition.kind}`);
  }
}
