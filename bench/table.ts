import { describeReached, describeTarget, type Figure } from './figures.ts';

const headings = ['', 'value', 'unit', 'target', 'reached'];

/** The figures as a table of plain text, one line each. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [headings, ...figures.map(toRow)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => pad(cell, column, widths[column] ?? 0)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The value as it is shown: three digits say all that a shared machine can tell. */
function formatValue(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 3) });
}

function toRow(figure: Figure): string[] {
  return [figure.name, formatValue(figure.value), figure.unit, describeTarget(figure), describeReached(figure)];
}

/** Numbers stand to the right, so that their sizes can be compared at a glance. */
function pad(cell: string, column: number, width: number): string {
  return headings[column] === 'value' ? cell.padStart(width) : cell.padEnd(width);
}
