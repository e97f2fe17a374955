/** The guides of docs/tools, beside the tools file that they print and the provider that they describe. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { decodeJwt } from 'jose';
import type { OidcClient, Tool } from '../access/tool.ts';
import { parseToolsFile } from '../access/tools-file.ts';
import { Secret } from '../secret.ts';
import type { Browser } from '../testing/browser.ts';
import {
  askForTokens,
  authorize,
  codeOf,
  openTool,
  readUserinfo,
  type TestClient,
  type Tokens,
  tokensOf,
} from '../testing/oidc-client.ts';
import { startOidcServer } from '../testing/oidc-tools.ts';
import { signedIn } from '../testing/sign-in.ts';

const folder = join(import.meta.dirname, '../../docs/tools');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const languages = ['md', 'zh-CN.md'] as const;
const guides = readdirSync(folder).flatMap((file) => /^([a-z0-9-]+)\.md$/.exec(file)?.[1] ?? []);

const toolsText = read('tools.yaml');
/** Each entry as it stands in the file, without the blank line that may follow. */
const entries = toolsText
  .slice(toolsText.indexOf('\n  - id: ') + 1)
  .split(/^(?= {2}- id: )/m)
  .map((text) => ({ id: /^ {2}- id: (\S+)/.exec(text)?.[1] ?? '', text: text.trimEnd() }));
/** A command line beside its tool is an entry of its own, in the same guide. */
const guideOf = (id: string) => guides.find((name) => id === name || id.startsWith(`${name}-`)) ?? id;
const entriesOf = (guide: string) => entries.filter(({ id }) => guideOf(id) === guide);

const secretOf = (name: string) => `${name.toLowerCase()}-of-at-least-32-characters`;
const { tools } = parseToolsFile('tools.yaml', toolsText, {
  ownOrigin: 'https://foyer.example.com',
  findVariable: (name) => new Secret(secretOf(name)),
});
type Connected = Tool & { oidc: OidcClient };
const connected = tools.filter((tool): tool is Connected => tool.oidc !== null);

type Block = { kind: string; text: string };
/** What stands between fences; a block inside a list is indented. */
function blocksOf(text: string): Block[] {
  const found = text.matchAll(/^ *```(?<kind>[^\n]*)\n(?<text>.*?)\n *```$/gms);
  return [...found].map(({ groups }) => ({ kind: groups?.kind ?? '', text: groups?.text ?? '' }));
}
const isEntry = ({ kind }: Block) => kind === 'yaml file=tools.yaml';

describe('the guides of docs/tools', () => {
  it('are there for each entry, and no other', () => {
    assert.deepEqual([...new Set(entries.map(({ id }) => guideOf(id)))].toSorted(), guides.toSorted());
    assert.equal(connected.length, entries.length);
  });

  for (const name of guides) {
    it(`print the entry of ${name} in both languages, letter by letter`, () => {
      const expected = entriesOf(name).map(({ text }) => text);
      for (const language of languages) {
        const [printed, ...more] = blocksOf(read(`${name}.${language}`)).filter(isEntry);
        assert.equal(printed?.text, expected.join('\n\n'), language);
        assert.deepEqual(more, []);
      }
    });

    it(`give the same settings for ${name} in both languages`, () => {
      const [english, chinese] = languages.map((language) => blocksOf(read(`${name}.${language}`)));
      assert.ok(english);
      assert.deepEqual(chinese, english);
    });

    it(`say of ${name} whether it signs in with PKCE`, () => {
      const isWithout = connected.some(({ id, oidc }) => guideOf(id) === name && oidc.pkce === 'optional');
      for (const language of languages) {
        const sections = read(`${name}.${language}`).split(/^## /m);
        const said = sections.find((section) => section.startsWith('PKCE\n')) ?? '';
        assert.ok(said.includes(isWithout ? '`pkce: optional`' : 'S256'), said);
      }
    });
  }

  it('are all listed in both indexes, and lead to each other', () => {
    for (const language of languages) {
      const index = read(`README.${language}`);
      for (const name of guides) {
        assert.ok(index.includes(`](${name}.${language})`), `${name} in README.${language}`);
        assert.ok(read(`${name}.${language}`).includes(`](README.${language})`), `${name}.${language}`);
      }
    }
  });

  it('make no secret out of anything but a variable', () => {
    const secrets = [...toolsText.matchAll(/clientSecret: (.*)/g)].map(([, value = '']) => value);
    assert.equal(secrets.length, guides.length);
    for (const secret of secrets) assert.match(secret, /^\$\{[A-Z]+_CLIENT_SECRET\}$/);
  });
});

/** Foyer with the very file, and a browser in which somebody has signed in who may open all of it. */
async function openWithGuides(t: TestContext): Promise<Browser> {
  const variables = [...toolsText.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, secretOf(name)]);
  const text = entries
    .map((entry) => entry.text)
    .join('\n')
    // The company of the tests has no such role, and announces devices only where a tool has them.
    .replaceAll('存储管理员', '主管')
    .replace('public: true', 'public: true\n      deviceFlow: true');
  const { browser } = await startOidcServer(t, { tools: text, env: Object.fromEntries(variables) });
  return signedIn(browser, 'luoxiaoming');
}

