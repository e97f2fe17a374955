/** docs/tools.schema.json, which editors read, beside the parser, which Foyer reads. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { Secret } from '../secret.ts';
import { parseToolsFile } from './tools-file.ts';
import { ToolsFileError } from './tools-file-error.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const conformsToSchema = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(read('docs/tools.schema.json')),
);

function isUnderstood(text: string): boolean {
  try {
    parseToolsFile('tools.yaml', text, { findVariable: (name) => new Secret(`a-secret-for-the-tool-behind-${name}`) });
    return true;
  } catch (error) {
    if (error instanceof ToolsFileError) return false;
    throw error;
  }
}

const documents = ['docs/tools-file.md', 'docs/tools-file.zh-CN.md'];
const examples = documents.flatMap((file) =>
  [...read(file).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ''], index) => ({ file, index, text })),
);

const tool = (line: string) => `tools:\n  - id: a\n    name: A\n    url: https://a.example.com/\n    ${line}\n`;

const SECRET = 'a-secret-for-tests-that-is-long-enough';
/** A tool that is an OpenID Connect client, with more about it. */
const client = (more: string) =>
  tool(
    `oidc: { clientSecret: ${SECRET}, redirectUris: ["https://a.example.com/cb"]${more === '' ? '' : `, ${more}`} }`,
  );
const sendingTo = (address: string) => client('').replace('"https://a.example.com/cb"', JSON.stringify(address));

const good = [
  '',
  'admins: []\ntools: []\n',
  tool(''),
  tool('allow: []'),
  tool('allow: [administrators, { administrators: true }, { department: "007" }]').replace('"007"', '"研发部 / 后端"'),
  tool('rules: [{ path: /, allow: everyone }, { path: /**, allow: [] }, { path: "/a b/*.x/**", allow: [] }]'),
  client(''),
  client('').replace(SECRET, `"\${A_CLIENT_SECRET}"`),
  client('clientId: "a/B=c!", scopes: [], accessTokenMinutes: 1, pkce: optional, deviceFlow: false'),
  client(
    'scopes: [offline_access, dingtalk], accessTokenMinutes: 60, backchannelLogoutUri: "http://a.localhost:8080/x?y"',
  ),
  client('postLogoutRedirectUris: ["https://a.example.com", "https://a.example.com/?x=/../y"]'),
  client('public: true, pkce: required').replace(`clientSecret: ${SECRET}, `, ''),
  tool('oidc: { public: true, deviceFlow: true }'),
  tool(`oidc: { clientSecret: ${SECRET}, deviceFlow: true, redirectUris: [] }`),
  tool('oidc: { public: true, redirectUris: ["com.example.app:/cb", "http://127.0.0.1/cb", "http://[::1]:8080/cb"] }'),
  tool('icon: 👩‍💻'),
  'tools: [{ id: w, name: W, url: "http://w.localhost:3002/x", hosts: ["w.localhost:3002"] }]',
  read('server/demo-tools/tools.yaml').replaceAll(':PORT', ':3002'),
  read('server/testing/administrators.yaml'),
];

