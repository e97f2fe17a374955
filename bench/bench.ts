/**
 * `npm run bench`: what Foyer costs, in one table and in `bench/results.json`. It takes about a quarter of an hour;
 * `npm run bench -- decision` measures what begins with that word, and leaves the file as it is.
 *
 * Owns: the order of the measurements, and that nothing of them stays behind. A missed target is a line in the table,
 * not a failure: on a machine that does other things, figures are read by people.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveMeasuredCore } from './cores.ts';
import { describeReached, describeTarget, type Figure } from './figures.ts';
import { measureDirectory } from './measure-directory.ts';
import { measureForwardAuth } from './measure-forward-auth.ts';
import { measureGuards } from './measure-guards.ts';
import { measureManySessions } from './measure-many-sessions.ts';
import { measureMemory } from './measure-memory.ts';
import { measureOidc } from './measure-oidc.ts';
import { measureRequests } from './measure-requests.ts';
import { measureSearch } from './measure-search.ts';
import { measureSignIn } from './measure-sign-in.ts';
import { measureStart } from './measure-start.ts';
import { measureWebApp } from './measure-web-app.ts';
import { formatTable } from './table.ts';

const measurements = {
  requests: measureRequests,
  'sign-in': measureSignIn,
  start: measureStart,
  memory: measureMemory,
  directory: measureDirectory,
  search: measureSearch,
  decision: measureForwardAuth,
  'decision with many sessions': measureManySessions,
  'decision beside other guards': measureGuards,
  oidc: measureOidc,
  'web app': measureWebApp,
} as const;

async function main(): Promise<void> {
  if (!existsSync(join(import.meta.dirname, '../web/dist/index.html'))) {
    throw new Error('the web app is not built: run "npm run build" first');
  }
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

  leaveMeasuredCore();
  const figures: Figure[] = [];
  const [wanted = ''] = process.argv.slice(2);
  for (const [name, measure] of Object.entries(measurements)) {
    if (!name.startsWith(wanted)) continue;
    process.stderr.write(`measuring: ${name}\n`);
    const part = mkdtempSync(join(folder, 'part-'));
    figures.push(...(await measure(part)));
    rmSync(part, { recursive: true });
  }
  const machine = describeMachine();
  process.stdout.write(`\n${formatTable(figures)}\n\nNode ${machine.node}, ${machine.cores} cores, ${machine.cpu}\n`);
  if (wanted !== '') return;
  writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(toResults(figures, machine), null, 2)}\n`);
}

function describeMachine() {
  return { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
}

function toResults(figures: readonly Figure[], machine: ReturnType<typeof describeMachine>) {
  const results = figures.map((figure) => {
    const { name, value, unit } = figure;
    const [target, reached] = [describeTarget(figure) || null, describeReached(figure) || null];
    return { name: name.trim(), value, unit, target, reached };
  });
  return { measuredAt: new Date().toISOString(), machine, results };
}

await main();
