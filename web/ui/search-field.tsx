/** A field to look for something in, which Escape clears. */
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { Icon } from './icon.tsx';
import './search-field.css';

type Props = {
  label: string;
  hint?: string;
  clearLabel: string;
  value: string;
  /** `isComposing`: the word is still being put together in an input method, so what stands there is not yet a word. */
  onChange: (value: string, isComposing: boolean) => void;
  onArrowDown?: () => void;
  field: RefObject<HTMLInputElement | null>;
  /** The key that leads here, shown in the empty field; whoever draws the field listens for it. */
  shortcut?: string;
};

/** Longer than any name; what is longer was pasted by mistake. */
const longestQuery = 64;

/** Draws the field. It owns no state: what stands in it belongs to whoever searches. */
export function SearchField({ label, hint, clearLabel, value, onChange, onArrowDown, field, shortcut }: Props) {
  const hintId = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method is open, these keys choose among its suggestions.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && value) {
      event.preventDefault();
      onChange('', false);
    }
    if (event.key === 'ArrowDown' && onArrowDown) {
      event.preventDefault();
      onArrowDown();
    }
  };
  const clear = () => {
    onChange('', false);
    field.current?.focus();
  };
  return (
    <div className="search">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        className="search-input"
        aria-label={label}
        aria-describedby={hint ? hintId : undefined}
        placeholder={label}
        value={value}
        maxLength={longestQuery}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="search"
        aria-keyshortcuts={shortcut}
        onChange={(event) => onChange(event.target.value, (event.nativeEvent as InputEvent).isComposing === true)}
        onCompositionEnd={(event) => onChange(event.currentTarget.value, false)}
        onKeyDown={onKeyDown}
      />
      {value && (
        <button type="button" className="search-clear" aria-label={clearLabel} onClick={clear}>
          <Icon name="cross" />
        </button>
      )}
      {shortcut && !value && (
        <span className="search-shortcut" aria-hidden="true">
          {shortcut}
        </span>
      )}
      {hint && (
        <p id={hintId} className="search-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
