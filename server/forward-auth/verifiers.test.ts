/** The samples of docs/assertion.md, run as they stand there. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Tool } from '../access/tool.ts';
import { createApp } from '../http/create-app.ts';
import { routeRules } from '../http/route-rules.ts';
import { createKeyRing } from '../keys/key-ring.ts';
import { createSealer } from '../keys/seal.ts';
import { openSigningKeys } from '../keys/signing-keys.ts';
import { createLogger } from '../logger.ts';
import { jwksRoute } from '../oidc/jwks-route.ts';
import type { CorpId, UnionId, UserId } from '../person.ts';
import { Secret } from '../secret.ts';
import { openDatabase } from '../storage/open-database.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createAssertions } from './assertion.ts';
import type { Identity } from '../people/identity.ts';

const root = join(import.meta.dirname, '../..');
const ISSUER = 'https://foyer.example.com/oidc';
const log = createLogger('silent');

const wiki: Tool = {
  id: 'wiki',
  name: 'Wiki',
  url: 'https://wiki.example.com/',
  origins: ['https://wiki.example.com'],
  allow: { line: 1, kind: 'everyone' },
  rules: [],
  username: 'userId',
  assertion: true,
  corsPreflight: 'refuse',
  groups: null,
  oidc: null,
  line: 1,
};

const person = {
  subject: 'the-subject',
  corpId: 'ding0001' as CorpId,
  unionId: 'union' as UnionId,
  userId: 'zhangwei01' as UserId,
  name: '张伟',
  isAdmin: false,
  departments: [],
  roles: [],
};
const zhangWei: Identity = {
  subject: person.subject,
  name: '张伟',
  groups: [{ kind: 'department', path: ['青禾科技', '研发部', '后端组'] }],
  person,
};

/** A program that reads assertions, a line each, and says of each who it is, or `null`. */
type Sample = { language: string; tag: string; run(t: TestContext, code: string, input: string): Promise<string> };

const python = ['python3', '/usr/bin/python3'].find((command) => succeeds(command, ['-c', 'import jwt, cryptography']));
const samples: readonly (Sample & { skip: string | false })[] = [
  { language: 'Node', tag: 'js', run: runNode, skip: false },
  { language: 'Python', tag: 'python', run: runPython, skip: python ? false : 'no Python with PyJWT and cryptography' },
  { language: 'Go', tag: 'go', run: runGo, skip: succeeds('go', ['version']) ? false : 'no Go' },
];

for (const { language, tag, run, skip } of samples) {
  // People copy it. A sample that lets one of these pass lets anybody be anybody in their tool.
  describe(`the sample for ${language}`, () => {
    it('lets genuine assertions pass, and no others', { skip }, async (t) => {
      const foyer = await startFoyer(t);
      const offered = await offer(foyer);
      const code = sampleIn('assertion.md', tag).replaceAll(ISSUER, foyer.issuer);
      const output = await run(t, code, offered.map(({ jwt }) => `${jwt}\n`).join(''));
      const answers = output.trim().split('\n');
      assert.equal(answers.length, offered.length, output);
      for (const [at, { what, isGood }] of offered.entries()) {
        const found = JSON.parse(answers[at] ?? '');
        const expected = isGood ? { sub: 'the-subject', name: '张伟', groups: ['青禾科技/研发部/后端组'] } : null;
        assert.deepEqual(found, expected, what);
      }
      assert.equal(foyer.fetches(), 1, 'the keys are kept');
    });
  });
}

describe('docs/assertion.zh-CN.md', () => {
  it('has the very same samples', () => {
    for (const { tag } of samples)
      assert.equal(sampleIn('assertion.zh-CN.md', tag), sampleIn('assertion.md', tag), tag);
  });
});

