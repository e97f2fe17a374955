/**
 * Foyer beside other guards that do the same job for somebody who is signed in: check the session, hand on who it is.
 *
 * What is compared, each on one core, with the headers of a browser:
 * - Foyer's decision alone, asked as nginx asks it, with 10,000 sessions at random;
 * - express-openid-connect's `requiresAuth()` in front of a route that answers the same headers, with one session, which
 *   it keeps in an encrypted cookie (its default), on Node without Foyer's flags;
 * - Apache with mod_auth_openidc in front of a tiny file, with one session, which it keeps in shared memory (its default);
 * - nginx that asks Foyer, both on that one core, in front of the same file; and both web servers without any guard.
 *
 * The guards of others are spared the many sessions: it is their cheapest case.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { request } from 'undici';
import { findFreePort } from '../server/testing/proxy-process.ts';
import type { DaemonProcess } from './daemon-process.ts';
import type { Figure } from './figures.ts';
import { readAnswer, type Seeded, seedFoyer, startFoyerWithTools } from './foyer-with-tools.ts';
import { explain, NOTED_EVERY_MS, share, toCandidate } from './measure-forward-auth.ts';
import { type Candidate, measureInTurns, type Result } from './measure-load.ts';
import { hasNginx, startNginx } from './nginx.ts';
import { type OpenIdGuards, startOpenIdGuards } from './openid-guards.ts';
import { browserHeaders, layDown, questionAt } from './questions.ts';
import type { ServerProcess } from './server-process.ts';
import { originOf, TOOLS } from './tool-company.ts';

const CONNECTIONS = 64;
const LEAST_TIMES = 3;

const guards = ['foyer', 'express', 'apache', 'nginx'] as const;
type Name = (typeof guards)[number] | 'apacheOpen' | 'nginxOpen';
/** Those that are installed. */
type Candidates = Partial<Record<Name, Candidate>>;

/** Requests per second on one core, of Foyer and of the other guards. */
export async function measureGuards(folder: string): Promise<Figure[]> {
  const documents = layDownFile(folder);
  const seeded = seedFoyer(folder, { count: 10_000, usedWithinMs: NOTED_EVERY_MS });
  await using foyer = await startFoyerWithTools(seeded, { assertion: 'not sent' });
  const answer = await readAnswer(foyer.origin, seeded.questions);
  await using others = await startOpenIdGuards({ folder, documents, answer });
  const ports = { guarded: await findFreePort(), open: await findFreePort() };
  const hosts = Array.from({ length: TOOLS }, (_, tool) => new URL(originOf(tool)).host);
  await using nginx = hasNginx
    ? await startNginx({ folder, documents, foyerOrigin: foyer.origin, hosts, ports })
    : null;
  const candidates: Candidates = {
    foyer: toCandidate(foyer, seeded.questions, CONNECTIONS),
    ...otherCandidates(folder, others),
    ...(nginx !== null && nginxCandidates(folder, { nginx, foyer, seeded, ports })),
  };
  for (const name of guards) if (candidates[name]) await tryGuard(candidates[name]);
  return toFigures(await measureInTurns(candidates as Record<Name, Candidate>));
}

/** Lays a tiny file down twice: where it is guarded, and where it is open. Apache's own user has to get there. */
function layDownFile(folder: string): string {
  const documents = join(folder, 'documents');
  for (const place of ['guarded', 'open']) {
    mkdirSync(join(documents, place), { recursive: true });
    writeFileSync(join(documents, place, 'file.txt'), 'Welcome.\n');
  }
  for (const passed of [dirname(folder), folder]) chmodSync(passed, 0o711);
  return documents;
}

function otherCandidates(folder: string, { express, apache }: OpenIdGuards): Candidates {
  const ask = (origin: string, path: string, cookie: string) => {
    const head = { path, headers: { host: new URL(origin).host, ...browserHeaders }, cookieStart: '' };
    return { origin, questions: layDown(folder, [head], [cookie]), connections: CONNECTIONS };
  };
  const { server, cookie } = express;
  return {
    express: { ...ask(server.origin, '/guarded', cookie), cpuMs: () => server.ask('cpuMs') },
    ...(apache !== null && {
      apache: { ...ask(apache.server.origin, '/guarded/file.txt', apache.cookie), cpuMs: apache.server.cpuMs },
      apacheOpen: { ...ask(apache.server.origin, '/open/file.txt', apache.cookie), cpuMs: apache.server.cpuMs },
    }),
  };
}

type BehindNginx = {
  nginx: DaemonProcess;
  foyer: ServerProcess;
  seeded: Seeded;
  ports: { guarded: number; open: number };
};

/** The same people with the same cookies, who ask nginx for a file of their tool. */
function nginxCandidates(folder: string, { nginx, foyer, seeded, ports }: BehindNginx): Candidates {
  const heads = seeded.questions.heads.map(({ cookieStart }, tool) => ({
    path: '/guarded/file.txt',
    headers: { host: new URL(originOf(tool)).host, ...browserHeaders },
    cookieStart,
  }));
  const asked = { questions: layDown(folder, heads, seeded.questions.cookieEnds), connections: CONNECTIONS };
  return {
    nginx: {
      ...asked,
      origin: `http://127.0.0.1:${ports.guarded}`,
      cpuMs: async () => (await nginx.cpuMs()) + (await foyer.ask('cpuMs')),
    },
    nginxOpen: { ...asked, origin: `http://127.0.0.1:${ports.open}`, cpuMs: nginx.cpuMs },
  };
}

/** A guard that lets everybody in, or sends everybody elsewhere, would be quick. */
async function tryGuard({ origin, questions }: Candidate): Promise<void> {
  const { path, headers } = questionAt(questions, 0);
  const statusOf = async (cookie: string) => {
    const { statusCode, body } = await request(new URL(path, origin), { headers: { ...headers, cookie } });
    await body.dump();
    return statusCode;
  };
  assert.equal(await statusOf(String(headers.cookie)), 200, origin);
  assert.ok((await statusOf('')) >= 300, origin);
}

function toFigures({ foyer, express, apache, apacheOpen, nginx, nginxOpen }: Partial<Record<Name, Result>>): Figure[] {
  return [
    ...compare('decision beside express-openid-connect', foyer, express, { atLeast: LEAST_TIMES }),
    ...compare('decision beside Apache with mod_auth_openidc', foyer, apache, { atLeast: LEAST_TIMES }),
    ...compare('a file behind nginx and Foyer beside Apache with mod_auth_openidc', nginx, apache, null),
    ...compare('a file behind nginx and Foyer beside nginx alone', nginx, nginxOpen, null),
    ...Object.entries({ foyer, express, apache, apacheOpen, nginx, nginxOpen }).flatMap(([name, result]) =>
      result === undefined ? [] : explain(titles[name as Name], result),
    ),
  ];
}

const titles: Readonly<Record<Name, string>> = {
  foyer: 'decision',
  express: 'express-openid-connect',
  apache: 'Apache with mod_auth_openidc',
  apacheOpen: 'Apache alone',
  nginx: 'nginx and Foyer',
  nginxOpen: 'nginx alone',
};

function compare(name: string, one: Result | undefined, other: Result | undefined, target: Figure['target']): Figure[] {
  if (one === undefined || other === undefined) {
    return [{ name, value: Number.NaN, unit: 'left out: not installed', target: null }];
  }
  return [
    {
      name: `${name}, requests of a second of a core`,
      value: other.cpuMicroseconds / one.cpuMicroseconds,
      unit: 'times',
      target,
    },
    { name: '  as fast as each answers here', value: share(one, other), unit: 'times', target: null },
  ];
}
