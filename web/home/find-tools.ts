/** Looking among the tools, which are all here already. */
import type { ToolEntry } from '../../server/tools/schema.ts';

/** Gives the tools in whose name, description or id every word stands, in their own order; all of them for no word. */
export function findTools(tools: readonly ToolEntry[], sought: string): readonly ToolEntry[] {
  const words = fold(sought).split(/\s+/).filter(Boolean);
  return tools.filter(({ id, name, description = '' }) => {
    const text = fold(`${name}\n${description}\n${id}`);
    return words.every((word) => text.includes(word));
  });
}

/** Chinese input methods write letters and digits as wide as Chinese characters; nobody means another letter by that. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
