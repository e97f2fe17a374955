/** Beginning an import, going on with one, or stopping it. */
import { useMutation } from '@tanstack/react-query';
import { change, toApiError } from '../../api.ts';

/** Gives the way to do it, and why it was refused. */
export function useImportAct(path: string, onSettled: () => void) {
  const act = useMutation({
    // What it answers is asked for anyway, and again while it goes on.
    mutationFn: () => change('POST', path),
    onSettled,
  });
  return { perform: () => act.mutate(), error: act.error && toApiError(act.error), isBusy: act.isPending };
}
