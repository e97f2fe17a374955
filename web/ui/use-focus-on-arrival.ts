/** Moving the focus and the view when another page appears, as the browser does only for pages that it loads itself. */
import { type RefObject, useEffect } from 'react';
import { useLocation } from 'react-router';

/** The first page of a document leaves the focus to the browser, which reads the title and starts at the skip link. */
let isFirstPage = true;

/**
 * Moves the focus to the element, and the view to the top, when it appears or the address changes under it.
 *
 * Where several addresses are one page, `place` names it: moving about on that page then leaves the focus alone.
 */
export function useFocusOnArrival(element: RefObject<HTMLElement | null>, place?: string): void {
  const { pathname } = useLocation();
  const arrivedAt = place ?? pathname;

  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving at another address is what moves the focus.
  useEffect(() => {
    if (isFirstPage) {
      isFirstPage = false;
      return;
    }
    window.scrollTo(0, 0);
    element.current?.focus({ preventScroll: true });
  }, [arrivedAt]);
}
