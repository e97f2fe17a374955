/** A few choices of which exactly one holds, side by side. Native radio buttons: arrow keys and labels come with them. */
import { useId } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './segmented.css';

type Choice<T extends string> = {
  value: T;
  label: string;
  /** Said instead of a short label. */
  name?: string;
  icon?: IconName;
};
type Props<T extends string> = {
  label: string;
  choices: readonly Choice<T>[];
  value: T;
  onChoose: (value: T) => void;
  /** Shows icons alone; the label is then for screen readers and as a tooltip. */
  isCompact?: boolean;
};

/** Draws the choices. */
export function Segmented<T extends string>({ label, choices, value, onChoose, isCompact = false }: Props<T>) {
  const group = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="segment" title={isCompact ? choice.label : undefined}>
          <input
            type="radio"
            name={group}
            aria-label={choice.name ?? choice.label}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
          />
          <span className="segment-face">
            {choice.icon && <Icon name={choice.icon} />}
            {!isCompact && choice.label}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
