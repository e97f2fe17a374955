/** The departments of the company, each with the way down to it. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DepartmentsResponse } from '../../../server/directory/schema.ts';
import { read } from '../../api.ts';
import { endpoints } from '../../paths.ts';
import { toPlaces } from './find-departments.ts';

/** Gives the departments; none while they are read. */
export function useCompanyDepartments(subject: string) {
  const { data, isError } = useQuery({
    queryKey: ['departments', subject],
    queryFn: () => read<DepartmentsResponse>(endpoints.departments),
  });
  const places = useMemo(() => toPlaces(data?.departments ?? []), [data]);
  return { places, isFailed: isError };
}
