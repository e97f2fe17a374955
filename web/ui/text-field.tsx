/** One line to type into, with its label and, beneath, what may be typed. */
import { useId } from 'react';
import { type Fault, FaultWords, LabelWords } from './field-words.tsx';
import './text-field.css';

type Props = {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  /** What the keyboard of a phone should offer. */
  keyboard?: 'text' | 'numeric' | 'tel' | 'email';
  /** A day, YYYY-MM-DD. The native control: it speaks the reader's language and shows their calendar. */
  kind?: 'text' | 'date';
  isRequired?: boolean;
  autoFocus?: boolean;
  /** The id of something else that whoever types here must know. */
  describedBy?: string;
  /** Why what stands here was not taken, and what to do about it. */
  fault?: Fault | undefined;
};

/** Draws the field. Ids are typed here, so nothing corrects, capitalizes or underlines them. */
export function TextField({
  label,
  hint,
  value,
  onChange,
  keyboard = 'text',
  kind = 'text',
  isRequired = false,
  autoFocus = false,
  describedBy: also,
  fault,
}: Props) {
  const id = useId();
  const describedBy = [fault && `${id}-fault`, hint && `${id}-hint`, also].filter(Boolean).join(' ');
  return (
    <div className="text-field">
      <label htmlFor={id}>
        <LabelWords label={label} isRequired={isRequired} />
      </label>
      <input
        id={id}
        type={kind}
        inputMode={keyboard}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: set only where a question has just been opened and this is its answer.
        autoFocus={autoFocus}
        aria-required={isRequired || undefined}
        aria-invalid={fault ? true : undefined}
        aria-describedby={describedBy || undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-field-hint">
          {hint}
        </p>
      )}
      {fault && <FaultWords id={`${id}-fault`} fault={fault} />}
    </div>
  );
}
