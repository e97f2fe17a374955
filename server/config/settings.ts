/**
 * Every setting of Foyer, once.
 *
 * Owns: name, default, meaning and parser of each environment variable.
 * Does not: read the environment, or judge how settings go together (`load-config.ts`).
 * Called by: `read-settings.ts`, `load-config.ts`, `env-example.ts`.
 */
import { isIP } from 'node:net';
import { appKinds, regions } from '../dingtalk/app.ts';
import { isLoopback } from '../loopback.ts';
import { LEAST_SECRET_LENGTH } from '../secret.ts';

/** One environment variable. `parse` gives undefined for text it does not accept. */
export type Setting<T> = {
  description: string;
  /** What `parse` accepts, in words that can follow "accepted:". */
  accepts: string;
  /** The text used when the variable is unset; absent when unset has a meaning of its own. */
  default?: string;
  /** Never shown, and may be read from the file that `<NAME>_FILE` names. */
  secret?: true;
  parse: (text: string) => T | undefined;
};

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const settings = {
  PUBLIC_URL: {
    description: 'The address under which people open Foyer. Its default follows PORT.',
    accepts: 'an origin such as https://foyer.example.com: no path, query, user name or trailing dot',
    parse: parseOrigin,
  },
  HOST: {
    description: 'The address Foyer listens on.',
    accepts: 'an IP address or a host name',
    default: '127.0.0.1',
    parse: (text: string) => (/^[A-Za-z0-9.:_-]{1,255}$/.test(text) ? text : undefined),
  },
  PORT: { description: 'The port Foyer listens on.', accepts: 'a port, 0 to 65535', default: '3000', parse: parsePort },
  DATA_DIR: {
    description:
      'The folder for the database, the secret made at first start when SESSION_SECRET is unset, and the sandbox.',
    accepts: 'a path',
    default: './data',
    parse: (text: string) => text,
  },
  SESSION_SECRET: {
    description:
      'Seals cookies and tokens. Several, separated by commas, newest first, while a key is being rotated. ' +
      'Unset: made once and kept in DATA_DIR/secret.',
    accepts: `keys of at least ${LEAST_SECRET_LENGTH} characters, separated by commas, each different`,
    secret: true,
    parse: parseSecretList,
  },
  SESSION_IDLE_MINUTES: {
    description: 'A session ends after this many minutes without a request.',
    accepts: 'a whole number, 1 to 43200',
    default: '720',
    parse: wholeNumber(1, 43_200),
  },
  SESSION_MAX_HOURS: {
    description: 'A session ends after this many hours in any case.',
    accepts: 'a whole number, 1 to 720',
    default: '168',
    parse: wholeNumber(1, 720),
  },
  DINGTALK_CLIENT_ID: {
    description: 'Client ID (AppKey) of the DingTalk app. Leave all three credentials unset for the sandbox.',
    accepts: 'the Client ID as the developer console shows it, without blanks',
    parse: parseIdentifier,
  },
  DINGTALK_CLIENT_SECRET: {
    description: 'Client Secret (AppSecret) of the DingTalk app.',
    accepts: 'the Client Secret as the developer console shows it, without blanks',
    secret: true,
    parse: (text: string) => (/^[\x21-\x7E]{1,512}$/.test(text) ? text : undefined),
  },
  DINGTALK_CORP_ID: {
    description: 'CorpId of the company whose employees may sign in.',
    accepts: 'one CorpId as the developer console shows it (ding…), not a list and not *',
    parse: parseIdentifier,
  },
  DINGTALK_REGION: {
    description: 'cn for dingtalk.com, intl for dingtalk.io. Switches all hosts together.',
    accepts: regions.join(' or '),
    default: 'cn',
    parse: oneOf(regions),
  },
  DINGTALK_APP_KIND: {
    description:
      'internal for an app that the company made itself, third-party for one of a vendor: DingTalk gives those less.',
    accepts: appKinds.join(' or '),
    default: 'internal',
    parse: oneOf(appKinds),
  },
  DINGTALK_LOGIN_URL: hostOverride('login'),
  DINGTALK_API_URL: hostOverride('api'),
  DINGTALK_OAPI_URL: hostOverride('oapi'),
  SANDBOX_PORT: {
    description: 'The port of the built-in sandbox, used when no DingTalk credentials are set.',
    accepts: 'a port, 0 to 65535',
    default: '3001',
    parse: parsePort,
  },
  TOOLS_FILE: {
    description:
      "The file that names Foyer's administrators and the tools, and who may open them. Unset: ./tools.yaml, if it is there.",
    accepts: 'the path of a file that is there',
    parse: (text: string) => text,
  },
  TRUSTED_PROXIES: {
    description:
      'Addresses of reverse proxies: they alone may ask who gets into a tool, and only their X-Forwarded headers count.',
    accepts: 'IP addresses or ranges such as 10.0.0.0/8, separated by commas; never everything',
    default: '127.0.0.0/8,::1',
    parse: parseProxyList,
  },
  FALLBACK_EMAIL_DOMAIN: {
    description:
      'Tools that sign people in by OpenID Connect are told an address in this domain for whoever has none. ' +
      'It is never said to be verified. Unset: those people have no address.',
    accepts: 'a domain of the company such as people.example.com, in small letters: no address, no IP, no trailing dot',
    parse: parseDomain,
  },
  DIRECTORY_SYNC_MINUTES: {
    description: "The company's directory is read from DingTalk again after this many minutes.",
    accepts: 'a whole number, 5 to 10080',
    default: '60',
    parse: wholeNumber(5, 10_080),
  },
  SIGN_IN_STARTS_PER_MINUTE: {
    description: 'At most this many sign-ins may be started a minute from one address (an office has one address).',
    accepts: 'a whole number, 1 to 100000',
    default: '300',
    parse: wholeNumber(1, 100_000),
  },
  LOG_LEVEL: {
    description: 'How much is logged.',
    accepts: LOG_LEVELS.join(', '),
    default: 'info',
    parse: oneOf(LOG_LEVELS),
  },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;

/** A variable with one of these beginnings that is not in the table is a misspelled setting, and said so at start. */
export const ownPrefixes = [
  'DINGTALK_',
  'DIRECTORY_SYNC',
  'FALLBACK_EMAIL',
  'SESSION_IDLE',
  'SESSION_MAX',
  'SESSION_SECRET',
  'SIGN_IN_',
  'TOOLS_FILE',
  'TRUSTED_PROX',
];

function hostOverride(host: 'login' | 'api' | 'oapi') {
  return {
    description: `Another address for DingTalk's ${host} host: a dedicated deployment, or a stand-in.`,
    accepts: 'an https origin, or an http origin on a loopback address',
    parse: (text: string) => {
      const url = parseOrigin(text);
      return url && (url.protocol === 'https:' || isLoopback(url.hostname)) ? url : undefined;
    },
  };
}

function parseOrigin(text: string): URL | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname.endsWith('.')) return undefined;
  // Whatever is more than an origin makes the two differ: a path, a query, a fragment, user information.
  return url.href === `${url.origin}/` && !text.includes('?') && !text.includes('#') ? url : undefined;
}

