import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { parseToolsFile } from './tools-file.ts';
import { ToolsFileError } from './tools-file-error.ts';
import { readToolsFile } from './tools-file-text.ts';

const good: [string, string, string[]][] = [
  ['one administrator', 'admins:\n  - user: manager4220\n', ['manager4220']],
  ['several', 'admins:\n  - user: a\n  - user: "b"\n  - {user: c}\n', ['a', 'b', 'c']],
  ['a number in quotes, with its zeros', 'admins:\n  - user: "0423752"\n', ['0423752']],
  ['a number that is said to be text', 'admins:\n  - user: !!str 0423752\n', ['0423752']],
  ['a number and a letter', 'admins:\n  - user: 0423752a\n', ['0423752a']],
  ['nothing', '', []],
  ['comments alone', '# admins:\n#   - user: a\n', []],
  ['an empty list', 'admins: []\n', []],
  ['no tools', 'admins: []\ntools: []\n', []],
  ['lines that end as on Windows', 'admins:\r\n  - user: a\r\n', ['a']],
  ['JSON', '{"admins": [{"user": "a"}]}', ['a']],
  ['the longest userId', `admins:\n  - user: ${'x'.repeat(128)}\n`, ['x'.repeat(128)]],
];

/** For each text, the lines of the report. */
const bad: [string, string, string[]][] = [
  [
    'a bare number, as it is written',
    'admins:\n  - user: 0423752',
    ['line 2: found the number 0423752; expected a userId, which is text, in quotes: "0423752"'],
  ],
  [
    'a bare word that YAML takes for yes or no',
    'admins:\n  - user: true',
    ['line 2: found true; expected a userId, which is text, in quotes: "true"'],
  ],
  ['no userId', 'admins:\n  - user:\n', ['line 2: found nothing; expected a userId']],
  ['an empty userId', 'admins:\n  - user: ""\n', ['line 2: found ""; expected a userId']],
  ['a blank in a userId', 'admins:\n  - user: "a b"\n', ['line 2: found "a b"; expected a userId']],
  ['an unseen letter in a userId', 'admins:\n  - user: "a\u200b"\n', ['line 2: found "a\u200b"; expected a userId']],
  ['a list of userIds', 'admins:\n  - user: [a, b]\n', ['line 2: found a list; expected a userId']],
  [
    'a userId that is too long',
    `admins:\n  - user: ${'x'.repeat(129)}\n`,
    [`line 2: found "${'x'.repeat(60)}…"; expected a userId`],
  ],
  [
    'an administrator without a key',
    'admins:\n  - manager4220',
    ['line 2: found "manager4220"; expected the key "user"'],
  ],
  ['an empty entry', 'admins:\n  - user: a\n  -\n', ['line 3: found nothing; expected the key "user"']],
  [
    'an entry without "user"',
    'admins:\n  - {}',
    ['line 2: found an administrator without "user"; expected user: "<userId>"'],
  ],
  [
    'an unknown key of an administrator',
    'admins:\n  - user: a\n    name: b',
    ['line 3: found the key "name"; expected "user" and no other key'],
  ],
  [
    'an unknown key',
    'admin:\n  - user: a',
    ['line 1: found the key "admin"; expected "admins" and "tools" and no other key'],
  ],
  [
    'a key that comes twice',
    'admins: []\nadmins: []',
    ['line 2: found "admins" for the second time; expected each key once'],
  ],
  [
    'admins that are no list',
    'admins:\n  user: a',
    ['line 2: found keys with values; expected a list of administrators, each as "- user: <userId>"'],
  ],
  [
    'admins without a word',
    'admins:\n',
    ['line 1: found nothing; expected a list of administrators, each as "- user: <userId>"'],
  ],
  ['tools that are no list', 'tools: {}', ['line 1: found keys with values; expected a list of tools']],
  ['a list as the whole', '- user: a', ['line 1: found a list; expected the keys "admins" and "tools"']],
  ['an alias', 'admins:\n  - &a {user: b}\n  - *a\n', ['line 3: found the alias *a; expected the key "user"']],
  [
    'a tab',
    'admins:\n\t- user: a\n',
    ['line 2: found text that is not YAML (Tabs are not allowed as indentation); expected valid YAML'],
  ],
  [
    'a kind that nobody knows',
    'admins:\n  - user: !secret a\n',
    ['line 2: found text that is not YAML (Unresolved tag: !secret); expected valid YAML'],
  ],
  [
    'a second document',
    'admins: []\n---\nadmins: []',
    ['line 2: found a second document after "---"; expected valid YAML'],
  ],
];

