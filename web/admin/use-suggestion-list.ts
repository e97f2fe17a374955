/** The list under a field: open or not, which of it is meant, and the keys for both. */
import { type KeyboardEvent, useState } from 'react';

/**
 * Gives the state of a list of so many suggestions, and what its field does with keys.
 *
 * The focus stays in the field all the time. Enter chooses only what the arrow keys went to, or the one that is meant
 * from the start; otherwise it is the form's.
 *
 * @see {@link https://www.w3.org/WAI/ARIA/apg/patterns/combobox/}
 */
export function useSuggestionList(count: number, onChoose: (index: number) => void, meant: number | null = null) {
  const [isWanted, setWanted] = useState(false);
  const [reached, setReached] = useState<number | null>(null);
  const isOpen = isWanted && count > 0;
  // Fewer may have arrived since.
  const gone = isOpen ? (reached ?? meant) : null;
  const active = gone !== null && gone < count ? gone : null;

  const show = (index: number | null) => {
    setWanted(true);
    setReached(index);
  };
  const close = () => {
    setWanted(false);
    setReached(null);
  };
  const choose = (index: number) => {
    onChoose(index);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method is open, these keys choose among its own suggestions.
    if (event.nativeEvent.isComposing || count === 0) return;
    // Sent off as it was typed: what is suggested is no longer of use.
    if (event.key === 'Enter' && active === null) close();
    const act = actions({ isOpen, active, count, show, close, choose })[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return { isOpen, active, open: () => show(null), close, choose, onKeyDown };
}

type List = {
  isOpen: boolean;
  active: number | null;
  count: number;
  show: (index: number | null) => void;
  close: () => void;
  choose: (index: number) => void;
};

/** Gives what each key does at this moment; keys that are not named mean what they always mean. */
function actions({ isOpen, active, count, show, close, choose }: List): Record<string, (() => void) | undefined> {
  const next = active === null ? 0 : (active + 1) % count;
  const previous = active === null ? count - 1 : (active + count - 1) % count;
  return {
    ArrowDown: () => show(next),
    ArrowUp: () => show(previous),
    ...(isOpen && { Escape: close }),
    ...(active !== null && { Enter: () => choose(active) }),
  };
}