function clientsOf({ clientId: id, clientSecret, redirectUris }: OidcClient): TestClient[] {
  return redirectUris.map((redirectUri) => ({
    id,
    redirectUri,
    ...(clientSecret && { secret: clientSecret.reveal() }),
  }));
}

/** Signs in as the guide says: with all scopes of the entry, and without PKCE where the entry can do without. */
async function openAsTheGuideSays(browser: Browser, { oidc }: Connected): Promise<Tokens[]> {
  const scope = oidc.scopes.join(' ');
  const opened = [];
  for (const client of clientsOf(oidc))
    opened.push(await (oidc.pkce === 'optional' ? openWithoutPkce : openTool)(browser, client, { scope }));
  return opened;
}

async function openWithoutPkce(browser: Browser, client: TestClient, { scope }: { scope: string }): Promise<Tokens> {
  const without = { code_challenge: undefined, code_challenge_method: undefined };
  const code = codeOf(await authorize(browser, client, { scope, ...without }));
  const form = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
  return tokensOf(await askForTokens(browser, client, form));
}

type Claims = { groups?: string[] };

describe('Foyer with the tools file of docs/tools', () => {
  it('signs people in to every tool, with the scopes that the guide has it ask for', async (t) => {
    const browser = await openWithGuides(t);
    for (const tool of connected) {
      for (const tokens of await openAsTheGuideSays(browser, tool)) {
        const isOffline = tool.oidc.scopes.includes('offline_access');
        assert.equal(tokens.refresh_token !== undefined, isOffline, tool.id);
        const claims = (await readUserinfo(browser, tokens)).json<Claims>();
        assert.equal('groups' in claims, tool.oidc.scopes.includes('groups'), tool.id);
        // Some tools look at the ID token alone.
        assert.deepEqual(decodeJwt<Claims>(tokens.id_token).groups, claims.groups, tool.id);
      }
    }
  });

  // Without it, a role in DingTalk that is called like one of Argo CD's own gives its rights: both are role:<name>.
  it('tells Argo CD of departments and of no role', async (t) => {
    const browser = await openWithGuides(t);
    const groupsFor = async (id: string) => {
      const tool = connected.find((one) => one.id === id) ?? assert.fail(id);
      const [tokens] = await openAsTheGuideSays(browser, tool);
      return decodeJwt<Claims>(tokens?.id_token ?? '').groups;
    };
    const departments = ['青禾科技/研发部/技术中心', '青禾科技/研发部'];
    assert.deepEqual(await groupsFor('grafana'), [...departments, 'role:主管', 'role:架构委员']);
    for (const id of ['argocd', 'argocd-cli']) assert.deepEqual(await groupsFor(id), departments);
  });

  it('takes people back to every address after the sign-out', async (t) => {
    const browser = await openWithGuides(t);
    for (const tool of connected) {
      const [tokens] = await openAsTheGuideSays(browser, tool);
      for (const address of tool.oidc.postLogoutRedirectUris) {
        const query = new URLSearchParams({ id_token_hint: tokens?.id_token ?? '', post_logout_redirect_uri: address });
        const answer = await browser.open(`/oidc/session/end?${query}`);
        assert.equal(answer.statusCode, 200, `${tool.id}: ${answer.body}`);
      }
    }
  });

  it('has every address of its own that the guides print', async (t) => {
    const browser = await openWithGuides(t);
    const discovery = '/oidc/.well-known/openid-configuration';
    const announced = Object.values((await browser.get(discovery)).json<Record<string, unknown>>());
    const known = new Set([...announced, `https://foyer.example.com${discovery}`]);
    const names = [...guides, 'README'].flatMap((name) => languages.map((language) => `${name}.${language}`));
    const printed = names.flatMap((file) => read(file).match(/https:\/\/foyer\.example\.com\/[\w\-./?=&%{}$]*/g) ?? []);
    assert.ok(printed.length > 0);
    for (const address of new Set(printed)) {
      const url = new URL(address.replace(/\{\{.*?\}\}/g, ''));
      assert.ok(known.has(`${url.origin}${url.pathname}`), address);
      // Also without an ID token, which a tool may have lost.
      if (url.search !== '') assert.equal((await browser.open(url.pathname + url.search)).statusCode, 200, address);
    }
  });
});
