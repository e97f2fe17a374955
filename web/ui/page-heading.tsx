/** The heading of a page, which also names the document and receives the focus when somebody arrives. */
import { type ReactNode, useRef } from 'react';
import { useDocumentTitle } from './use-document-title.ts';
import { useFocusOnArrival } from './use-focus-on-arrival.ts';
import './page-heading.css';

/** Draws the heading; `documentTitle` is the short name for the browser's tab. */
export function PageHeading({ documentTitle, children }: { documentTitle: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(documentTitle);
  useFocusOnArrival(heading);
  return (
    <h1 ref={heading} tabIndex={-1} className="page-heading">
      {children}
    </h1>
  );
}

/** Moves the focus to the heading when its place on the page goes away; the keyboard would start at the top otherwise. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}
