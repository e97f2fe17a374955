/**
 * The environment, read once and turned into what the program needs.
 *
 * Owns: which settings go together, and the report of everything that is wrong with them, all at once.
 * Does not: start anything. Secrets leave it wrapped.
 * Called by: `main.ts`, the only place that hands it the real environment.
 */
import { statSync } from 'node:fs';
import { type AppKind, type DingTalkApp, type DingTalkHosts, hostsOf } from '../dingtalk/app.ts';
import { isLoopback } from '../loopback.ts';
import { type FindVariable, Secret } from '../secret.ts';
import { ConfigError, type Report } from './problems.ts';
import { checkUnknownNames, type Environment, readValues, type Values } from './read-settings.ts';
import { type SettingName, settings } from './settings.ts';
import { findUnsafeFlags } from './unsafe-flags.ts';

export type Config = {
  publicUrl: URL;
  listen: { host: string; port: number };
  dataDir: string;
  sessions: {
    /** Newest first; null when the secret made at first start is used. */
    secrets: Secret[] | null;
    idleMs: number;
    maxMs: number;
  };
  dingtalk: { mode: 'sandbox'; appKind: AppKind } | { mode: 'live'; app: DingTalkApp };
  sandboxPort: number;
  /** The file with Foyer's administrators; null when there is none. */
  toolsFile: string | null;
  /** The variables that this file may name as `${NAME}`. */
  findVariable: FindVariable;
  trustedProxies: string[];
  /** Where people without an e-mail address are given one; null when they have none. */
  fallbackEmailDomain: string | null;
  directorySyncMs: number;
  signInStartsPerMinute: number;
  logLevel: string;
  /** Things worth an administrator's attention that do not keep Foyer from starting. */
  warnings: string[];
};

/**
 * The configuration that an environment describes.
 *
 * @param execArgv the flags Node was started with; some would undo what Foyer relies on
 * @throws {ConfigError} with every problem found
 */
export function loadConfig(env: Environment, execArgv: readonly string[] = []): Config {
  const report: Report = { problems: [], warnings: [] };
  const values = readValues(env, report);
  checkUnknownNames(env, report);
  const dingtalk = chooseDingTalk(values, report);
  report.problems.push(...findUnsafeFlags(env, execArgv, dingtalk?.mode));
  const publicUrl = values.PUBLIC_URL ?? new URL(`http://localhost:${values.PORT ?? 3000}`);
  checkPublicUrl(publicUrl, dingtalk, report);
  checkSecrets(values, report);
  const toolsFile = chooseToolsFile(values, report);
  if (report.problems.length > 0 || dingtalk === null) throw new ConfigError(report.problems);
  const findVariable = variablesIn(env);
  return assemble(values, { publicUrl, dingtalk, toolsFile, findVariable, warnings: report.warnings });
}

const credentials = ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET', 'DINGTALK_CORP_ID'] as const;
const overrides = ['DINGTALK_LOGIN_URL', 'DINGTALK_API_URL', 'DINGTALK_OAPI_URL'] as const;

function chooseDingTalk(values: Values, report: Report): Config['dingtalk'] | null {
  const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret, DINGTALK_CORP_ID: corpId } = values;
  const kind = values.DINGTALK_APP_KIND ?? 'internal';
  if (clientId && clientSecret && corpId) {
    return {
      mode: 'live',
      app: { clientId, clientSecret: new Secret(clientSecret), corpId, kind, hosts: chooseHosts(values) },
    };
  }
  const refused = new Set(report.problems.map(({ variable }) => variable.replace(/_FILE$/, '')));
  const isAnySet = [...credentials, ...overrides].some((name) => values[name] !== undefined || refused.has(name));
  if (!isAnySet) return { mode: 'sandbox', appKind: kind };
  for (const variable of credentials) {
    if (values[variable] !== undefined || refused.has(variable)) continue;
    report.problems.push({
      variable,
      found: 'nothing, while other DINGTALK_ settings are set',
      accepted: settings[variable].accepts,
    });
  }
  return null;
}

function chooseHosts(values: Values): DingTalkHosts {
  const { login, api, oapi } = hostsOf(values.DINGTALK_REGION ?? 'cn');
  return {
    login: values.DINGTALK_LOGIN_URL ?? login,
    api: values.DINGTALK_API_URL ?? api,
    oapi: values.DINGTALK_OAPI_URL ?? oapi,
  };
}

