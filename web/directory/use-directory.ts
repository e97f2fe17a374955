/** The questions that the pages of the directory ask. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type {
  DepartmentResponse,
  DepartmentsResponse,
  DirectoryResponse,
  PeopleResponse,
  PersonResponse,
} from '../../server/directory/schema.ts';
import { read, toApiError } from '../api.ts';
import { endpoints } from '../paths.ts';
import type { Place } from './use-place.ts';

/** The directory is read anew once an hour; within a minute nothing worth asking for has changed. */
const freshMs = 60_000;

/** How often to look whether the first reading is done. */
const readingMs = 2_000;
const waitingMs = 15_000;

/** Two screens of people: few enough to come at once, many enough that scrolling seldom waits. */
const pageSize = 40;

/** Gives whether the directory can be used; while it cannot, looks again by itself. */
export function useDirectory(subject: string) {
  const query = useQuery({
    queryKey: ['directory', subject],
    queryFn: () => read<DirectoryResponse>(endpoints.directory),
    refetchInterval: ({ state }) => {
      if (state.data?.state !== 'empty') return false;
      return state.data.reading ? readingMs : waitingMs;
    },
  });
  return { directory: query.data, ...outcomeOf(query) };
}

/** Gives all departments, parents first. */
export function useDepartments(subject: string) {
  const query = useQuery({
    queryKey: ['departments', subject],
    queryFn: () => read<DepartmentsResponse>(endpoints.departments),
    staleTime: freshMs,
  });
  return { departments: query.data?.departments, ...outcomeOf(query) };
}

/** Gives one department with its managers. */
export function useDepartment(subject: string, id: number) {
  const query = useQuery({
    queryKey: ['department', subject, id],
    queryFn: () => read<DepartmentResponse>(endpoints.department(id)),
    staleTime: freshMs,
  });
  return { department: query.data?.department, ...outcomeOf(query) };
}

/** Gives the people of the place page by page; the former ones stay in view until the new ones are there. */
export function usePeople(subject: string, { q, departmentId }: Place) {
  const query = useInfiniteQuery({
    queryKey: ['people', subject, q, departmentId ?? null],
    queryFn: ({ pageParam }) => read<PeopleResponse>(endpoints.people(toQuery(q, departmentId, pageParam))),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    staleTime: freshMs,
  });
  return {
    people: query.data?.pages.flatMap((page) => page.people),
    total: query.data?.pages[0]?.total ?? 0,
    isOutdated: query.isPlaceholderData,
    hasMore: query.hasNextPage && !query.isPlaceholderData,
    isReadingMore: query.isFetchingNextPage,
    hasMoreFailed: query.isFetchNextPageError,
    readMore: () => void query.fetchNextPage(),
    ...outcomeOf(query),
  };
}

/** Gives somebody's card; nothing is asked while nobody's is open. */
export function usePerson(subject: string, userId: string | undefined) {
  const query = useQuery({
    queryKey: ['person', subject, userId ?? null],
    queryFn: () => read<PersonResponse>(endpoints.person(userId ?? '')),
    enabled: userId !== undefined,
    staleTime: freshMs,
  });
  return { card: query.data, ...outcomeOf(query) };
}

function outcomeOf(query: { error: Error | null; refetch: () => Promise<unknown> }) {
  return { error: query.error && toApiError(query.error), retry: () => void query.refetch() };
}

function toQuery(q: string, departmentId: number | undefined, cursor: string): Record<string, string> {
  return {
    ...(q && { q }),
    ...(departmentId !== undefined && { department: String(departmentId) }),
    ...(cursor && { cursor }),
    limit: String(pageSize),
  };
}
