/** The key that leads into a search field from anywhere on the page. */
import { type RefObject, useEffect } from 'react';

/** Moves the focus into the field when "/" is pressed, unless somebody is writing elsewhere. */
export function useSearchShortcut(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      if (isWritten(event.target) || !field.current) return;
      // Otherwise the key that opens the field would stand in it.
      event.preventDefault();
      field.current.focus();
      field.current.select();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [field]);
}

function isWritten(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
