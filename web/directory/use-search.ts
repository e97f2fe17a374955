/** What stands in the search field, and how it gets into the address. */
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { directoryHref } from '../paths.ts';
import type { Place } from './use-place.ts';

/** Shorter, and every letter of a quick typist asks the server; longer, and the results feel slow. */
const restMs = 150;

/** Gives the text of the field and the way to change it; the address follows once the typing rests. */
export function useSearch(place: Place) {
  const navigate = useNavigate();
  const [text, setText] = useState(place.q);
  const written = useRef(place.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  useEffect(() => {
    // Only what others put into the address (Back, a link): our own words may already be behind the typing.
    if (place.q === written.current) return;
    written.current = place.q;
    setText(place.q);
  }, [place.q]);

  const write = (q: string) => {
    if (q === latest.current.q) return;
    written.current = q;
    // One search is one step back, however many letters it took.
    void navigate(directoryHref({ ...latest.current, q }), { replace: latest.current.q !== '' });
  };

  const change = (value: string, isComposing: boolean) => {
    setText(value);
    clearTimeout(timer.current);
    if (isComposing) return;
    timer.current = setTimeout(() => write(value.trim()), restMs);
  };
  return { text, change };
}
