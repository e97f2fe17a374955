/** One choice out of a list, with its label. The native control: a phone shows its own list. */
import { useId } from 'react';
import './text-field.css';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices: readonly { value: string; label: string }[];
};

/** Draws the field. */
export function SelectField({ label, value, onChange, choices }: Props) {
  const id = useId();
  return (
    <div className="text-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