function checkPublicUrl(publicUrl: URL, dingtalk: Config['dingtalk'] | null, report: Report): void {
  const isLocal = isLoopback(publicUrl.hostname);
  const isAddress = /^[\d.]+$|^\[/.test(publicUrl.hostname);
  const refuse = (accepted: string) =>
    report.problems.push({ variable: 'PUBLIC_URL', found: JSON.stringify(publicUrl.origin), accepted });
  if (dingtalk?.mode === 'sandbox' && !isLocal) {
    refuse("this machine's own address while the sandbox plays DingTalk: whoever reaches the sandbox can be anybody");
  }
  if (dingtalk?.mode === 'live' && !isLocal && publicUrl.protocol !== 'https:')
    refuse('an https address, or a loopback one');
  if (dingtalk?.mode === 'live' && !isLocal && isAddress)
    refuse('a host name: DingTalk registers names, not IP addresses');
}

function checkSecrets(values: Values, report: Report): void {
  const { SESSION_SECRET: secrets, DINGTALK_CLIENT_SECRET: clientSecret } = values;
  if (clientSecret === undefined || !secrets?.includes(clientSecret)) return;
  const found = 'the same value as DINGTALK_CLIENT_SECRET';
  report.problems.push({ variable: 'SESSION_SECRET', found, accepted: 'a secret of its own' });
}

const USUAL_TOOLS_FILE = './tools.yaml';

/**
 * A file that was named must be there: a slip of the pen would otherwise leave Foyer without its administrators.
 *
 * Something under the usual name that cannot be read as a file is left for its reader to refuse.
 */
function chooseToolsFile({ TOOLS_FILE: named }: Values, report: Report): string | null {
  if (named === undefined) return kindOf(USUAL_TOOLS_FILE) === 'nothing' ? null : USUAL_TOOLS_FILE;
  const kind = kindOf(named);
  if (kind !== 'a file') {
    const found = `${JSON.stringify(named)}, where there is ${kind}`;
    report.problems.push({ variable: 'TOOLS_FILE', found, accepted: settings.TOOLS_FILE.accepts });
  }
  return named;
}

function kindOf(path: string): 'a file' | 'nothing' | 'no file' {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'nothing';
    return stats.isDirectory() ? 'no file' : 'a file';
  } catch {
    return 'no file';
  }
}

/** A function, so that nothing that prints a configuration prints the environment. */
function variablesIn(env: Environment): FindVariable {
  const own = new Set(Object.keys(settings).flatMap((name) => [name, `${name}_FILE`]));
  return (name) => {
    if (own.has(name)) return 'own setting';
    const value = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
    return value ? new Secret(value) : 'unset';
  };
}

type Chosen = Pick<Config, 'publicUrl' | 'dingtalk' | 'toolsFile' | 'findVariable' | 'warnings'>;

function assemble(values: Values, chosen: Chosen): Config {
  return {
    ...chosen,
    listen: { host: settingOf(values, 'HOST'), port: settingOf(values, 'PORT') },
    dataDir: settingOf(values, 'DATA_DIR'),
    sessions: {
      secrets: values.SESSION_SECRET?.map((secret) => new Secret(secret)) ?? null,
      idleMs: settingOf(values, 'SESSION_IDLE_MINUTES') * 60_000,
      maxMs: settingOf(values, 'SESSION_MAX_HOURS') * 3_600_000,
    },
    sandboxPort: settingOf(values, 'SANDBOX_PORT'),
    trustedProxies: settingOf(values, 'TRUSTED_PROXIES'),
    fallbackEmailDomain: values.FALLBACK_EMAIL_DOMAIN ?? null,
    directorySyncMs: settingOf(values, 'DIRECTORY_SYNC_MINUTES') * 60_000,
    signInStartsPerMinute: settingOf(values, 'SIGN_IN_STARTS_PER_MINUTE'),
    logLevel: settingOf(values, 'LOG_LEVEL'),
  };
}

/** The value of a setting that has a default: without one, and without a problem reported, the table is at fault. */
function settingOf<Name extends SettingName>(values: Values, name: Name): NonNullable<Values[Name]> {
  const value = values[name];
  if (value === undefined || value === null) throw new Error(`${name} has neither a value nor a default`);
  return value;
}
