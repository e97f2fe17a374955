/** Taking everybody away as a file. */
import { useAdminMessages } from '../messages/admin.ts';
import { endpoints } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { Icon } from '../ui/icon.tsx';

/** Draws the two downloads: plain links, so that the browser writes the file while it arrives. */
export function DirectoryExport() {
  const { t } = useAdminMessages();
  return (
    <Card title={t('admin.directory.export.title')} note={t('admin.directory.export.text')}>
      <div className="actions">
        <a className="button" href={endpoints.adminExportCsv} download>
          <Icon name="download" />
          {t('admin.directory.export.csv')}
        </a>
        <a className="button" href={endpoints.adminExportNdjson} download>
          <Icon name="download" />
          {t('admin.directory.export.ndjson')}
        </a>
      </div>
    </Card>
  );
}
