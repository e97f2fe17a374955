/**
 * Foyer as OpenID provider beside oidc-provider alone.
 *
 * Foyer: 10,000 people with sessions in a file, 50 tools with rules about departments, 2,000 of them at work with these
 * tools. Beside it the library as it comes: in memory, one person, nobody's rules, and as many sessions as its memory holds
 * without forgetting any; they begin anew with each round, for it gets slower with all that was ever given out in one. Both
 * have the same features, the same clients and claims, and sign with RS256. Everybody has opened their tools before.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { Pool } from 'undici';
import { findFreePort } from '../server/testing/proxy-process.ts';
import type { Figure } from './figures.ts';
import { proxyHeaders, startFoyer } from './foyer-process.ts';
import { STAND_IN } from './foyer-with-tools.ts';
import { clientFor, writeClientsFile } from './oidc-clients.ts';
import { askUserinfo, beginSession, type Provider, refresh, signIn, type Tokens } from './oidc-traffic.ts';
import { seedBrowsers } from './seed-browsers.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { doOnce, type Pace, type Work, workInTurns } from './work-in-turns.ts';

const SESSIONS = 10_000;
const AT_WORK = 2_000;
/** The library's memory forgets all but the last 1,000 things; these are used again before they would be forgotten. */
const BARE_SESSIONS = 64;
const CONNECTIONS = 64;
const LEAST_SHARE = 0.7;

/** A provider with people who are signed in at it. */
type Side = { server: ServerProcess; provider: Provider; cookies: string[]; beginAnew(): Promise<void> };
type Kind = Parameters<typeof clientFor>[1];

/** Sign-ins, refreshes and questions about people per second. */
export async function measureOidc(folder: string): Promise<Figure[]> {
  await using foyerServer = await startSeededFoyer(folder);
  const foyer = foyerServer.side;
  const known = await readAnswer(foyer);
  await using bareServer = await startBareProvider(known.userinfo);
  const bare = openBare(bareServer);
  await bare.beginAnew();
  assert.deepEqual(describe(await readAnswer(bare)), describe(known), 'both say the same');

  const first = await measureFirst(foyer);
  const signIns = await workInTurns({ bare: signInWork(bare), foyer: signInWork(foyer) });
  const [bareTokens, foyerTokens] = [createTokenWork(bare), createTokenWork(foyer)];
  await foyerTokens.signInAll();
  const renewals = await workInTurns({ bare: bareTokens.refreshes, foyer: foyerTokens.refreshes });
  const questions = await workInTurns({ bare: bareTokens.questions, foyer: foyerTokens.questions });
  await Promise.all([foyer.provider.pool.close(), bare.provider.pool.close()]);
  return [
    ...compare('OpenID sign-in with PKCE, 2,000 sessions', 'sign-in', signIns),
    { name: '  Foyer, the first to a tool in a session, processor', value: first, unit: 'µs/sign-in', target: null },
    ...compare('OpenID refresh, 2,000 sessions', 'refresh', renewals),
    ...compare('OpenID userinfo, 2,000 sessions', 'request', questions),
  ];
}

