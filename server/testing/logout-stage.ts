/**
 * What back-channel logout is tested with: sessions in a real database, tools that are real servers, and couriers.
 *
 * Owns: starting and closing them with the test. Only the clock is a double.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { createRules } from '../access/rules.ts';
import type { Rules, Tool } from '../access/tool.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { createLogger } from '../logger.ts';
import { type LogoutCourier, openLogoutCourier } from '../oidc/logout-notices/courier.ts';
import { openToolLogins, type ToolLogins } from '../oidc/logout-notices/tool-logins.ts';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { createSessionJournal, journaled, type SessionJournal } from '../sessions/session-changes.ts';
import { type SessionKey, type SessionStore, toSessionKey } from '../sessions/session-store.ts';
import { openSqliteSessionStore } from '../sessions/sqlite-session-store.ts';
import { guarded } from '../storage/guarded.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { accept, type Answer, type NoticedTool, startNoticedTool } from './noticed-tool.ts';

export const ISSUER = 'https://foyer.example.com/oidc';
const HOUR = 3_600_000;
/** How long sessions last without activity, and at most. */
export const IDLE_MS = 12 * HOUR;
export const SESSION_MS = 24 * HOUR;

export type LogoutStage = {
  db: DatabaseSync;
  clock: TestClock;
  journal: SessionJournal;
  store: SessionStore;
  logins: ToolLogins;
  /** Signs somebody in. */
  signIn(subject?: string): Promise<SessionKey>;
  /** Opens a tool in a session; gives the `sid`. */
  open(session: SessionKey, clientId: string): Promise<string>;
  startTool(clientId: string, answer?: Answer): Promise<NoticedTool>;
  /** Puts another address into the file, or none, or takes the tool out of it. */
  register(clientId: string, address: string | undefined): void;
  unregister(clientId: string): void;
  /** Starts a courier, over other logins where a test wants them to fail. `beforeSigning` runs before each token. */
  startCourier(changes?: { logins?: ToolLogins; beforeSigning?: () => void }): LogoutCourier;
  /** How many logins are still to be told, or were never over. */
  left(): number;
  /** Every line of the log. */
  lines(): Record<string, unknown>[];
  log(): string;
};

/** Starts a stage; `path` keeps the database in a file, so that a second stage can go on with it. */
export async function startLogoutStage(
  t: TestContext,
  { path = ':memory:', clock = createTestClock() }: { path?: string; clock?: TestClock } = {},
): Promise<LogoutStage> {
  const db = openDatabase(path);
  const log: string[] = [];
  const logger = createLogger('debug', { write: (line) => void log.push(line) });
  const { now } = clock;
  const journal = createSessionJournal();
  const store = journaled(openSqliteSessionStore({ db, idleMs: IDLE_MS, now, log: logger }), journal);
  const logins = guarded(openToolLogins({ db, idleMs: IDLE_MS, now }));
  const keys = await makeKeys();
  const file = createFile();
  // Hooks run in the order in which they were made; the database is needed until the last courier has closed.
  const couriers: LogoutCourier[] = [];
  t.after(async () => {
    await Promise.all(couriers.map((courier) => courier.close()));
    db.close();
  });
  return {
    ...{ db, clock, journal, store, logins, register: file.register, unregister: file.unregister },
    signIn: (subject = 'zhang-wei') => signIn(store, subject, now()),
    async open(session, clientId) {
      const record = await store.find(session);
      const subject = record?.content.person.subject ?? '';
      const expiresAt = record?.expiresAt ?? 0;
      return String(await logins.record({ session, clientId, sid: crypto.randomUUID(), subject, expiresAt }));
    },
    async startTool(clientId, answer = accept) {
      const tool = await startNoticedTool(t, { clientId, answer, verify: keys.verifier(clientId, now) });
      file.register(clientId, tool.address);
      return tool;
    },
    startCourier({ logins: replaced = logins, beforeSigning = () => {} } = {}) {
      const courier = openLogoutCourier({
        ...{ logins: replaced, changes: journal.changes, rules: file, now, log: logger },
        signingKeys: {
          async current() {
            beforeSigning();
            return keys.signing;
          },
        },
        issuer: ISSUER,
      });
      couriers.push(courier);
      return courier;
    },
    left: () => Number(db.prepare('SELECT count(*) AS n FROM oidc_logins').get()?.n),
    lines: () => log.map((line) => JSON.parse(line) as Record<string, unknown>),
    log: () => log.join(''),
  };
}

async function signIn(store: SessionStore, subject: string, at: number): Promise<SessionKey> {
  const id = crypto.randomUUID();
  const key = toSessionKey(id);
  const person = {
    ...{ subject, corpId: 'ding0001' as CorpId, unionId: 'union' as UnionId, userId: 'user' as UserId },
    ...{ name: '张伟', isAdmin: false, departments: [], roles: [] },
  };
  const content = { version: 2 as const, person, device: '', startedAt: at };
  await store.save(key, { id: `listed-${id}`, content, ip: '', lastSeenAt: at, expiresAt: at + SESSION_MS });
  return key;
}

/** The client's side of a key, as section 2.6 of the specification wants a token to be looked at. */
async function makeKeys() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const signing: SigningKey = { kid: 'the-key', alg: 'RS256', privateKey };
  const published = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'the-key', alg: 'RS256' }] });
  const verifier = (audience: string, now: () => number) => async (token: string) => {
    const currentDate = new Date(now());
    const rules = { issuer: ISSUER, audience, typ: 'logout+jwt', algorithms: ['RS256'], currentDate };
    return (await jwtVerify(token, published, rules)).payload;
  };
  return { signing, verifier };
}

/** What stands in the file with the tools. */
function createFile() {
  const addresses = new Map<string, string | undefined>();
  let rules: Rules;
  const read = () => {
    const tools = [...addresses].map(([clientId, address]) => toTool(clientId, address));
    rules = createRules({ admins: [], tools });
  };
  read();
  return {
    current: () => rules,
    register(clientId: string, address: string | undefined) {
      addresses.set(clientId, address);
      read();
    },
    unregister(clientId: string) {
      addresses.delete(clientId);
      read();
    },
  };
}

function toTool(clientId: string, address: string | undefined): Tool {
  return {
    ...{ id: `tool-${clientId}`, name: clientId, url: 'https://tool.example.com/', origins: [], rules: [], line: 1 },
    ...{ allow: { line: 1, kind: 'everyone' }, username: 'subject', assertion: false, corsPreflight: 'refuse' },
    groups: null,
    oidc: {
      ...{ clientId, clientSecret: null, redirectUris: [], postLogoutRedirectUris: [], scopes: ['openid'] },
      ...{ accessTokenMinutes: 10, pkce: 'required', deviceFlow: false },
      ...(address !== undefined && { backchannelLogoutUri: address }),
    },
  };
}
