/** The tools of the person, and finding one among them. */
import { useRef, useState } from 'react';
import type { ToolEntry } from '../../server/tools/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref, paths } from '../paths.ts';
import type { Me } from '../session.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { isolated } from '../ui/foreign.tsx';
import { Refused } from '../ui/refused.tsx';
import { findTools } from './find-tools.ts';
import { ToolSearch } from './tool-search.tsx';
import { ToolTile } from './tool-tile.tsx';
import { useTileKeys } from './use-tile-keys.ts';
import { useTools } from './use-tools.ts';
import './launcher.css';

/** Draws the tools in their states: read, being read, none, refused. */
export function Launcher({ me }: { me: Me }) {
  const { t } = useSignedInMessages();
  const { tools, error, retry } = useTools(me.subject);
  if (tools && tools.length > 0) return <Tools tools={tools} />;
  return (
    <section className="launcher" aria-labelledby="my-tools">
      <h2 id="my-tools">{t('home.tools')}</h2>
      {tools && <NoTools isFoyerAdmin={me.isFoyerAdmin} />}
      {!tools && error && (
        <div className="card">
          <Refused title={t('home.toolsFailed')} error={error} retry={retry} level="h3" />
        </div>
      )}
      {!tools && !error && <WaitingTiles label={t('loading')} />}
    </section>
  );
}

function Tools({ tools }: { tools: readonly ToolEntry[] }) {
  const { t } = useSignedInMessages();
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLUListElement>(null);
  const [sought, setSought] = useState('');
  const onKeyDown = useTileKeys(grid, () => field.current?.focus());
  const found = findTools(tools, sought);
  return (
    <section className="launcher" aria-labelledby="my-tools">
      <div className="launcher-head">
        <h2 id="my-tools">{t('home.tools')}</h2>
        <p className="launcher-count" role="status">
          {sought && t('home.foundTools', { count: found.length })}
        </p>
        <ToolSearch field={field} onSeek={setSought} firstTile={() => grid.current?.querySelector('a')} />
      </div>
      <p id="tools-keys" hidden>
        {t('home.toolsKeys')}
      </p>
      {found.length === 0 && <NothingFound sought={sought} />}
      <ul ref={grid} className="tools" aria-labelledby="my-tools" aria-describedby="tools-keys" onKeyDown={onKeyDown}>
        {found.map((tool) => (
          <li key={tool.id}>
            <ToolTile tool={tool} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoTools({ isFoyerAdmin }: { isFoyerAdmin: boolean }) {
  const { t } = useSignedInMessages();
  return (
    <div className="card launcher-empty">
      <EmptyState title={t('home.noTools')} text={t('home.noToolsText')} />
      {isFoyerAdmin && <ButtonLink to={paths.adminAccess}>{t('home.seeAllTools')}</ButtonLink>}
    </div>
  );
}

/** Whoever does not find a tool may have typed a colleague's name. */
function NothingFound({ sought }: { sought: string }) {
  const { t } = useSignedInMessages();
  const q = isolated(sought);
  return (
    <div className="card launcher-empty">
      <EmptyState title={t('home.noSuchTool', { q })} text={t('home.noSuchToolText')} />
      <ButtonLink to={directoryHref({ q: sought })}>{t('home.findAsColleague', { q })}</ButtonLink>
    </div>
  );
}

function WaitingTiles({ label }: { label: string }) {
  return (
    <div className="tools tools-waiting" role="status" aria-label={label}>
      {['first', 'second', 'third'].map((tile) => (
        <span key={tile} className="tool-tile" />
      ))}
    </div>
  );
}