async function startSeededFoyer(folder: string) {
  const { dataDir, cookies } = seedBrowsers(folder, SESSIONS);
  const toolsFile = join(dataDir, 'tools.yaml');
  writeFileSync(toolsFile, writeClientsFile());
  const server = await startFoyer(dataDir, STAND_IN, { TOOLS_FILE: toolsFile });
  const provider = toProvider(server, { base: '/oidc', headers: proxyHeaders });
  const side: Side = { server, provider, cookies: cookies.slice(0, AT_WORK), beginAnew: async () => {} };
  return { side, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function startBareProvider(claims: object): Promise<ServerProcess> {
  const env = { PORT: String(await findFreePort()), CLAIMS: JSON.stringify(claims) };
  return startServer({ entry: 'serve-bare-provider.ts', role: 'measured', env });
}

function openBare(server: ServerProcess): Side {
  const provider = toProvider(server, { base: '', headers: {} });
  const side: Side = {
    ...{ server, provider, cookies: [] },
    async beginAnew() {
      const begun = Array.from({ length: BARE_SESSIONS }, (_, person) =>
        beginSession(provider, clientFor(person, 'plain')),
      );
      side.cookies = await Promise.all(begun);
    },
  };
  return side;
}

function toProvider({ origin }: ServerProcess, place: Pick<Provider, 'base' | 'headers'>): Provider {
  return { ...place, pool: new Pool(origin, { connections: CONNECTIONS }) };
}

function signInAs({ provider, cookies }: Side, person: number, kind: Kind): Promise<Tokens> {
  return signIn(provider, clientFor(person, kind), cookies[person] ?? assert.fail(`nobody: ${person}`));
}

/** What a tool hears in the end of the first person. */
async function readAnswer(side: Side) {
  const tokens = await signInAs(side, 0, 'refreshing');
  return { idToken: tokens.id_token, userinfo: await askUserinfo(side.provider, tokens) };
}

/** A provider that says less, or signs otherwise, would be quicker. */
function describe({ idToken, userinfo }: Awaited<ReturnType<typeof readAnswer>>) {
  const { alg } = decodeProtectedHeader(idToken);
  return { alg, claims: Object.keys(decodeJwt(idToken)).sort(), userinfo };
}

/** Processor time of everybody's first sign-in to a tool, for which more is written down than for the next ones. */
async function measureFirst(side: Side): Promise<number> {
  const size = side.cookies.length;
  const before = await side.server.ask('cpuMs');
  await doOnce({ size, once: (person) => signInAs(side, person, 'plain') });
  return (((await side.server.ask('cpuMs')) - before) * 1_000) / size;
}

function signInWork(side: Side): Work {
  return {
    ...common(side),
    prepare: side.beginAnew,
    once: (person) => signInAs(side, person, 'plain'),
  };
}

function common({ server, cookies }: Side): Pick<Work, 'size' | 'cpuMs'> {
  return { size: cookies.length, cpuMs: () => server.ask('cpuMs') };
}

/** What tools do with tokens that they were given. */
function createTokenWork(side: Side): Record<'refreshes' | 'questions', Work> & { signInAll(): Promise<void> } {
  const { provider } = side;
  const tokens: Tokens[] = [];
  const keep = async (person: number, given: Promise<Tokens>) => {
    tokens[person] = await given;
  };
  const tokensOf = (person: number) => tokens[person] ?? assert.fail(`no tokens: ${person}`);
  const signInAll = () =>
    doOnce({ size: side.cookies.length, once: (person) => keep(person, signInAs(side, person, 'refreshing')) });
  const prepare = async () => {
    const before = side.cookies;
    await side.beginAnew();
    if (side.cookies !== before) await signInAll();
  };
  const shared = { ...common(side), prepare };
  return {
    signInAll,
    refreshes: {
      ...shared,
      once: (person) => keep(person, refresh(provider, clientFor(person, 'refreshing'), tokensOf(person))),
    },
    questions: { ...shared, once: (person) => askUserinfo(provider, tokensOf(person)) },
  };
}

function compare(name: string, unit: string, { bare, foyer }: Record<'bare' | 'foyer', Pace>): Figure[] {
  const target = { atLeast: LEAST_SHARE };
  return [
    { name: `${name}: rate beside oidc-provider alone`, value: foyer.perSecond / bare.perSecond, unit: '', target },
    { name: '  by processor time', value: bare.cpuMicroseconds / foyer.cpuMicroseconds, unit: '', target },
    ...explain('oidc-provider alone', unit, bare),
    ...explain('Foyer', unit, foyer),
  ];
}

function explain(name: string, unit: string, { perSecond, cpuMicroseconds, busy }: Pace): Figure[] {
  return [
    { name: `  ${name}`, value: perSecond, unit: `${unit}/s`, target: null },
    { name: `  ${name}, processor`, value: cpuMicroseconds, unit: `µs/${unit}`, target: null },
    { name: `  ${name}, busy`, value: busy * 100, unit: '% of a core', target: null },
  ];
}
