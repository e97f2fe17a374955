/** A tool as one character on a tinted square, the way a workbench shows its applications. */
import { graphemes } from './graphemes.ts';
import './tool-icon.css';

type Props = {
  tool: { id: string; name: string; icon?: string };
  size?: 'small' | 'large';
};

/** Draws the icon. The tint follows from the id alone: a tool that is renamed, or gets another sign, is still recognized. */
export function ToolIcon({ tool: { id, name, icon }, size = 'large' }: Props) {
  const sign = icon ?? graphemes(name.trim())[0]?.toUpperCase() ?? '?';
  return (
    <span className={`tool-icon tool-icon-${size} tool-tint-${tintOf(id)}`} aria-hidden="true">
      <bdi className={graphemes(sign).length > 1 ? 'tool-sign tool-sign-wide' : 'tool-sign'}>{sign}</bdi>
    </span>
  );
}

/** The stylesheet has this many tints. */
const tints = 8;

function tintOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 33 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % tints;
}
