/** Secrets in tools.yaml, which nobody may read anywhere else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '../secret.ts';
import { parseToolsFile } from './tools-file.ts';
import { ToolsFileError } from './tools-file-error.ts';

const secret = 'gXx81-never-to-be-seen';
const long = `${secret}-by-anybody-at-all`;
const findVariable = () => new Secret(long);

const withLines = (text: string) =>
  ['tools:', '  - id: wiki', '    name: Wiki', '    url: https://wiki.example.com/', `    ${text}`].join('\n');

/** What is said about a file, by a report or by whatever prints what it says. */
function saidAbout(text: string): string {
  try {
    const file = parseToolsFile('tools.yaml', text, { findVariable });
    return JSON.stringify(file) + inspect(file, { depth: null, showHidden: true });
  } catch (error) {
    assert.ok(error instanceof ToolsFileError, String(error));
    return `${error.message}${error.stack}${JSON.stringify(error)}`;
  }
}

const good = [
  `oidc: { clientSecret: ${long}, redirectUris: ["https://wiki.example.com/cb"] }`,
  `oidc: { clientSecret: "\${WIKI_CLIENT_SECRET}", redirectUris: ["https://wiki.example.com/cb"] }`,
];

const bad = [
  `oidc:\n      clientSecret: ${secret}`,
  `oidc:\n      clientSecret: "\${WIKI_CLIENT_SECRET}"`,
  `oidc: ${secret}`,
  `oidc: [${secret}]`,
  `oidc: *${secret}`,
  `oidc: !${secret} {}`,
  `oidc:\n      clientSecret: !${secret} x`,
  `oidc:\n      clientSecret: *${secret}`,
  `oidc:\n      clientSecret: "\\q${secret}`,
  `oidc:\n      clientSecret: "${secret}`,
  `oidc:\n      clientSecret: |${secret}`,
  `oidc:\n      clientSecret: @${secret}`,
  `oidc:\n      clientSecret: {${secret}`,
  `oidc:\n      clientSecret: {${secret}: x}`,
  `oidc:\n      clientSecret: [${secret}]`,
  `oidc:\n      - ${secret}: ]`,
  `oidc:\n    clientSecret: ${secret}`,
  `oidc:\n      clientSecret:${secret}`,
  `oidc: { clientSecret:${secret} }`,
  `oidc: { ${secret} }`,
  `oidc: { ${secret}: clientSecret }`,
  `oidc: { ? [${secret}] : x }`,
  `oidc: { clientSecret: { ? ${secret} } }`,
  `oidc: { clientSecret: ${long}, public: true, clientSecrets: ${secret} }`,
  `oidc: { clientSecret: ${long}, clientSecret: ${secret} }`,
  `oidc: { clientSecret: ${long} ${long} }`,
  `oidc: { redirectUris: "https://anna:${secret}@wiki.example.com/" }`,
  `oidc: { redirectUris: ["https://anna:${secret}@wiki.example.com/"] }`,
  `oidc: { redirectUris: ["https:anna:${secret}@wiki.example.com/"] }`,
  `oidc: { backchannelLogoutUri: "https://Wiki.example.com/?${secret}" }`,
  `oicd:\n      clientSecret: @${secret}`,
  `{ clientSecret:${secret} }`,
  `clientSecret:${secret}`,
];

describe('a secret in tools.yaml', () => {
  // The report goes to the log and to the page for administrators, and what was read to whoever looks for a mistake.
  for (const text of [...good, ...bad]) {
    it(`is not repeated anywhere: ${JSON.stringify(text)}`, () => {
      const said = saidAbout(withLines(text));
      assert.ok(!said.includes(secret) && !said.includes('never'), said);
      assert.equal(said.startsWith('Foyer cannot use tools.yaml:\n'), bad.includes(text));
    });
  }
});
