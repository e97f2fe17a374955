/** Everything that is wrong with `tools.yaml`, as a report for whoever wrote it. */

/** One mistake. A mistake of the file as a whole has no line. */
export type ToolsFileProblem = { line?: number; found: string; expected: string };

/** The report: every mistake at once, each with its line. */
export class ToolsFileError extends Error {
  readonly problems: readonly ToolsFileProblem[];

  constructor(file: string, problems: readonly ToolsFileProblem[]) {
    const lines = problems.slice(0, MOST_LINES).map(describeProblem);
    const rest = problems.length - lines.length;
    super([`Foyer cannot use ${file}:`, ...lines, ...(rest > 0 ? [`  … and ${rest} more`] : [])].join('\n'));
    this.name = 'ToolsFileError';
    this.problems = problems;
  }
}

/** A report is read by a person; the first mistakes are mostly the cause of the others. */
const MOST_LINES = 50;

function describeProblem({ line, found, expected }: ToolsFileProblem): string {
  const text = `  ${line === undefined ? '' : `line ${line}: `}found ${found}; expected ${expected}`;
  // One mistake is one line, whatever stands in the file.
  return text.replace(/[\r\n\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
