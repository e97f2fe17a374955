/** Who may import whom, as a table that is executed. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');

/** Layers, lowest first: a part may import parts of its own layer (see `peers`) and of the layers below. */
const layers = {
  kernel: ['errors', 'person', 'paths', 'secret', 'loopback', 'conforms', 'words', 'logger', 'error-handler'],
  boundaries: ['config', 'storage', 'dingtalk', 'access', 'keys', 'http'],
  audit: ['audit'],
  people: ['people'],
  sessions: ['sessions'],
  features: [
    'sign-in',
    'profile',
    'directory',
    'contacts',
    'tools',
    'forward-auth',
    'oidc',
    'doctor',
    'dingtalk-errors',
    'health',
    'web-assets',
  ],
  composition: [
    'choose-app',
    'choose-demo-tools',
    'keep-compiled',
    'open-beside',
    'open-contacts',
    'open-explanation',
    'open-forward-auth',
    'open-keys',
    'open-oidc',
    'open-people',
    'open-sessions',
    'services',
    'build-server',
    'main',
  ],
} as const;

type Layer = keyof typeof layers;
const order = Object.keys(layers) as Layer[];

/** Kernel and composition are single files that know each other; features and boundaries do not. */
const peers: readonly Layer[] = ['kernel', 'composition'];

/** Edges that the table would refuse, each with its reason. */
const allowed: Readonly<Record<string, string>> = {
  'error-handler -> http': 'whether a person or a program asked is read in one place, http/navigation.ts',
  'keys -> storage': 'a key that has signed must survive a power cut: storage/durably.ts',
  'config -> dingtalk': 'the names of DingTalk’s hosts are DingTalk’s spelling: dingtalk/app.ts',
  'sandbox -> dingtalk/wire': 'the sandbox speaks the format that the client understands, and shares nothing else',
};

/** Who may import the sandbox: whoever could choose it, and tests. */
const sandboxUsers = ['choose-app', 'main', 'testing', 'sandbox'];

/** What runs beside Foyer, and is none of its layers. */
const besides: readonly string[] = ['sandbox', 'demo-tools'];

type Import = { from: string; to: string; isType: boolean; file: string };

const sources = filesIn('server').filter((file) => /\.(ts|mjs)$/.test(file));
const isTest = (file: string) => /\.(test|contract)\.ts$/.test(file) || file.startsWith('server/testing/');
const production = sources.filter((file) => !isTest(file) && !file.endsWith('.mjs'));

describe('the parts of the server', () => {
  // A lower part that knows a higher one cannot be changed, tested or understood alone.
  it('import only what stands below them', () => {
    assert.ok(production.flatMap(importsOf).length > 100, 'the imports are found');
    const wrong = production
      .flatMap(importsOf)
      .filter(({ from, to }) => from !== to && !besides.includes(from) && !besides.includes(to) && !mayImport(from, to))
      .map(describeImport);
    assert.deepEqual(wrong, []);
  });

  it('are all in the table', () => {
    const known = new Set<string>([...Object.values(layers).flat(), ...besides, 'testing']);
    const parts = new Set(
      sources.filter((file) => file.endsWith('.ts') && !/^server\/[\w.-]+\.test\.ts$/.test(file)).map(partOf),
    );
    assert.deepEqual(
      [...parts].filter((part) => !known.has(part)),
      [],
    );
  });

  it('need every exception that is listed', () => {
    const edges = new Set(
      production.flatMap(importsOf).flatMap(({ from, to, file }) => [`${from} -> ${to}`, `${from} -> ${file}`]),
    );
    assert.deepEqual(
      Object.keys(allowed).filter((edge) => !edges.has(edge) && edge !== 'sandbox -> dingtalk/wire'),
      [],
    );
  });

  // Features that call each other cannot be removed, moved or given to somebody else.
  it('that are features know nothing of each other', () => {
    const features: readonly string[] = layers.features;
    const wrong = production
      .flatMap(importsOf)
      .filter(({ from, to }) => features.includes(from) && features.includes(to) && from !== to);
    assert.deepEqual(wrong.map(describeImport), []);
  });

  it('never import tests or what only tests need', () => {
    const wrong = production
      .flatMap(importsOf)
      .filter(({ to, file }) => to === 'testing' || /\.(test|contract)$/.test(file));
    assert.deepEqual(wrong.map(describeImport), []);
  });
});

