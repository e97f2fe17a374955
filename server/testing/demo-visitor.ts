/**
 * The demo tools before a real Foyer, and people whose browsers go from host to host.
 *
 * Owns: starting both, and following redirects the way a browser does, with cookies of their own for each host.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type DemoTools, openDemoTools } from '../demo-tools/demo-tools.ts';
import type { Services } from '../services.ts';
import { type Answer, type Browser, createBrowser } from './browser.ts';
import { overTheWire } from './foyer-process.ts';
import { listenForTest } from './raw-http.ts';
import { signedIn } from './sign-in.ts';
import { startTestServer } from './start-test-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type Visitor = {
  foyer: Browser;
  wiki: Browser;
  board: Browser;
  desk: Browser;
  /** Opens an address, and goes wherever it leads; gives the last answer and where it came from. */
  visit(address: string): Promise<{ answer: Answer; address: string }>;
};

export type DemoStage = {
  /** Where Foyer listens, for whoever stands in a proxy's place. */
  foyer: URL;
  demo: DemoTools;
  wiki: string;
  board: string;
  desk: string;
  /** What Foyer runs with. */
  services: Services;
  /** Somebody who is signed in to Foyer, and has opened no tool yet. */
  visitor(userId: string): Promise<Visitor>;
  /** Somebody whom nobody knows. */
  stranger(): Visitor;
};

/** Nothing that a test does makes a tool fail. */
const failing = {
  error(details: object): never {
    throw new Error('a demo tool failed', { cause: details });
  },
};

const FOYER = 'https://foyer.example.com';

/** Starts Foyer with the demo tools' rules, and the tools. */
export async function startDemoStage(t: TestContext): Promise<DemoStage> {
  const demo = await openDemoTools({ port: 0, publicUrl: new URL(FOYER), log: failing });
  t.after(demo.close);
  const TOOLS_FILE = join(temporaryFolder(t), 'tools.yaml');
  writeFileSync(TOOLS_FILE, demo.rules);
  const server = await startTestServer(t, { env: { TOOLS_FILE } });
  const foyer = new URL(`http://127.0.0.1:${await listenForTest(server.app)}`);
  demo.answerThrough(foyer);
  const [wiki = '', board = '', desk = ''] = demo.origins;
  const stranger = () => createVisitor(server.newBrowser(), { wiki, board, desk });
  return {
    foyer,
    demo,
    wiki,
    board,
    desk,
    services: server.services,
    stranger,
    async visitor(userId) {
      const visitor = stranger();
      await signedIn(visitor.foyer, userId);
      return visitor;
    },
  };
}

const MOST_REDIRECTS = 10;

function createVisitor(foyer: Browser, tools: { wiki: string; board: string; desk: string }): Visitor {
  const onTheWire = (origin: string) => createBrowser(overTheWire(Number(new URL(origin).port)), new URL(origin));
  const [wiki, board, desk] = [onTheWire(tools.wiki), onTheWire(tools.board), onTheWire(tools.desk)];
  const browsers: Record<string, Browser> = {
    [FOYER]: foyer,
    [tools.wiki]: wiki,
    [tools.board]: board,
    [tools.desk]: desk,
  };
  const open = (address: URL) => {
    const browser = browsers[address.origin];
    assert.ok(browser, `nobody is at ${address.origin}`);
    return browser.open(`${address.pathname}${address.search}`);
  };
  return {
    foyer,
    wiki,
    board,
    desk,
    async visit(asked) {
      let address = new URL(asked);
      for (let count = 0; count < MOST_REDIRECTS; count += 1) {
        const answer = await open(address);
        const { location } = answer.headers;
        if (location === undefined) return { answer, address: address.href };
        address = new URL(location, address);
      }
      throw new Error(`${asked} leads round in circles, last to ${address.href}`);
    },
  };
}
