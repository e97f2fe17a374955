/** What the browser's tab and history call a page. */
import { useEffect } from 'react';

/** Names the document after the page and the product. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Foyer`;
  }, [title]);
}
