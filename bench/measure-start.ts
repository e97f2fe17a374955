import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { liveSettings } from '../server/testing/live-settings.ts';
import { findFreePort } from '../server/testing/proxy-process.ts';
import { type Figure, median } from './figures.ts';
import { spawnNode } from './server-process.ts';

const STARTS = 5;
const MOST_MS = 1_000;
const POLL_MS = 3;
const GIVE_UP_MS = 30_000;
/** Nobody answers there, and a start must not ask. */
const STAND_IN = 'http://127.0.0.1:9';
const main = join(import.meta.dirname, '../server/main.ts');

/** First starts of the program, each in an empty folder: from the command to the first healthy answer. */
export async function measureStart(folder: string): Promise<Figure[]> {
  const live: number[] = [];
  const sandbox: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    live.push(await startOnce(folder, liveSettings(STAND_IN)));
    sandbox.push(await startOnce(folder, { SANDBOX_PORT: '0' }));
  }
  const target = { below: MOST_MS };
  return [
    { name: 'start until healthy, with a DingTalk app', value: median(live), unit: 'ms', target },
    { name: 'start until healthy, with the sandbox', value: median(sandbox), unit: 'ms', target },
  ];
}

async function startOnce(folder: string, settings: Readonly<Record<string, string>>): Promise<number> {
  const cwd = mkdtempSync(join(folder, 'start-'));
  const port = await findFreePort();
  const startedAt = performance.now();
  const env = { ...settings, PORT: String(port), DATA_DIR: cwd };
  const child = spawnNode({ script: main, role: 'measured', env, cwd, channel: 'ignore' });
  const ended = once(child, 'exit');
  try {
    const health = `http://127.0.0.1:${port}/healthz`;
    while (!(await isHealthy(health))) {
      if (child.exitCode !== null) throw new Error('Foyer ended instead of starting');
      if (performance.now() - startedAt > GIVE_UP_MS) throw new Error('Foyer did not become healthy');
      await sleep(POLL_MS);
    }
    return performance.now() - startedAt;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url);
    await body.dump();
    return statusCode === 200;
  } catch {
    // Not listening yet.
    return false;
  }
}
