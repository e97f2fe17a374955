import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Services } from '../services.ts';
import { sessionOf } from '../sessions/session-store.contract.ts';
import { toSessionKey } from '../sessions/session-store.ts';
import type { Browser } from '../testing/browser.ts';
import { createFragileStore } from '../testing/fragile-store.ts';
import { randomRuns } from '../testing/random-runs.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { bindingOf, createToken } from './hand-over/tickets.ts';

const WIKI = 'https://wiki.example.com';
const MINUTE = 60_000;

const tools = `
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
    assertion: true
`;

type Deed = 'ask' | 'open' | 'sign out' | 'end all of them' | 'rename' | 'somebody else signs out' | 'time passes';

/** What has been answered so far, and what came of it. */
type Course = { hasEnded: boolean; isRenamed: boolean; tokens: string[]; wrong: string[] };

describe('opening, using, renaming and ending, in any order', () => {
  const deeds = fc.array(
    fc.constantFrom<Deed>('ask', 'ask', 'ask', 'ask', 'open', 'rename', 'somebody else signs out', 'time passes'),
    { minLength: 3, maxLength: 10 },
  );
  const ends = fc.constantFrom<Deed>('sign out', 'end all of them');

  // Whatever the order in which the store answers: once an end is answered, nobody gets in with what was open before;
  // and once a change is answered, nobody is told what was true before.
  it('never lets anybody in whose session had ended when they asked', async (t) => {
    let scheduler: fc.Scheduler | null = null;
    const store = createFragileStore();
    store.before = async () => void (await scheduler?.schedule(Promise.resolve()));
    const { services, browser, clock } = await startTestServer(t, { tools, replaceStores: store.replaceStores });
    const property = fc.asyncProperty(fc.scheduler(), deeds, ends, fc.nat(10), async (s, before, end, position) => {
      const course: Course = { hasEnded: false, isRenamed: false, tokens: [], wrong: [] };
      const person = await plant(services, course);
      scheduler = s;
      const perform = createPerformer({ person, course, services, browser, advance: clock.advance });
      const order = before.toSpliced(position, 0, end);
      const done = order.map(async (deed) => {
        await s.schedule(Promise.resolve());
        await perform(deed);
      });
      await s.waitFor(Promise.all(done));
      scheduler = null;
      for (const token of course.tokens) assert.equal((await ask(browser, token)).statusCode, 401);
      assert.deepEqual(course.wrong, []);
    });
    await fc.assert(property, randomRuns(t, 500));
  });
});

type Planted = Awaited<ReturnType<typeof plant>>;
type Stage = {
  person: Planted;
  course: Course;
  services: Services;
  browser: Browser;
  advance: (ms: number) => void;
};

function createPerformer({ person, course, services, browser, advance }: Stage): (deed: Deed) => Promise<void> {
  const { key, subject, content } = person;
  const deeds: Record<Deed, () => Promise<void>> = {
    async ask() {
      const [token = ''] = course.tokens;
      const { hasEnded, isRenamed } = course;
      const { statusCode, headers } = await ask(browser, token);
      if (statusCode === 200 && hasEnded) course.wrong.push('in after the end');
      if (statusCode === 200 && isRenamed && headers['remote-name'] !== 'new')
        course.wrong.push('told the name before');
    },
    async open() {
      const { hasEnded } = course;
      const token = await open(services, key);
      if (token === null) return;
      course.tokens.push(token);
      if (hasEnded) course.wrong.push('opened after the end');
    },
    async 'sign out'() {
      await services.store.end(key);
      course.hasEnded = true;
    },
    async 'end all of them'() {
      await services.store.endAllOf(subject);
      course.hasEnded = true;
    },
    async rename() {
      await services.store.replacePerson({ ...content.person, name: 'new' });
      course.isRenamed = true;
    },
    'somebody else signs out': () => services.store.end(toSessionKey(randomUUID())),
    async 'time passes'() {
      advance(1.5 * MINUTE);
    },
  };
  return (deed) => deeds[deed]();
}

/** A session as a sign-in leaves it, without the way there, with a tool that is open and in use. */
async function plant(services: Services, course: Course) {
  const key = toSessionKey(randomUUID());
  const record = sessionOf(`person ${randomUUID()}`, services.now());
  await services.store.save(key, { ...record, expiresAt: services.now() + 600 * MINUTE });
  course.tokens.push((await open(services, key)) ?? '');
  return { key, content: record.content, subject: record.content.person.subject };
}

async function open({ tickets }: Services, sessionKey: Planted['key']): Promise<string | null> {
  const nonce = createToken();
  const ticket = await tickets.issue({ sessionKey, target: `${WIKI}/${createToken()}`, binding: bindingOf(nonce) });
  const outcome = await tickets.redeem({ ticket, nonce, origin: WIKI });
  return 'token' in outcome ? outcome.token : null;
}

function ask(browser: Browser, token: string) {
  const asked = { 'x-original-url': `${WIKI}/`, 'x-original-method': 'GET', accept: 'text/html' };
  return browser.request({ url: '/forward-auth/nginx', headers: { ...asked, cookie: `__Host-foyer-tool=${token}` } });
}
