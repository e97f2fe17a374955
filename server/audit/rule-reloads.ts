/** Changes of the file with administrators and tools, in the audit log: whoever wrote it is known to the computer only. */
import type { LiveRules } from '../access/rules.ts';
import type { Rules, Tool } from '../access/tool.ts';
import type { AuditLog } from './audit-log.ts';

/** Records every change from now on, also of a file that has mistakes and so does not count. */
export function recordReloads(rules: LiveRules, audit: AuditLog): void {
  const target = { kind: 'rules' as const, id: rules.file ?? '' };
  rules.follow((reload) => {
    const about = { act: 'rules_reloaded' as const, actor: null, target };
    if ('report' in reload) return audit.record({ ...about, outcome: 'refused', after: { report: reload.report } });
    const { before, after } = reload;
    const isChanged = createIsChanged(before, after);
    return audit.record({
      ...{ ...about, outcome: 'done' },
      before: describe(before, isChanged),
      after: describe(after, isChanged),
    });
  });
}

/** Who are administrators and which tools there are; and all that the file says of the tools that changed. */
function describe({ admins, tools }: Rules, isChanged: (id: string) => boolean): Record<string, unknown> {
  const changed = tools.filter(({ id }) => isChanged(id)).map((tool) => [`tool ${tool.id}`, JSON.parse(write(tool))]);
  return {
    administrators: [...admins].toSorted(),
    tools: tools.map(({ id }) => id).toSorted(),
    ...Object.fromEntries(changed),
  };
}

function createIsChanged(before: Rules, after: Rules): (id: string) => boolean {
  const [was, is] = [before, after].map(({ tools }) => new Map(tools.map((tool) => [tool.id, write(tool)])));
  return (id) => was?.get(id) !== is?.get(id);
}

/** A line that moved changes nothing; a secret writes itself as `[secret]`. */
function write(tool: Tool): string {
  return JSON.stringify(tool, (key, value) => (key === 'line' ? undefined : value));
}
