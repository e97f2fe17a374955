/** The heading of a page, which also names the document and receives the focus when somebody arrives. */
import { type ReactNode, useRef } from 'react';
import { useDocumentTitle } from './use-document-title.ts';
import { useFocusOnArrival } from './use-focus-on-arrival.ts';
import './page-heading.css';

type Props = {
  /** The short name for the browser's tab. */
  documentTitle: string;
  /** The address that stands for all addresses of this page, when it has several. */
  place?: string;
  children: ReactNode;
};

/** Draws the heading. */
export function PageHeading({ documentTitle, place, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(documentTitle);
  useFocusOnArrival(heading, place);
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
