/** The text of `tools.yaml`. Does not: understand it (`tools-file.ts`). */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { ToolsFileError } from './tools-file-error.ts';

const MOST_BYTES = 1_000_000;

/**
 * The text of the file.
 *
 * @throws {ToolsFileError} when it cannot be read, or is not text of a bearable size
 */
export function readToolsFile(file: string): string {
  const refuse = (found: string, expected: string) => new ToolsFileError(file, [{ found, expected }]);
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw refuse('something that is not a file', 'a file');
    const bytes = stats.size > MOST_BYTES ? null : readFileSync(file);
    if (bytes === null || bytes.length > MOST_BYTES) throw refuse('more than 1 MB', 'at most 1 MB');
    if (!isUtf8(bytes)) throw refuse('bytes that are not UTF-8', 'text, saved as UTF-8');
    // The decoder skips the mark that some editors put at the beginning.
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof ToolsFileError) throw error;
    throw refuse(`nothing that can be read (${error instanceof Error ? error.message : 'unknown'})`, 'a readable file');
  }
}