function parsePort(text: string): number | undefined {
  return wholeNumber(0, 65_535)(text);
}

function wholeNumber(least: number, most: number) {
  return (text: string): number | undefined => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  };
}

function oneOf<T extends string>(values: readonly T[]) {
  return (text: string): T | undefined => values.find((value) => value === text);
}

function parseIdentifier(text: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,128}$/.test(text) ? text : undefined;
}

/** The last label has a letter, and the whole leaves room for a local part: an address is at most 254 characters long. */
const DOMAIN =
  /^(?=.{4,180}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;

function parseDomain(text: string): string | undefined {
  return DOMAIN.test(text) ? text : undefined;
}

function parseSecretList(text: string): string[] | undefined {
  const secrets = text.split(',').map((part) => part.trim());
  const distinct = new Set(secrets).size === secrets.length;
  return distinct && secrets.every((secret) => secret.length >= LEAST_SECRET_LENGTH) ? secrets : undefined;
}

function parseProxyList(text: string): string[] | undefined {
  const ranges = text.split(',').map((part) => part.trim());
  return ranges.every(isProxyRange) ? ranges : undefined;
}

/** A range of everybody (`/0`) would let any client write the headers that only a proxy may write. */
function isProxyRange(range: string): boolean {
  const [address = '', bits, ...rest] = range.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || wholeNumber(1, family === 4 ? 32 : 128)(bits) !== undefined;
}
