/** A form that is not lost: every letter is kept in this tab until the form was sent or cleared. */
import { useRef, useState } from 'react';
import { keepDraft, recallDraft } from '../../drafts.ts';

/** Gives what was typed, whether it comes from before, and the ways to change and to clear it. */
export function useKeptDraft<T extends object>(page: string, subject: string, empty: T) {
  const [recalled] = useState(() => recallDraft<T>(page, subject));
  const [draft, setDraft] = useState<T>({ ...empty, ...recalled });
  const [isRecalled, setRecalled] = useState(recalled !== null);
  const latest = useRef(draft);
  const put = (after: T, kept: object | null) => {
    latest.current = after;
    keepDraft(page, subject, kept);
    setDraft(after);
  };
  const clear = () => {
    put(empty, null);
    setRecalled(false);
  };
  return {
    draft,
    isRecalled,
    change: (typed: Partial<T>) => {
      const after = { ...latest.current, ...typed };
      put(after, after);
    },
    /** Drops what was sent; what was typed while it was under way stays. */
    dropSent: (sent: object) => {
      // The page may have been left meanwhile and opened anew, where more was typed.
      const now = Object.entries({ ...latest.current, ...recallDraft<T>(page, subject) });
      const wasSent = new Map(Object.entries(sent));
      const later = now.filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(wasSent.get(field)));
      if (later.length === 0) clear();
      else put({ ...empty, ...Object.fromEntries(later) }, Object.fromEntries(later));
    },
    clear,
  };
}