/** What the schema can know. */
const broken = [
  '[]',
  'admin: []',
  'admins: anna',
  'admins: [{ user: 7 }]',
  'admins: [{ user: "a b" }]',
  'admins: [{}]',
  'tools: {}',
  'tools: [wiki]',
  'tools: [{}]',
  tool('alow: everyone'),
  ...['id: Wiki', 'id: wi--ki', 'id: 7', 'name: 7', 'name: " "', 'url: wiki', 'url: http://wiki.example.com/'].map(
    (line) => tool('').replace(new RegExp(`${line.split(':')[0]}: .*`), line),
  ),
  tool('url: https://anna@a.example.com/').replace('    url: https://a.example.com/\n', ''),
  ...['A.example.com', '*.example.com', 'a.example.com.', 'https://a.example.com', 'a.example.com/x', '-a', ''].map(
    (host) => tool(`hosts: ["${host}"]`),
  ),
  tool('hosts: a.example.com'),
  tool('hosts: [b.example.com, b.example.com]'),
  ...['everybody', '{}', '7', '[everyone]', '[anna]', '[{}]', '[{ user: 7 }]', '[{ role: a, title: b }]'].map((allow) =>
    tool(`allow: ${allow}`),
  ),
  ...[
    '[{ department: 0 }]',
    '[{ department: 1.5 }]',
    '[{ department: a//b }]',
    '[{ department: /a }]',
    '[{ department: "" }]',
  ].map((allow) => tool(`allow: ${allow}`)),
  tool('allow: [{ administrators: false }]'),
  tool('allow: [{ role: [a] }]'),
  tool('rules: {}'),
  tool('rules: [{ path: /a }]'),
  tool('rules: [{ allow: [] }]'),
  ...['a', '/a//b', '/a/../b', '/.', '/a%20b', '/a;b', '/a?b', '/a#b', '/**/a', '/a**', '/a\\\\b'].map((path) =>
    tool(`rules: [{ path: "${path}", allow: [] }]`),
  ),
  tool('rules: [{ path: /a, methods: [], allow: [] }]'),
  tool('rules: [{ path: /a, methods: [post], allow: [] }]'),
  tool('username: name'),
  tool('assertion: yes'),
  tool('corsPreflight: true'),
  tool('groups: [{ user: anna }]'),
  tool('groups: [{ role: a, department: b }]'),
  tool('icon: ""'),
  tool('icon: 7'),
  tool('oidc: secret'),
  tool('oidc:'),
  tool('oidc: {}'),
  tool(`oidc: { clientSecret: ${SECRET} }`),
  tool(`oidc: { clientSecret: ${SECRET}, redirectUris: [] }`),
  tool(`oidc: { clientSecret: ${SECRET}, redirectUris: [], deviceFlow: false }`),
  tool('oidc: { redirectUris: ["https://a.example.com/cb"] }'),
  tool('oidc: { public: false, redirectUris: ["https://a.example.com/cb"] }'),
  tool('oidc: { public: true, pkce: optional, redirectUris: ["https://a.example.com/cb"] }'),
  ...[
    'public: true',
    'clientID: a',
    'clientId: ""',
    'clientId: "a b"',
    'clientId: "a:b"',
    'clientId: 7',
    `clientId: ${'x'.repeat(43)}`,
    `clientId: ${'x'.repeat(129)}`,
    'grantTypes: [implicit]',
    'postLogoutRedirectUris: https://a.example.com/',
    'backchannelLogoutUri: ["https://a.example.com/"]',
    'backchannelLogoutUri: "http://a.example.com/"',
    'backchannelLogoutUri: "com.example.app:/x"',
    'scopes: openid',
    'scopes: [email, email]',
    'scopes: [everything]',
    ...['0', '61', '1.5', '"10"'].map((minutes) => `accessTokenMinutes: ${minutes}`),
    'pkce: none',
    'deviceFlow: yes',
  ].map(client),
  ...[7, 'short', `${SECRET} and a blank`, '密'.repeat(32)].map((secret) =>
    client('').replace(SECRET, JSON.stringify(secret)),
  ),
  ...[
    '',
    '/cb',
    'http://a.example.com/cb',
    'http://10.0.0.5/cb',
    'com.example.app:/cb',
    'javascript:alert(1)',
    'https://A.example.com/cb',
    'https://a.example.com:443/cb',
    'https://a.example.com./cb',
    'https://anna@a.example.com/cb',
    'https://*.example.com/cb',
    'https://a.example.com/cb#x',
    'https://a.example.com/x/../cb',
    'https://a.example.com/..;/cb',
    'https://a.example.com/a b',
    'https://a.example.com/\\cb',
    `https://a.example.com/${'x'.repeat(2_048)}`,
  ].map(sendingTo),
  tool('oidc: { public: true, redirectUris: ["javascript:alert(1)"] }'),
];

describe('docs/tools.schema.json', () => {
  it('and Foyer itself accept every example of the documents', () => {
    assert.ok(examples.length >= 6);
    for (const { file, index, text } of examples) {
      assert.ok(isUnderstood(text), `${file}, example ${index}`);
      assert.ok(conformsToSchema(parse(text)), `${file}, example ${index}: ${JSON.stringify(conformsToSchema.errors)}`);
    }
  });

  for (const text of good) {
    it(`and Foyer itself accept ${JSON.stringify(text.slice(0, 120))}`, () => {
      assert.ok(isUnderstood(text));
      assert.ok(conformsToSchema(parse(text)), JSON.stringify(conformsToSchema.errors));
    });
  }

  for (const text of broken) {
    it(`and Foyer itself refuse ${JSON.stringify(text.replace(/^tools:\n.*\n.*\n.*\n {4}/, '… '))}`, () => {
      assert.equal(isUnderstood(text), false);
      assert.equal(conformsToSchema(parse(text)), false);
    });
  }

  it('describes every key, in words for whoever writes the file', () => {
    const { definitions } = JSON.parse(read('docs/tools.schema.json'));
    const keys = { ...definitions.tool.properties, ...definitions.oidc.properties };
    for (const [name, key] of Object.entries<{ description?: string; $ref?: string }>(keys))
      assert.ok(key.description ?? key.$ref, name);
  });

  it('knows the same keys in both languages of the document', () => {
    const { definitions } = JSON.parse(read('docs/tools.schema.json'));
    for (const file of documents)
      for (const name of Object.keys({ ...definitions.tool.properties, ...definitions.oidc.properties }))
        assert.match(read(file), new RegExp(`^\\| \`${name}\` \\|`, 'm'));
  });
});
