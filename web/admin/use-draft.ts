/** What somebody types before they send it off. */
import { useState } from 'react';

/**
 * Gives the text and the way to change it.
 *
 * `settled` is what the address says: when that changes, by sending off or by the Back button, the draft gives way.
 */
export function useDraft<T extends string>(settled: T): readonly [T, (value: T) => void] {
  const [draft, setDraft] = useState(settled);
  const [known, setKnown] = useState(settled);
  if (known !== settled) {
    setKnown(settled);
    setDraft(settled);
  }
  return [draft, setDraft];
}
