/** What somebody asked for and may not open, whichever way they came. */
import { useParams, useSearchParams } from 'react-router';
import { handOverHref, interactionHrefs } from '../paths.ts';

export type Asked = {
  /** How the server is asked about it. */
  about: { target: string } | { tool: string };
  /** Where it is asked for again; the server judges anew. */
  againHref: string;
  /** Where the tool hears that nobody comes; null where none waits for an answer. */
  backHref: string | null;
};

/** Gives it, from the address of the page and the tool that the server has named. */
export function useAsked(tool: string | undefined): Asked {
  const { uid } = useParams();
  const [search] = useSearchParams();
  if (uid !== undefined) {
    const { again, back } = interactionHrefs(uid);
    return { about: { tool: tool ?? '' }, againHref: again, backHref: back };
  }
  const target = search.get('target') ?? '';
  return { about: { target }, againHref: handOverHref(target), backHref: null };
}
