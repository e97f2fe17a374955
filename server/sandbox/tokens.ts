/**
 * Codes and tokens: issued, looked up, used up.
 *
 * Owns: their life times and the rule that a code and a refresh token work once. There is one app, and its secret is
 * checked before a code is looked at, so every code belongs to the client that asks.
 * Does not: word refusals or know permissions. Called by: the endpoints, the gateways and the sign-in page.
 */
import { randomBytes } from 'node:crypto';
import { type Grant, memoryOnly, openTokenJournal, type TokenRecord } from './token-journal.ts';

export type UserTokens = { accessToken: string; refreshToken: string; expiresInSeconds: number };

export type Tokens = {
  issueCode(grant: Grant): string;
  /** Uses the code up. Null for one that is unknown, used or older than five minutes. */
  redeemCode(code: string): Grant | null;
  issueUserTokens(grant: Grant): UserTokens;
  /** Uses the refresh token up. Null for one that is unknown, used or too old. */
  redeemRefreshToken(refreshToken: string): Grant | null;
  /** Whose token this is: the app's own, a person's, or nobody's (null) when it is unknown or over. */
  findOwner(token: string): TokenOwner | null;
  /** The app's own token: the same one until it is over, prolonged each time it is asked for. */
  getAppToken(): { accessToken: string; expiresInSeconds: number };
  expireUserTokens(): void;
  expireAppToken(): void;
};

export type TokenOwner = { kind: 'app' } | { kind: 'user'; grant: Grant };

const CODE_SECONDS = 300;
const ACCESS_SECONDS = 7200;
const REFRESH_SECONDS = 30 * 24 * 3600;
const SWEEP_EVERY = 500;

type Ledger = {
  issue(record: TokenRecord): string;
  find(token: string): TokenRecord | null;
  prolong(token: string, record: TokenRecord): void;
  take(token: string, kind: 'code' | 'refresh'): Grant | null;
  removeAll(kind: TokenRecord['kind']): void;
  findApp(): string | null;
};

/** Opens the ledger of tokens, with those of an earlier process when a file is given. */
export function createTokens(options: { now: () => number; stateFile: string | undefined }): Tokens {
  const { now } = options;
  const ledger = openLedger(now, options.stateFile);
  const inSeconds = (seconds: number): number => now() + seconds * 1000;
  return {
    issueCode: (grant) => ledger.issue({ kind: 'code', expiresAt: inSeconds(CODE_SECONDS), grant }),
    redeemCode: (code) => ledger.take(code, 'code'),
    issueUserTokens: (grant) => ({
      accessToken: ledger.issue({ kind: 'access', expiresAt: inSeconds(ACCESS_SECONDS), grant }),
      refreshToken: ledger.issue({ kind: 'refresh', expiresAt: inSeconds(REFRESH_SECONDS), grant }),
      expiresInSeconds: ACCESS_SECONDS,
    }),
    redeemRefreshToken: (refreshToken) => ledger.take(refreshToken, 'refresh'),
    findOwner(token) {
      const record = ledger.find(token);
      if (record?.kind === 'app') {
        return { kind: 'app' };
      }
      return record?.kind === 'access' ? { kind: 'user', grant: record.grant } : null;
    },
    getAppToken() {
      const record: TokenRecord = { kind: 'app', expiresAt: inSeconds(ACCESS_SECONDS) };
      const known = ledger.findApp();
      if (known !== null) {
        ledger.prolong(known, record);
      }
      return { accessToken: known ?? ledger.issue(record), expiresInSeconds: ACCESS_SECONDS };
    },
    expireUserTokens: () => ledger.removeAll('access'),
    expireAppToken: () => ledger.removeAll('app'),
  };
}

function openLedger(now: () => number, stateFile: string | undefined): Ledger {
  const journal = stateFile === undefined ? memoryOnly : openTokenJournal(stateFile);
  const isOver = (record: TokenRecord): boolean => record.expiresAt <= now();
  const records = journal.load(isOver);
  const write = (token: string, record: TokenRecord): void => {
    records.set(token, record);
    journal.write(token, record);
  };
  const remove = (token: string): void => {
    records.delete(token);
    journal.write(token, null);
  };
  const find = (token: string): TokenRecord | null => {
    const record = records.get(token);
    return record === undefined || isOver(record) ? null : record;
  };
  const all = (matches: (record: TokenRecord) => boolean): string[] =>
    [...records].filter(([, record]) => matches(record)).map(([token]) => token);
  let issued = 0;
  return {
    find,
    prolong: write,
    issue(record) {
      issued += 1;
      if (issued % SWEEP_EVERY === 0) {
        all(isOver).forEach(remove);
      }
      const token = randomBytes(16).toString('hex');
      write(token, record);
      return token;
    },
    take(token, kind) {
      const record = find(token);
      if (record === null || record.kind === 'app' || record.kind !== kind) {
        return null;
      }
      remove(token);
      return record.grant;
    },
    removeAll: (kind) => all((record) => record.kind === kind).forEach(remove),
    findApp: () => all((record) => record.kind === 'app' && !isOver(record))[0] ?? null,
  };
}
