import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { chooseDemoTools, choosePort } from './choose-demo-tools.ts';
import { loadConfig } from './config/load-config.ts';
import { createLogger } from './logger.ts';
import { createBrowser } from './testing/browser.ts';
import { type FoyerProcess, overTheWire, startFoyer } from './testing/foyer-process.ts';
import { liveSettings } from './testing/live-settings.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

async function choose(t: TestContext, env: Record<string, string>) {
  const chosen = await chooseDemoTools(loadConfig({ DATA_DIR: temporaryFolder(t), ...env }), createLogger('silent'));
  t.after(chosen.close);
  return chosen;
}

describe('the demo tools', () => {
  it('run with the sandbox, with rules and an administrator of their own', async (t) => {
    const { origins, rules } = await choose(t, { SANDBOX_PORT: '0' });
    assert.deepEqual([...rules.byOrigin.keys()], origins.slice(0, 2), 'two of them behind a proxy');
    assert.deepEqual([...rules.byClientId.keys()], ['desk'], 'and one that signs people in itself');
    assert.deepEqual(
      rules.tools.map(({ id, url }) => [id, url]),
      [
        ['wiki', `${origins[0]}/`],
        ['board', `${origins[1]}/`],
        ['desk', `${origins[2]}/`],
      ],
    );
    assert.deepEqual([...rules.admins], ['manager4220']);
  });

  // A secret that everybody can read lets everybody sign in as that tool.
  it('have a secret that is made at the start, another one each time', async (t) => {
    const starts = [await choose(t, { SANDBOX_PORT: '0' }), await choose(t, { SANDBOX_PORT: '0' })];
    const secrets = starts.map(({ rules }) => rules.byClientId.get('desk')?.oidc?.clientSecret?.reveal() ?? '');
    for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/);
    assert.notEqual(secrets[0], secrets[1]);
  });

  it('do not run when somebody has said which tools there are', async (t) => {
    const TOOLS_FILE = join(temporaryFolder(t), 'tools.yaml');
    writeFileSync(TOOLS_FILE, 'tools: []');
    const { origins, rules } = await choose(t, { SANDBOX_PORT: '0', TOOLS_FILE });
    assert.deepEqual(origins, []);
    assert.equal(rules.admins.size, 0);
  });

  // The invented administrator's userId may be that of a real person.
  it('do not run with DingTalk, where their administrator is none either', async (t) => {
    const { origins, rules } = await choose(t, liveSettings('http://localhost:3001'));
    assert.deepEqual(origins, []);
    assert.deepEqual([...rules.admins, ...rules.tools], []);
  });

  const ports: [string, Record<string, string>, number][] = [
    ['the one after the sandbox’s', { SANDBOX_PORT: '3001' }, 3002],
    ['any that is free when the sandbox has any', { SANDBOX_PORT: '0' }, 0],
    ['any that is free when Foyer is about to take the next', { SANDBOX_PORT: '3001', PORT: '3002' }, 0],
    ['any that is free when there is no next', { SANDBOX_PORT: '65535' }, 0],
  ];
  for (const [what, env, port] of ports) {
    it(`ask for a port: ${what}`, () => assert.equal(choosePort(loadConfig(env)), port));
  }
});

describe('a start with the sandbox', () => {
  it('says where the demo tools are, and they ask this Foyer', async (t) => {
    const cwd = temporaryFolder(t);
    const env = { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: cwd, PUBLIC_URL: 'http://localhost:3000' };
    const foyer = await startFoyer(t, { cwd, env });
    const [, wiki = '', board = '', desk = ''] =
      /Demo tools.*: (http:\S+) (http:\S+) (http:\S+)\n/.exec(await announcement(foyer)) ?? [];
    for (const [origin, name] of [
      [wiki, 'wiki'],
      [board, 'board'],
    ] as const) {
      const { port, host, hostname } = new URL(origin);
      assert.equal(hostname, `${name}.localhost`);
      const answer = await createBrowser(overTheWire(Number(port)), new URL(origin)).open('/');
      assert.equal(answer.statusCode, 303);
      assert.equal(answer.headers.location, `http://${host}/.foyer/start?to=%2F`);
    }
    const answer = await createBrowser(overTheWire(Number(new URL(desk).port)), new URL(desk)).open('/');
    assert.match(String(answer.headers.location), /^http:\/\/localhost:3000\/oidc\/auth\?.*client_id=desk/);
  });

  it('with a tools file says nothing of them', async (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, 'tools.yaml'), 'tools: []');
    const foyer = await startFoyer(t, { cwd, env: { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: cwd } });
    assert.doesNotMatch(await announcement(foyer), /demo tools|wiki/i);
  });
});

/** What is printed for the person at the terminal; it comes after the first words of the log. */
async function announcement(foyer: FoyerProcess): Promise<string> {
  while (!/Foyer is open at .*\n[\s\S]*\n\n/.test(foyer.output())) await foyer.newBrowser().get('/healthz');
  return foyer.output();
}
