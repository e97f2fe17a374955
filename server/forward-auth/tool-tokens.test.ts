import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { signedIn } from '../testing/sign-in.ts';
import { startTestSandbox, startTestServer } from '../testing/start-test-server.ts';
import { createTestClock } from '../testing/clock.ts';
import { createToolBrowser } from '../testing/tool-browser.ts';

const tools = `
  - id: wiki
    name: Wiki
    url: https://wiki.example.com/
    hosts: [wiki.example.com]
    allow: everyone
`;
const WIKI = 'https://wiki.example.com/';
const OLD = 'the first secret of this test; long enough for any key';
const NEW = 'another secret of this test; long enough for any key';

describe('a tool that is open', () => {
  // Whoever changes the secret to sign everybody out, or goes live on the folder of the sandbox, must not leave doors open.
  it('is closed by another secret alone, and stays open while both count', async (t) => {
    const dataDir = temporaryFolder(t);
    const clock = createTestClock();
    const dingtalk = await startTestSandbox(t, clock);
    const start = (SESSION_SECRET: string) =>
      startTestServer(t, { tools, dataDir, clock, dingtalk, env: { SESSION_SECRET } });
    const first = await start(OLD);
    const tab = createToolBrowser(await signedIn(first.browser));
    assert.equal((await tab.open(WIKI)).answer.statusCode, 200);

    const askAgain = async (secrets: string) => {
      const browser = (await start(secrets)).newBrowser();
      const later = createToolBrowser(browser);
      for (const [name, value] of tab.jarOf('wiki.example.com')) later.jarOf('wiki.example.com').set(name, value);
      return (await later.ask(WIKI)).statusCode;
    };
    assert.equal(await askAgain(`${NEW},${OLD}`), 200);
    assert.equal(await askAgain(NEW), 401);
    assert.equal(await askAgain(OLD), 200);
  });
});
