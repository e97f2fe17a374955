/** Every tool of the file at a glance. */
import { Link } from 'react-router';
import type { AdminToolsResponse } from '../../server/tools/schema.ts';
import { useAdminMessages } from '../messages/admin.ts';
import { accessHref } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { OpensTo } from '../ui/opens-to.tsx';
import { ToolIcon } from '../ui/tool-icon.tsx';

/** Draws the list. */
export function ToolsOverview({ overview: { file, tools } }: { overview: AdminToolsResponse }) {
  const { t } = useAdminMessages();
  const withoutFile = t(tools.length > 0 ? 'admin.access.noFileDemo' : 'admin.access.noFile');
  const note = file === null ? withoutFile : t('admin.access.file', { file });
  return (
    <Card title={t('admin.access.allTools')} note={note}>
      {tools.length === 0 ? (
        <EmptyState title={t('admin.access.noTools')} text={t('admin.access.noToolsText')} />
      ) : (
        <ul className="access-tools">
          {tools.map((tool) => (
            <ToolRow key={tool.id} tool={tool} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ToolRow({ tool }: { tool: AdminToolsResponse['tools'][number] }) {
  const { t } = useAdminMessages();
  const isClosed = tool.opensTo.length === 0;
  return (
    <li className="access-tool">
      <ToolIcon tool={tool} size="small" />
      <div className="access-tool-words">
        <p className="access-tool-name">
          <Link to={accessHref({ tool: tool.id })}>
            <Foreign text={tool.name} />
          </Link>
          {isClosed && <span className="chip chip-danger">{t('admin.access.closed')}</span>}
          {tool.rules > 0 && <span className="chip">{t('admin.access.rules', { count: tool.rules })}</span>}
        </p>
        <p className="access-tool-hosts">
          <code className="foreign">{tool.hosts.length > 0 ? tool.hosts.join(', ') : tool.url}</code>
        </p>
        {!isClosed && <OpensTo conditions={tool.opensTo} label={t('admin.access.opensTo')} />}
      </div>
      <span className="access-line">{t('admin.access.line', { line: tool.line })}</span>
    </li>
  );
}
