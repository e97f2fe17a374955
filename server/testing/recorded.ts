/** What a server has written into its audit log. */
import type { AuditEntry } from '../audit/audit-log.ts';
import type { AuditRow } from '../audit/audit-reads.ts';
import type { TestServer } from './start-test-server.ts';

/** The rows of some acts, or of all, the first one first. */
export async function recorded(
  { services }: Pick<TestServer, 'services'>,
  ...acts: AuditEntry['act'][]
): Promise<AuditRow[]> {
  const { rows } = await services.audit.list({ ...(acts.length > 0 && { acts }), limit: 100 });
  return rows.toReversed();
}

/** The parts by which a row says what happened, without its numbers. */
export function brief(entry: AuditEntry | undefined): string | null {
  if (entry === undefined) return null;
  const { act, outcome, actor, target, code } = entry;
  return [act, outcome, actor?.userId ?? '-', target?.kind ?? '-', code ?? '-'].join(' ');
}
