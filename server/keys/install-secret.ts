import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEAST_SECRET_LENGTH, Secret } from '../secret.ts';

/**
 * The secret kept in `DATA_DIR/secret`, made at the first start and readable by its owner alone.
 *
 * It is written aside and then linked into place: a start that is killed half-way leaves no half secret, and of two
 * first starts at once both get the same one.
 */
export function loadInstallSecret(dataDir: string): Secret {
  const path = pathIn(dataDir);
  const existing = readIfThere(path);
  if (existing !== null) return toSecret(existing, path);
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    linkUnlessThere(draft, path);
  } finally {
    rmSync(draft);
  }
  return toSecret(readFileSync(path, 'utf8').trim(), path);
}

/** Whether a start has made or found one. */
export function hasInstallSecret(dataDir: string): boolean {
  return existsSync(pathIn(dataDir));
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'secret');
}

/** An empty file must not become a key that anybody could derive. */
function toSecret(text: string, path: string): Secret {
  if (text.length >= LEAST_SECRET_LENGTH) return new Secret(text);
  throw new Error(`${path} holds no secret of at least ${LEAST_SECRET_LENGTH} characters: restore it, or remove it`);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function linkUnlessThere(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
