import type { Tool } from '../access/tool.ts';
import type { ToolEntry } from './schema.ts';

/** A tool as everybody may know it. */
export function toToolEntry({ id, name, description, icon, url }: Tool): ToolEntry {
  return { id, name, ...(description !== undefined && { description }), ...(icon !== undefined && { icon }), url };
}