describe('the sandbox', () => {
  // If production could reach it, a setting could turn real sign-ins into invented ones.
  it('is known only to those who may choose it', () => {
    const wrong = production
      .flatMap(importsOf)
      .filter(({ from, to, file }) => to === 'sandbox' && !sandboxUsers.includes(from) && !isMarkup(from, file));
    assert.deepEqual(wrong.map(describeImport), []);
  });

  it('is loaded only when it has been chosen', () => {
    for (const file of ['server/choose-app.ts', 'server/main.ts']) {
      assert.doesNotMatch(read(file), /^import (?!type\b).*sandbox\//m, file);
    }
  });

  it('knows nothing of Foyer but DingTalk’s wire format', () => {
    const wrong = production
      .flatMap(importsOf)
      .filter(({ from, to, file }) => from === 'sandbox' && to !== 'sandbox' && file !== 'dingtalk/wire');
    assert.deepEqual(wrong.map(describeImport), []);
  });
});

describe('the demo tools', () => {
  // They show everybody what they know. Where DingTalk is real, nobody may come upon them by mistake.
  it('are known only to the file that chooses them, and loaded only when they are chosen', () => {
    const wrong = production
      .flatMap(importsOf)
      .filter(({ from, to }) => to === 'demo-tools' && !['demo-tools', 'choose-demo-tools'].includes(from));
    assert.deepEqual(wrong.map(describeImport), []);
    assert.doesNotMatch(read('server/choose-demo-tools.ts'), /^import (?!type\b).*demo-tools\//m);
  });

  // Knowing more than a proxy and a tool know, they would show what no tool can do.
  it('know nothing of Foyer: they ask it over HTTP', () => {
    const wrong = production
      .flatMap(importsOf)
      .filter(({ from, to, file }) => from === 'demo-tools' && to !== 'demo-tools' && !isMarkup(from, file));
    assert.deepEqual(wrong.map(describeImport), []);
  });
});

describe('the web app', () => {
  it('takes nothing from the server but types, and those only from schema.ts files and errors.ts', () => {
    const wrong = filesIn('web')
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap(importsOf)
      .filter(
        ({ file, isType }) => file.startsWith('server/') && !(isType && /^server\/([\w-]+\/schema|errors)$/.test(file)),
      );
    assert.deepEqual(wrong.map(describeImport), []);
  });

  // An address that somebody else has written, in a query or an answer, would lead people away from here.
  it('leads nowhere but along its own paths and links', () => {
    const leads = /\blocation\.(assign|replace)\b|\blocation(\.href)?\s*=(?![=>]| useLocation)|\bwindow\.open\b/;
    const wrong = filesIn('web').filter((file) => /\.tsx?$/.test(file) && leads.test(read(file)));
    assert.deepEqual(wrong, []);
  });
});

describe('the benchmark', () => {
  const bench = filesIn('bench').filter((file) => file.endsWith('.ts'));

  it('knows the server, its sandbox and what tests use, and nothing else', () => {
    const imports = bench.flatMap(importsOf);
    for (const part of ['sandbox', 'testing'])
      assert.ok(
        imports.some(({ to }) => to === part),
        part,
      );
    const wrong = imports.filter(
      ({ file }) => !/^(bench|server)\/|^package\.json$/.test(file) || /\.(test|contract)$/.test(file),
    );
    assert.deepEqual(wrong.map(describeImport), []);
  });

  // It makes sessions without asking anybody, so nothing that serves people may reach it.
  it('is imported by nobody', () => {
    const others = [...sources, ...filesIn('web'), ...filesIn('e2e')].filter((file) => /\.(tsx?|mjs)$/.test(file));
    const wrong = others.flatMap(importsOf).filter(({ to }) => to === 'bench');
    assert.deepEqual(wrong.map(describeImport), []);
  });
});

describe('the environment', () => {
  // A setting that is read where it is used is a setting that nobody lists, checks or documents.
  it('is read by main.ts alone', () => {
    const readers = production.filter((file) =>
      /\bprocess\.(env|argv|execArgv)\b|loadEnvFile/.test(withoutComments(read(file))),
    );
    assert.deepEqual(readers, ['server/main.ts']);
  });

  it('does not end the process anywhere else', () => {
    const enders = production.filter((file) => /\bprocess\.(exit|kill|abort)\(/.test(withoutComments(read(file))));
    assert.deepEqual(enders, ['server/main.ts']);
  });
});

describe('DingTalk’s spelling', () => {
  // Spread over the code, a change of one field by DingTalk becomes a change everywhere.
  it('stays in dingtalk/ and sandbox/', () => {
    const spelling =
      /\b(unionid|errcode|errmsg|expireIn|sub_code|contact_type|x-acs-dingtalk)\b|\b(api|oapi|login)\.dingtalk\.(com|io)/;
    const wrong = production.filter(
      (file) =>
        !/^server\/(dingtalk|sandbox)\/|^server\/config\/settings\.ts$/.test(file) &&
        spelling.test(withoutComments(read(file))),
    );
    assert.deepEqual(wrong, []);
  });
});

describe('names of files and folders', () => {
  it('say what is inside: no barrels, no drawers for whatever is left over', () => {
    const files = ['server', 'web', 'bench', 'e2e'].flatMap(filesIn);
    assert.deepEqual(
      files.filter((file) => /(^|\/)index\.tsx?$/.test(file)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /(^|\/)(utils?|helpers?|common|shared|lib|types|misc)\//.test(file)),
      [],
    );
  });
});

function mayImport(from: string, to: string): boolean {
  if (`${from} -> ${to}` in allowed) return true;
  const [own, other] = [layerOf(from), layerOf(to)];
  if (own === undefined || other === undefined) return false;
  return own === other ? peers.includes(own) : order.indexOf(other) < order.indexOf(own);
}

/** One way to write markup for both: escaping is not for writing twice. */
function isMarkup(from: string, file: string): boolean {
  return from === 'demo-tools' && file === 'sandbox/html';
}

function layerOf(part: string): Layer | undefined {
  return order.find((layer) => (layers[layer] as readonly string[]).includes(part));
}

/** `import ... from`, `export ... from`, `import '...'` and `import('...')`, with the path they name. */
function importsOf(file: string): Import[] {
  const text = withoutComments(read(file));
  const statements = /\b(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/g;
  return [...text.matchAll(statements)].flatMap(([statement, , type, plain, dynamic]) => {
    const path = plain ?? dynamic ?? '';
    if (!path.startsWith('.')) return [];
    const target = relative(root, join(root, dirname(file), path));
    const isServer = target.startsWith('server/');
    const short = (isServer && file.startsWith('server/') ? target.slice('server/'.length) : target).replace(
      /\.(ts|tsx)$/,
      '',
    );
    const isType = type !== undefined || /^import\s+\{\s*(type\s+\w+,?\s*)+\}/.test(statement);
    return [{ from: partOf(file), to: partOf(target), isType, file: short }];
  });
}

/** `sessions` for `server/sessions/plugin.ts`, `errors` for `server/errors.ts`. */
function partOf(file: string): string {
  return (file.replace(/^server\//, '').split('/')[0] ?? '').replace(/\.ts$/, '');
}

function describeImport({ from, to, file }: Import): string {
  return `${from} -> ${to} (${file})`;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => !/(^|\/)(dist|node_modules|data)\//.test(file));
}
