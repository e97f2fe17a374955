/** Where the focus goes on this page, whose parts come and go while it stays. */
import { type RefObject, useEffect, useRef } from 'react';

type Places = {
  card: RefObject<HTMLElement | null>;
  list: RefObject<HTMLUListElement | null>;
  heading: RefObject<HTMLHeadingElement | null>;
};

/** Moves the focus into an opened card, and from a closed one back to whose it was. */
export function useCardFocus(userId: string | undefined, { card, list, heading }: Places): void {
  const last = useRef(userId);
  useEffect(() => {
    const before = last.current;
    last.current = userId;
    // Arriving with an open card is arriving at a page: its heading has the focus.
    if (before === userId) return;
    if (userId !== undefined) {
      // On a phone the card takes the place of the list, and begins at the top.
      if (!isShown(heading.current)) window.scrollTo(0, 0);
      card.current?.focus({ preventScroll: true });
      return;
    }
    const row = list.current?.querySelector<HTMLElement>(`[data-user="${CSS.escape(before ?? '')}"]`);
    (row ?? heading.current)?.focus();
  }, [userId, card, list, heading]);
}

/** Moves the focus to the heading of another department when what had it is gone: a step of the way, a tree that closed. */
export function useFocusOnDepartment(departmentId: number | undefined, heading: Places['heading']): void {
  const last = useRef(departmentId);
  useEffect(() => {
    if (last.current === departmentId) return;
    last.current = departmentId;
    const { activeElement } = document;
    if (activeElement === document.body || !isShown(activeElement)) heading.current?.focus();
  }, [departmentId, heading]);
}

/** Gives whether the element has a place on the page. */
function isShown(element: Element | null): boolean {
  return element !== null && element.getClientRects().length > 0;
}
