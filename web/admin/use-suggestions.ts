/** Colleagues who may be meant by what somebody types. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PeopleResponse } from '../../server/directory/schema.ts';
import { read } from '../api.ts';
import { endpoints } from '../paths.ts';

/** Shorter, and every letter of a quick typist asks the server. */
const restMs = 150;
/** What fits under a field without covering the page. */
const most = '6';

const nobody: PeopleResponse['people'] = [];

/** Gives a few colleagues; none while there is nothing to go by, or when the directory cannot be asked. */
export function useSuggestions(subject: string, text: string) {
  const q = useRested(text.trim());
  const query = useQuery({
    queryKey: ['suggestions', subject, q],
    queryFn: () => read<PeopleResponse>(endpoints.people({ q, limit: most })),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
  return q === '' ? nobody : (query.data?.people ?? nobody);
}

/** Gives the text once the typing rests. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
