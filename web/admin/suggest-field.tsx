/** A field with suggestions under it: what may be meant by what is typed, chosen by key, mouse or touch. */
import { type FormEvent, type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef } from 'react';
import { useAdminMessages } from '../messages/admin.ts';
import { type Fault, FaultWords, LabelWords } from '../ui/field-words.tsx';
import { useSuggestionList } from './use-suggestion-list.ts';
import './suggest-field.css';

type Props<T> = {
  label: string;
  hint: string;
  fault?: Fault | undefined;
  isRequired?: boolean;
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly T[];
  /** Stands under the suggestions, where there are more of them than are shown. */
  note?: string;
  keyOf: (suggestion: T) => string | number;
  draw: (suggestion: T) => ReactNode;
  onChoose: (suggestion: T) => void;
  /** The first suggestion is what Enter chooses, where nothing but a suggestion can be taken. */
  isFirstMeant?: boolean;
  onBlur?: () => void;
  /** Enter that chose nothing; true when it was of use here and must not send the form. */
  onEnter?: () => boolean;
  /** Why the form must not be sent as long as this stands here; empty when it may. */
  hold?: string;
  /** The form was about to be sent while what stands here is not acceptable. */
  onInvalid?: () => void;
  field?: RefObject<HTMLInputElement | null>;
};

/** Draws the field. The focus stays in it all the time; what stands in it belongs to whoever asks. */
export function SuggestField<T>({ label, hint, fault, value, onChange, suggestions, keyOf, draw, ...props }: Props<T>) {
  const { onChoose, isFirstMeant = false, isRequired = false, onBlur, onEnter, hold = '', onInvalid, note } = props;
  const own = useRef<HTMLInputElement>(null);
  const field = props.field ?? own;
  useEffect(() => field.current?.setCustomValidity(hold), [field, hold]);
  const { t } = useAdminMessages();
  const id = useId();
  const choose = (index: number) => {
    const chosen = suggestions[index];
    if (chosen !== undefined) onChoose(chosen);
  };
  const list = useSuggestionList(suggestions.length, choose, isFirstMeant && value.trim() !== '' ? 0 : null);
  const optionId = (index: number) => `${id}-${index}`;
  const described = [fault && `${id}-fault`, note && list.isOpen && `${id}-note`, `${id}-hint`]
    .filter(Boolean)
    .join(' ');
  const active = list.active === null ? undefined : optionId(list.active);
  useEffect(() => {
    if (active !== undefined) document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  // The focus stays in the field; leaving it would close the list before the click arrives.
  const stay = (event: { preventDefault: () => void }) => event.preventDefault();
  const leave = () => {
    list.close();
    onBlur?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    list.onKeyDown(event);
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.isDefaultPrevented()) return;
    if (onEnter?.()) event.preventDefault();
  };
  // Of several that hold the form, the first gets the focus.
  const explain = ({ currentTarget }: FormEvent<HTMLInputElement>) => {
    onInvalid?.();
    if (currentTarget.form?.querySelector('input:invalid') === currentTarget) currentTarget.focus();
  };
  return (
    <div className="text-field suggest-field">
      <label htmlFor={id}>
        <LabelWords label={label} isRequired={isRequired} />
      </label>
      <input
        ref={field}
        id={id}
        type="text"
        role="combobox"
        aria-expanded={list.isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active}
        aria-required={isRequired || undefined}
        aria-invalid={fault ? true : undefined}
        aria-describedby={described}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          list.open();
        }}
        onClick={list.open}
        onKeyDown={onKeyDown}
        onBlur={leave}
        onInvalid={explain}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a press beside a suggestion must not take the focus away. */}
      <div className="suggestions" hidden={!list.isOpen} onPointerDown={stay} onMouseDown={stay}>
        <div id={`${id}-list`} role="listbox" tabIndex={-1} aria-label={t('admin.access.suggestions')}>
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are pressed in the field, which keeps the focus.
            <div
              key={keyOf(suggestion)}
              id={optionId(index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === list.active}
              className="suggestion"
              onClick={() => list.choose(index)}
            >
              {draw(suggestion)}
            </div>
          ))}
        </div>
        {note && (
          <p id={`${id}-note`} className="suggestions-note">
            {note}
          </p>
        )}
      </div>
      <p id={`${id}-hint`} className="text-field-hint">
        {hint}
      </p>
      {fault && <FaultWords id={`${id}-fault`} fault={fault} />}
    </div>
  );
}
