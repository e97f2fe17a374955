#!/usr/bin/env node
/**
 * The entry: `node server/main.ts [serve | dev | sandbox | doctor | explain | keys]`.
 *
 * Owns: the process. It alone reads the environment, the arguments and the signals, and it alone exits.
 */
// Before anything large is loaded.
import './keep-compiled.ts';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { ToolsFileError } from './access/tools-file-error.ts';
import { listenOrExplain } from './config/listen-or-explain.ts';
import { type Config, loadConfig } from './config/load-config.ts';
import { ConfigError } from './config/problems.ts';
import { createLogger } from './logger.ts';
import type { DiagnosisLine } from './doctor/schema.ts';
import type { ExaminedServices } from './open-beside.ts';
import { paths } from './paths.ts';
import type { Services } from './services.ts';

/** After SIGTERM a proxy gets this long to hear that Foyer is not ready any more, before connections are refused. */
const DRAIN_MS = 500;
/** Whoever waits for Foyer to answer comes first; then what takes longer is made, and the company is read. */
const WORK_AFTER_MS = 1_000;
/** Requests under way get this long to finish. */
const SHUTDOWN_MS = 8_000;

const commands = {
  serve: (load: () => Config) => serve(load(), 'built'),
  dev: (load: () => Config) => serve(load(), 'vite'),
  sandbox: (load: () => Config) => serveSandbox(load()),
  doctor: examine,
  explain,
  keys: changeKeys,
} as const;

async function main(command = 'serve'): Promise<void> {
  const known = Object.keys(commands).join(', ');
  if (!Object.hasOwn(commands, command)) fail(`Unknown command "${command}". Known: ${known}.`);
  if (existsSync('.env')) process.loadEnvFile('.env');
  await commands[command as keyof typeof commands](() => loadConfig(process.env, process.execArgv));
}

async function serve(config: Config, webApp: 'built' | 'vite'): Promise<void> {
  const logger = createLogger(config.logLevel);
  for (const warning of config.warnings) logger.warn(warning);
  const { openServices } = await import('./services.ts');
  const { buildServer } = await import('./build-server.ts');
  const services = await openServices({ config, logger, webApp });
  const app = await buildServer(config, services);
  // Before anybody can know that Foyer is there, and sends the signal.
  const skip = reloadOnHangUp(services);
  const listening = { ...config.listen, listenTextResolver: (address: string) => `listening at ${address}` };
  const address = await listenOrExplain(() => app.listen(listening), ['HOST', 'PORT']);
  services.demoTools.answerThrough(new URL(address.replace('[::]', '[::1]')));
  const firstWork = setTimeout(() => {
    void services.signingKeys.ready();
    services.runner.start();
    services.contacts.imports.runner.resume();
  }, WORK_AFTER_MS).unref();
  closeWithGrace({ delay: SHUTDOWN_MS, logger, skip }, async ({ err, signal }) => {
    clearTimeout(firstWork);
    if (err) logger.fatal({ err }, 'Foyer ends because of an error that nobody expected');
    services.lifecycle.isStopping = true;
    if (signal === 'SIGTERM') await sleep(DRAIN_MS);
    await app.close();
    await services.close();
  });
  announce(config, services);
}

/** A service reads its rules again on SIGHUP. In a terminal that is closed the same signal ends Foyer, like any program. */
function reloadOnHangUp({ rules, logger }: Services): ['SIGHUP'] | [] {
  if (process.stdin.isTTY) return [];
  process.on('SIGHUP', () => {
    logger.info('SIGHUP: the rules are read again');
    rules.reload();
  });
  return ['SIGHUP'];
}

async function serveSandbox(config: Config): Promise<void> {
  const { createSandbox, sandboxApp } = await import('./sandbox/sandbox.ts');
  const redirectUri = new URL(paths.callback, config.publicUrl).href;
  const sandbox = createSandbox({ redirectUris: [redirectUri] });
  const address = { host: '127.0.0.1', port: config.sandboxPort };
  const origin = await listenOrExplain(() => sandbox.listen(address), ['SANDBOX_PORT']);
  closeWithGrace({ delay: SHUTDOWN_MS }, async ({ err }) => {
    if (err) process.stderr.write(`${err.stack}\n`);
    await sandbox.close();
  });
  print([
    `The sandbox plays DingTalk at ${origin}.`,
    `It knows one redirect address, made from PUBLIC_URL: ${redirectUri}`,
    'Run Foyer with these settings against it:',
    `  PUBLIC_URL=${config.publicUrl.origin}`,
    `  DINGTALK_CLIENT_ID=${sandboxApp.clientId}`,
    `  DINGTALK_CLIENT_SECRET=${sandboxApp.clientSecret}`,
    `  DINGTALK_CORP_ID=${sandboxApp.corpId}`,
    `  DINGTALK_LOGIN_URL=${origin} DINGTALK_API_URL=${origin} DINGTALK_OAPI_URL=${origin}`,
  ]);
}

