/**
 * Foyer in front of many tools, with many people who have one of them open.
 *
 * Owns: its folder, filled before it starts; and what nginx would ask it.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { loadConfig } from '../server/config/load-config.ts';
import { createToolTokens } from '../server/forward-auth/tool-tokens.ts';
import { openKeyRing } from '../server/open-keys.ts';
import { databaseIn, openDatabase } from '../server/storage/open-database.ts';
import { liveSettings } from '../server/testing/live-settings.ts';
import { startFoyer } from './foyer-process.ts';
import { browserHeaders, type Head, layDown, type Questions, questionAt } from './questions.ts';
import { type Amount, seedSessions } from './seed-sessions.ts';
import type { ServerProcess } from './server-process.ts';
import { originOf, TOOLS, writeToolsFile } from './tool-company.ts';

/** Nobody answers there: no decision asks DingTalk. */
export const STAND_IN = 'http://127.0.0.1:9';
/** So many sessions are tried before anything is measured, wherever they are among all. */
const TRIED = 500;
/** What says something of the connection or the moment, and not of a person. */
const OF_THE_CONNECTION = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']);

/** A folder for Foyer with sessions in it; `seconds` is how long filling it took. */
export type Seeded = { dataDir: string; questions: Questions; seconds: number };

/** Fills a folder for Foyer. */
export function seedFoyer(folder: string, amount: Amount): Seeded {
  const dataDir = mkdtempSync(join(folder, 'foyer-'));
  const db = openDatabase(databaseIn(dataDir));
  const startedAt = performance.now();
  const config = loadConfig({ ...liveSettings(STAND_IN), DATA_DIR: dataDir });
  const tokens = seedSessions(db, amount, createToolTokens(openKeyRing(config)));
  const seconds = (performance.now() - startedAt) / 1_000;
  db.close();
  return { dataDir, questions: layDown(folder, heads(), tokens), seconds };
}

/** The same sessions for another Foyer, with the secret on which their cookies depend. */
export function copyOf(folder: string, { dataDir, ...seeded }: Seeded): Seeded {
  const copy = mkdtempSync(join(folder, 'foyer-'));
  cpSync(dataDir, copy, { recursive: true });
  return { ...seeded, dataDir: copy };
}

/** What nginx asks on behalf of a browser that opens a page, of each tool. */
function heads(): Head[] {
  return Array.from({ length: TOOLS }, (_, tool) => ({
    path: '/forward-auth/nginx',
    headers: {
      host: '127.0.0.1:3000',
      'x-original-url': `${originOf(tool)}/pages/overview?tab=latest&page=2`,
      'x-original-method': 'GET',
      'x-forwarded-for': '203.0.113.7',
      ...browserHeaders,
    },
    // The tool has a session of its own.
    cookieStart: 'session=6ab2f4ce63d1c0a7; __Host-foyer-tool=',
  }));
}

/** Starts Foyer over such a folder. */
export function startFoyerWithTools(
  { dataDir }: Seeded,
  assertion: Parameters<typeof writeToolsFile>[0],
): Promise<ServerProcess> {
  const toolsFile = join(dataDir, 'tools.yaml');
  writeFileSync(toolsFile, writeToolsFile(assertion));
  return startFoyer(dataDir, STAND_IN, { TOOLS_FILE: toolsFile });
}

/** Asks for sessions of every tool; gives the headers of an answer, as any other server may give them as well. */
export async function readAnswer(origin: string, questions: Questions): Promise<Record<string, string>> {
  const step = Math.ceil(questions.cookieEnds.length / TRIED) + 1;
  let answer = {};
  for (let index = 0; index < questions.cookieEnds.length; index += step) {
    const { path, headers } = questionAt(questions, index);
    const { statusCode, body, headers: answered } = await request(new URL(path, origin), { headers });
    assert.deepEqual([statusCode, await body.text()], [200, '']);
    assert.ok(answered['remote-user'] && answered['remote-groups'] && answered['remote-email'], 'everything is known');
    answer = answered;
  }
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]) => (OF_THE_CONNECTION.has(name) ? [] : [[name, String(value)]])),
  );
}
