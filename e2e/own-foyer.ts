/** A Foyer of a journey's own, for what the one that all share is not: another kind of app, other administrators. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { addressesOf, BESIDE_EACH_OTHER, parallelIndex } from './addresses.ts';

const own = addressesOf(BESIDE_EACH_OTHER + parallelIndex);

type Changes = { env?: Record<string, string>; toolsFile?: string };

/** Starts it, lets somebody work with its address, and ends it. */
export async function withOwnFoyer(
  { env = {}, toolsFile }: Changes,
  work: (foyer: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-e2e-own-'));
  const rules = join(folder, 'tools.yaml');
  if (toolsFile !== undefined) writeFileSync(rules, toolsFile);
  const server = spawn('node', ['server/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'ignore',
    env: {
      ...process.env,
      ...env,
      PUBLIC_URL: own.foyer,
      PORT: new URL(own.foyer).port,
      SANDBOX_PORT: new URL(own.sandbox).port,
      DATA_DIR: join(folder, 'data'),
      ...(toolsFile !== undefined && { TOOLS_FILE: rules }),
    },
  });
  try {
    await expect.poll(() => isReady(own.foyer), { timeout: 30_000 }).toBe(true);
    await work(own.foyer);
  } finally {
    await end(server);
  }
}

/** Signs somebody in there. */
export async function signInThere(page: Page, foyer: string, name: RegExp): Promise<void> {
  await page.goto(`${foyer}/auth/sign-in`);
  await page.getByRole('button', { name }).first().click();
  await expect(page).toHaveURL((url) => url.origin === foyer);
}

async function isReady(foyer: string): Promise<boolean> {
  return (await fetch(`${foyer}/readyz`).catch(() => null))?.ok === true;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
}
