/**
 * Where the journeys' own Foyers keep their databases, and what no browser can do to one.
 *
 * The first process makes the folder; the ones that run the journeys find it by the variable.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

process.env.FOYER_E2E_DATA ??= mkdtempSync(join(tmpdir(), 'foyer-e2e-'));
const folder = process.env.FOYER_E2E_DATA;

/** The folder of one row of journeys. */
export function dataFolderOf(row: number): string {
  return join(folder, String(row));
}

/** Moves every sign-in of the row so many minutes into the past, as if the browsers had been left open for so long. */
export function ageSignIns(row: number, minutes: number): void {
  const db = new DatabaseSync(join(dataFolderOf(row), 'foyer.sqlite'), { timeout: 5_000 });
  db.prepare(
    `UPDATE sessions SET record = json_set(record, '$.startedAt', json_extract(record, '$.startedAt') - ?)
     WHERE ended_at IS NULL`,
  ).run(minutes * 60_000);
  db.close();
}
