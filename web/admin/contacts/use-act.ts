/** One change of the company: sent once, never again by itself, and what the pages know is asked anew afterwards. */
import { type MutationState, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
import { type ApiError, changeAndRead, toApiError } from '../../api.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { useAnnounce } from '../../ui/announcer.tsx';

/** `typed` is what stood in the form when it was sent. */
type Request = { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body?: object; typed?: object };

/** What a change of the company may show in. */
const shownIn: readonly unknown[] = [
  'directory',
  'departments',
  'department',
  'people',
  'person',
  'suggestions',
  'admin-identity',
  'admin-by-mobile',
  'admin-invitations',
  'admin-department',
  'admin-external-contacts',
  'admin-audit',
];

type Options<Answer> = {
  /** Also when the page was left meanwhile. */
  onDone?: (answer: Answer, request: Request) => void;
  onFailed?: (error: ApiError) => void;
  /** Under this name whoever left the page meanwhile finds on it what came of the act. */
  name?: readonly string[];
  /** What screen readers are told of a failure when the page that would show it was left. */
  failed?: string;
};

/** Gives the way to act, and what came of it. A second press while it is under way is nothing. */
export function useAct<Answer>({ onDone, onFailed, name, failed }: Options<Answer>) {
  const client = useQueryClient();
  const { t } = useAdminMessages();
  const announce = useAnnounce();
  const isHere = useRef(true);
  const ownName = useId();
  const mutationKey = ['act', ...(name ?? [ownName])];
  const { mutate } = useMutation({
    mutationKey,
    mutationFn: ({ method, path, body }: Request) => changeAndRead<Answer>(method, path, body),
    // Until it was seen, or the tab is closed.
    ...(name && { gcTime: Number.POSITIVE_INFINITY }),
    onSuccess: (answer, request) => onDone?.(answer, request),
    onError: (cause) => {
      const error = toApiError(cause);
      if (failed && !isHere.current) announce(mayBeDone(error) ? t('contacts.unknown') : failed);
      onFailed?.(error);
    },
    // Also after a failure: nobody knows what was done when no answer came.
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey: [first] }) => shownIn.includes(first) }),
  });
  const filters = { mutationKey, exact: true };
  const latest = useMutationState<MutationState<Answer, Error, Request>>({
    filters,
    select: ({ state }) => state as MutationState<Answer, Error, Request>,
  }).at(-1);
  const forget = () => {
    const cache = client.getMutationCache();
    for (const act of cache.findAll(filters)) if (act.state.status !== 'pending') cache.remove(act);
  };
  // What came of it was seen on the page that is left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the page is left.
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      forget();
    };
  }, []);
  return {
    perform: (request: Request) => {
      // Asked of the cache: what is drawn may be a press behind.
      if (client.isMutating(filters) > 0) return;
      forget();
      mutate(request);
    },
    answer: latest?.data,
    error: latest?.error ? toApiError(latest.error) : null,
    isBusy: latest?.status === 'pending',
    reset: forget,
  };
}

/** What a failure says when nobody knows whether the act was done: it may have been, and the answer was lost. */
const lostOnTheWay: readonly string[] = ['foyer_unreachable', 'timed_out', 'internal'];

/** Says whether the act may have been done all the same. */
export function mayBeDone({ code, about }: ApiError): boolean {
  return about.reason === 'unknown_outcome' || lostOnTheWay.includes(code);
}
