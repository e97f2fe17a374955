/** One tool, to be opened. */
import { useId } from 'react';
import type { ToolEntry } from '../../server/tools/schema.ts';
import { Foreign } from '../ui/foreign.tsx';
import { ToolIcon } from '../ui/tool-icon.tsx';

/** Draws the tile: a plain link, so that the middle button and the browser's own menu do what they always do. */
export function ToolTile({ tool }: { tool: ToolEntry }) {
  const id = useId();
  return (
    <a
      className="tool-tile"
      href={tool.url}
      aria-labelledby={`${id}-name`}
      aria-describedby={tool.description && `${id}-description`}
    >
      <ToolIcon tool={tool} />
      <span className="tool-words">
        <strong id={`${id}-name`} className="tool-name">
          <Foreign text={tool.name} />
        </strong>
        {tool.description && (
          <span id={`${id}-description`} className="tool-description">
            <Foreign text={tool.description} />
          </span>
        )}
      </span>
    </a>
  );
}