/** The verifier in a language, as it stands in the documentation. */
function sampleIn(document: string, tag: string): string {
  const text = readFileSync(join(root, 'docs', document), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const found = blocks.filter(([, name, code]) => name === tag && code?.includes('ES256'));
  assert.equal(found.length, 1, `${document}: ${tag}`);
  return found[0]?.[2] ?? '';
}

/** Keys behind a real address, and what signs with them. */
async function startFoyer(t: TestContext) {
  const db = openDatabase(':memory:');
  const keyRing = createKeyRing({
    secrets: [new Secret('a secret that is long enough for a key')],
    environment: 'live',
  });
  const sealer = createSealer(keyRing, 'signing keys');
  const signingKeys = await openSigningKeys({ db, sealer, now: Date.now, log });
  const app = createApp({ logger: log, trustedProxies: [], headers: {} });
  let fetches = 0;
  app.addHook('onRequest', async () => {
    fetches += 1;
  });
  await app.register(routeRules);
  await app.register(jwksRoute, { signingKeys });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(async () => {
    await app.close();
    db.close();
  });
  return { issuer: `${origin}/oidc`, signingKeys, fetches: () => fetches };
}

type Foyer = Awaited<ReturnType<typeof startFoyer>>;
type Offered = { what: string; jwt: string; isGood: boolean };

async function offer({ issuer, signingKeys }: Foyer): Promise<Offered[]> {
  const mint = async (tool = wiki, changes: { issuer?: string; now?: () => number } = {}) =>
    (await createAssertions({ signingKeys, issuer, now: Date.now, ...changes }).mint(tool, zhangWei)).jwt;
  const good = await mint();
  const [head = '', claims = '', signature = ''] = good.split('.');
  const [jwk] = signingKeys.jwks().keys;
  assert.ok(jwk);
  const { kid } = jwk;
  const pem = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const withHead = (header: object) => `${encode({ kid, ...header })}.${claims}`;
  const hmac = (secret: string | Buffer) => {
    const signed = withHead({ alg: 'HS256', typ: 'JWT' });
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const bad: Record<string, string> = {
    'for another tool': await mint({ ...wiki, id: 'grafana' }),
    'of another issuer': await mint(wiki, { issuer: 'https://foyer.example.org/oidc' }),
    expired: await mint(wiki, { now: () => Date.now() - 67_000 }),
    altered: `${head}.${encode({ ...decode(claims), sub: 'somebody-else' })}.${signature}`,
    'with half a signature': `${head}.${claims}.${signature.slice(0, 43)}`,
    'without a signature': `${head}.${claims}.`,
    'alg: none': `${withHead({ alg: 'none' })}.`,
    'alg: none, with the signature': `${withHead({ alg: 'none' })}.${signature}`,
    'the public key as a secret, as PEM': hmac(pem),
    'the public key as a secret, as JWK': hmac(JSON.stringify(jwk)),
    'without an end': await signWith(signingKeys, { iss: issuer, aud: 'wiki', sub: 'the-subject' }),
    'about nobody': await signWith(signingKeys, { iss: issuer, aud: 'wiki', exp: Date.now() / 1_000 + 60 }),
    'by another key of the same name': await forge({ kid }, claims),
    'by a key that it brings along': await forge({ kid, bringsKey: true }, claims),
    'that is none': 'x',
    'that is empty': '',
    'that is three empty parts': '..',
  };
  const refused = Object.entries(bad).map(([what, jwt]) => ({ what, jwt, isGood: false }));
  const almostOver = await mint(wiki, { now: () => Date.now() - 30_000 });
  return [
    { what: 'genuine', jwt: good, isGood: true },
    { what: 'as old as one can be that is sent', jwt: almostOver, isGood: true },
    ...refused,
    { what: 'genuine, after all the others', jwt: good, isGood: true },
  ];
}

async function signWith(keys: Foyer['signingKeys'], claims: Record<string, unknown>): Promise<string> {
  const { alg, kid, privateKey } = await keys.current('ES256');
  return new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(privateKey);
}

async function forge({ kid, bringsKey }: { kid: string; bringsKey?: true }, claims: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const header = { alg: 'ES256', kid, typ: 'JWT', ...(bringsKey && { jwk }) };
  return new SignJWT(decode(claims)).setProtectedHeader(header).sign(privateKey);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function runNode(_t: TestContext, code: string, input: string): Promise<string> {
  const program = `${code}
    import { createInterface } from 'node:readline';
    for await (const assertion of createInterface({ input: process.stdin })) {
      try {
        const { sub, name, groups } = await whoIs(assertion);
        console.log(JSON.stringify({ sub, name, groups }));
      } catch {
        console.log('null');
      }
    }`;
  return execute(process.execPath, ['--input-type=module', '-e', program], { input });
}

function runPython(_t: TestContext, code: string, input: string): Promise<string> {
  const program = `${code}
import json, sys

for line in sys.stdin.read().split("\\n")[:-1]:
    try:
        claims = who_is(line)
        print(json.dumps({name: claims[name] for name in ("sub", "name", "groups")}))
    except jwt.PyJWTError:
        print("null")
`;
  return execute(python ?? '', ['-c', program], { input });
}

function runGo(t: TestContext, code: string, input: string): Promise<string> {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'go.mod'), 'module foyer\n\ngo 1.19\n');
  writeFileSync(join(folder, 'verifier.go'), code.replace('package foyer', 'package main'));
  const program = `package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		person, err := WhoIs(lines.Text())
		if err != nil {
			fmt.Println("null")
			continue
		}
		text, _ := json.Marshal(map[string]any{"sub": person.Subject, "name": person.Name, "groups": person.Groups})
		fmt.Println(string(text))
	}
}
`;
  writeFileSync(join(folder, 'main.go'), program);
  return execute('go', ['run', '.'], { input, cwd: folder });
}

async function execute(command: string, args: string[], { input, cwd = root }: { input: string; cwd?: string }) {
  const child = spawn(command, args, { cwd });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  assert.equal(code, 0, errors);
  return output;
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