describe('tools.yaml', () => {
  for (const [what, text, admins] of good) {
    it(`may hold ${what}`, () => {
      assert.deepEqual(parseToolsFile('tools.yaml', text), { admins, tools: [] });
    });
  }

  for (const [what, text, lines] of bad) {
    it(`is refused with ${what}, and the line is named`, () => {
      assert.deepEqual(
        reportOf(() => parseToolsFile('./tools.yaml', text)),
        ['Foyer cannot use ./tools.yaml:', ...lines],
      );
    });
  }

  it('has all its mistakes reported at once, from top to bottom, up to a mistake in the notation', () => {
    const text = 'tools: 1\nadmins:\n  - user: 7\n  - usr: a\n  - user: a\n  b: [\n  - user: 8\n';
    const [, ...lines] = reportOf(() => parseToolsFile('tools.yaml', text));
    assert.deepEqual(
      lines.map((line) => line.split(';')[0]),
      [
        'line 1: found the number 1',
        'line 3: found the number 7',
        'line 4: found the key "usr"',
        ...lines.slice(3).map((line) => line.split(';')[0]),
      ],
    );
    assert.match(lines[3] ?? '', /^line 6: found text that is not YAML/);
    assert.doesNotMatch(lines.join(), /number 8/);
  });

  it('has a report that a person can read, however many mistakes there are', () => {
    const lines = reportOf(() => parseToolsFile('tools.yaml', `admins:\n${'  - user: 1\n'.repeat(60)}`));
    assert.deepEqual([lines.length, lines.at(-1)], [52, '… and 10 more']);
  });

  // A file that brings the process down, or keeps it busy for minutes, is an outage by a slip of the pen.
  it('has a report with one line for each mistake, whatever letters stand in the file', () => {
    assert.deepEqual(reportOf(() => parseToolsFile('tools.yaml', '"a\u2028b": x\n"c\u2029d": x\n')).slice(1), [
      'line 1: found the key "a\\u2028b"; expected "admins" and "tools" and no other key',
      'line 2: found the key "c\\u2029d"; expected "admins" and "tools" and no other key',
    ]);
  });

  it('may be as nested, as repetitive and as full of aliases as it likes: the answer comes at once', () => {
    const aliases = Array.from({ length: 20 }, (_, index) => `  - &a${index + 1} [${`*a${index},`.repeat(9)}]`);
    for (const text of [`tools:\n  - &a0 [x]\n${aliases.join('\n')}`, `admins: []\n${'tools: []\n'.repeat(20_000)}`]) {
      const startedAt = performance.now();
      reportOf(() => parseToolsFile('tools.yaml', text));
      assert.ok(performance.now() - startedAt < 5_000);
    }
    const nested = reportOf(() => parseToolsFile('tools.yaml', `tools: ${'['.repeat(50_000)}`));
    assert.deepEqual(
      nested[1],
      'line 1: found lists or keys inside each other, too deep to be read; expected valid YAML',
    );
  });
});

describe('the file tools.yaml', () => {
  const fileOf = (t: TestContext, content: string | Uint8Array) => {
    const file = join(temporaryFolder(t), 'tools.yaml');
    writeFileSync(file, content);
    return file;
  };

  it('is read as UTF-8, with or without the mark that some editors put first', (t) => {
    for (const mark of ['', '\uFEFF']) {
      const file = fileOf(t, `${mark}admins:\n  - user: 张伟\n`);
      assert.deepEqual(parseToolsFile(file, readToolsFile(file)).admins, ['张伟']);
    }
  });

  it('is refused in another encoding', (t) => {
    for (const bytes of [Buffer.from('\uFEFFadmins: []', 'utf16le'), Buffer.from([0x61, 0xff])]) {
      const file = fileOf(t, bytes);
      assert.match(reportOf(() => readToolsFile(file))[1] ?? '', /^found bytes that are not UTF-8; /);
    }
  });

  it('is refused when it is larger than 1 MB', (t) => {
    assert.equal(readToolsFile(fileOf(t, '#'.repeat(1_000_000))).length, 1_000_000);
    const file = fileOf(t, '#'.repeat(1_000_001));
    assert.deepEqual(reportOf(() => readToolsFile(file))[1], 'found more than 1 MB; expected at most 1 MB');
  });

  it('is refused when it is not there, or a folder', (t) => {
    const folder = join(temporaryFolder(t), 'tools.yaml');
    assert.match(reportOf(() => readToolsFile(folder))[1] ?? '', /^found nothing that can be read \(ENOENT/);
    mkdirSync(folder);
    assert.equal(reportOf(() => readToolsFile(folder))[1], 'found something that is not a file; expected a file');
  });
});

/** The lines of the report, without the blanks before them; none when nothing is wrong. */
function reportOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    assert.ok(error instanceof ToolsFileError, String(error));
    return error.message.split('\n').map((line) => line.trim());
  }
}