/** Looks at everything and says what is wrong; settings that nobody can work with are findings as well. */
async function examine(load: () => Config): Promise<void> {
  const { readCommandOptions, usage } = await import('./doctor/command-options.ts');
  const options = readCommandOptions(process.argv.slice(3), process.env, process.stdout.isTTY === true);
  if (options === null) return leaveUnanswered(usage);
  const { showDiagnosis } = await import('./doctor/terminal.ts');
  process.exitCode = await showDiagnosis(linesOf(load), options, (text) => process.stdout.write(text));
}

async function* linesOf(load: () => Config): AsyncGenerator<DiagnosisLine> {
  const log = createLogger('error', process.stderr);
  let opened: { config: Config; services: ExaminedServices };
  try {
    const config = load();
    const { openForDiagnosis } = await import('./open-beside.ts');
    opened = { config, services: await openForDiagnosis(config) };
  } catch (error) {
    const { explainUnusable } = await import('./doctor/unusable-settings.ts');
    yield* explainUnusable(error, log);
    return;
  }
  const { config, services } = opened;
  try {
    const { diagnose } = await import('./doctor/diagnosis.ts');
    const nobodyLeaves = new AbortController().signal;
    yield* diagnose({ ...services, config, app: services.dingtalkApp, log }, nobodyLeaves);
  } finally {
    await services.close();
  }
}

/** Says whether somebody gets into a tool, and by which line of the file. */
async function explain(load: () => Config): Promise<void> {
  const { readExplainOptions, usage } = await import('./tools/explain-options.ts');
  const options = readExplainOptions(process.argv.slice(3), process.env);
  if (options === null) return leaveUnanswered(usage);
  const { openExplanation } = await import('./open-explanation.ts');
  const { answerExplain } = await import('./tools/explain-command.ts');
  await answer(async () => {
    const { rules, replica, close } = openExplanation(load());
    const explained = answerExplain(options, rules, replica);
    close();
    return explained;
  });
}

/** Replaces the keys that sign, beside a Foyer that may be running. */
async function changeKeys(load: () => Config): Promise<void> {
  const { readKeysOptions, usage } = await import('./keys/keys-options.ts');
  const options = readKeysOptions(process.argv.slice(3), process.env);
  if (options === null) return leaveUnanswered(usage);
  const { answerRotate } = await import('./keys/rotate-command.ts');
  const { openKeysBeside } = await import('./open-keys.ts');
  await answer(async () => answerRotate(options, await openKeysBeside(load())));
}

/** Prints what a command finds; without an answer, why there is none. */
async function answer(find: () => Promise<{ code: number; text: string }>): Promise<void> {
  try {
    const { code, text } = await find();
    if (code === 2) return leaveUnanswered(text);
    print([text]);
    process.exitCode = code;
  } catch (error) {
    leaveUnanswered(describeFailure(error));
  }
}

function leaveUnanswered(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
}

/** For the person at the terminal; everything else goes to the log. */
function announce({ publicUrl, dingtalk }: Config, { sandboxUrl, demoTools }: Services): void {
  const sandbox =
    sandboxUrl === null ? [] : [`  DingTalk is played by the sandbox at ${sandboxUrl} (no credentials are set).`];
  const region =
    dingtalk.mode === 'live' ? [`  DingTalk: ${dingtalk.app.hosts.login.host}, company ${dingtalk.app.corpId}.`] : [];
  const tools = demoTools.origins.length === 0 ? [] : [`  Demo tools to open from it: ${demoTools.origins.join(' ')}`];
  print(['', `  Foyer is open at ${publicUrl.origin}`, ...sandbox, ...tools, ...region, '']);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** What the system or a setting is to blame for is one sentence; a mistake of ours needs its stack. */
function describeFailure(error: unknown): string {
  if (error instanceof ConfigError || error instanceof ToolsFileError) return error.message;
  if (!(error instanceof Error)) return 'Foyer could not start.';
  return error.name === 'Error' ? `Foyer could not start: ${error.message}` : String(error.stack);
}

await main(process.argv[2]).catch((error) => fail(describeFailure(error)));
