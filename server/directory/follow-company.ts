import { setImmediate as othersFirst } from 'node:timers/promises';
import { isAboutThem } from '../dingtalk/refusals.ts';
import { toPerson } from '../people/to-person.ts';
import type { Person } from '../person.ts';
import type { RunTools } from './run-tools.ts';

/** The embedded store answers at once, so that a long loop over it would let nobody else in. */
const SUBJECTS_AT_A_TIME = 50;

/**
 * Lets the sessions follow what a run has read: a new title or department counts from the next request, whoever is
 * inactive is signed out, and whoever is missing is asked about.
 */
export async function followCompany(run: number, tools: RunTools, signal: AbortSignal): Promise<void> {
  for (const [index, subject] of (await tools.store.subjects()).entries()) {
    if (index % SUBJECTS_AT_A_TIME === 0) await othersFirst();
    signal.throwIfAborted();
    await follow(subject, run, tools, signal);
  }
}

async function follow(subject: string, run: number, tools: RunTools, signal: AbortSignal): Promise<void> {
  const { replica, store, employees } = tools;
  const known = replica.findBySubject(subject);
  if (known === null) return askAboutStranger(subject, tools, signal);
  if (known.seenIn < run) await unlessGone(() => employees.readByUserId(known.record.userId, signal, 'paced'));
  const person = replica.findBySubject(subject);
  if (person === null) return;
  if (person.record.isActive) await replace(toPerson(person, replica.departments), tools);
  else await store.endAllOf(subject);
}

async function replace(person: Person, { store }: RunTools): Promise<void> {
  const current = JSON.stringify(person);
  const sessions = await store.listBySubject(person.subject);
  if (sessions.some(({ record }) => JSON.stringify(record.content.person) !== current))
    await store.replacePerson(person);
}

/** Somebody is signed in whom no list shows: DingTalk says whether they are gone or only out of the app's sight. */
async function askAboutStranger(subject: string, tools: RunTools, signal: AbortSignal): Promise<void> {
  const [session] = await tools.store.listBySubject(subject);
  const unionId = session?.record.content.person.unionId;
  if (unionId !== undefined) await unlessGone(() => tools.employees.read(unionId, signal, 'paced'));
}

/** Sessions of people who are gone or disabled have ended when this returns; `employees` sees to it. */
async function unlessGone(read: () => Promise<unknown>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!isAboutThem(error)) throw error;
  }
}
