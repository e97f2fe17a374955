/** What a card cannot show: one quiet line for each reason. */
import { Fragment, type ReactNode } from 'react';
import type { ContactField } from '../../server/profile/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import type { Gap } from './group-missing.ts';
import './gap-list.css';

type Props<Reason extends string> = {
  gaps: readonly Gap<Reason>[];
  /** Draws the reason, beside the fields. */
  children: (gap: Gap<Reason>) => ReactNode;
};

/** Draws the lines; nothing when all is there. */
export function GapList<Reason extends string>({ gaps, children }: Props<Reason>) {
  if (gaps.length === 0) return null;
  return (
    <ul className="gaps">
      {gaps.map((gap) => (
        <li key={gap.reason} className="gap">
          <span className="gap-fields">
            <FieldNames fields={gap.fields} />
          </span>
          {children(gap)}
        </li>
      ))}
    </ul>
  );
}

/** Draws the names of fields as one text, which breaks between the names only. */
export function FieldNames({ fields }: { fields: readonly ContactField[] }) {
  const { words, language } = useSignedInMessages();
  const [mark, space] = language === 'en' ? [',', ' '] : ['、', ''];
  return fields.map((field, index) => (
    <Fragment key={field}>
      {index > 0 && space}
      <span className="field-name">
        {words.contact.fields[field]}
        {index < fields.length - 1 && mark}
      </span>
    </Fragment>
  ));
}
