/** One line to type into, with its label and, beneath, what may be typed. */
import { useId } from 'react';
import './text-field.css';

type Props = {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  /** What the keyboard of a phone should offer. */
  keyboard?: 'text' | 'numeric';
};

/** Draws the field. Ids are typed here, so nothing corrects, capitalizes or underlines them. */
export function TextField({ label, hint, value, onChange, keyboard = 'text' }: Props) {
  const id = useId();
  return (
    <div className="text-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={keyboard}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        aria-describedby={hint && `${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
