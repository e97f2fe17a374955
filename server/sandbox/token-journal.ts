/**
 * Keeps issued tokens in a file, so that a restarted sandbox still knows them.
 *
 * Owns: the file. Each line is one JSON record, and a later line about the same token replaces an earlier one;
 * appending is cheap enough to happen before the answer leaves. Loading rewrites the file without what is over.
 * Does not: judge tokens. Called by: `tokens.ts`.
 */
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type Grant = {
  corpId: string;
  userId: string;
  /** The scope contained `corpid`, so the token answer names the organization. */
  tellsCorpId: boolean;
  /** What the person agreed to hand over. */
  permissions: readonly string[];
};

export type TokenRecord = { expiresAt: number } & (
  | { kind: 'app' }
  | { kind: 'code' | 'access' | 'refresh'; grant: Grant }
);

type TokenJournal = {
  load(isOver: (record: TokenRecord) => boolean): Map<string, TokenRecord>;
  write(token: string, record: TokenRecord | null): void;
};

/** Remembers nothing. */
export const memoryOnly: TokenJournal = { load: () => new Map(), write: () => {} };

/** Opens or creates the file; only its owner may read it. */
export function openTokenJournal(file: string): TokenJournal {
  return {
    load(isOver) {
      const records = readRecords(file);
      for (const [token, record] of records) {
        if (isOver(record)) {
          records.delete(token);
        }
      }
      rewrite(file, records);
      return records;
    },
    write: (token, record) => appendFileSync(file, toLine(token, record)),
  };
}

function readRecords(file: string): Map<string, TokenRecord> {
  const records = new Map<string, TokenRecord>();
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  for (const line of lines) {
    const entry = parseLine(line);
    if (entry?.record) {
      records.set(entry.token, entry.record);
    } else if (entry) {
      records.delete(entry.token);
    }
  }
  return records;
}

function parseLine(line: string): { token: string; record: TokenRecord | null } | null {
  try {
    return line === '' ? null : JSON.parse(line);
  } catch (error) {
    // The process may have died in the middle of its last line.
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}

function rewrite(file: string, records: Map<string, TokenRecord>): void {
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.next`;
  writeFileSync(next, [...records].map(([token, record]) => toLine(token, record)).join(''), { mode: 0o600 });
  // The mode given above is ignored when the file was there before.
  chmodSync(next, 0o600);
  renameSync(next, file);
}

function toLine(token: string, record: TokenRecord | null): string {
  return `${JSON.stringify({ token, record })}\n`;
}
