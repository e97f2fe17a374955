import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertReport } from '../testing/assert-report.ts';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { Secret } from '../secret.ts';
import { randomRuns } from '../testing/random-runs.ts';
import type { Tool } from './tool.ts';
import { parseToolsFile } from './tools-file.ts';
import { ToolsFileError } from './tools-file-error.ts';

const SECRET = 'a-secret-for-tests-that-is-long-enough';
const ownOrigin = 'https://foyer.example.com';
const parse = (text: string) => parseToolsFile('tools.yaml', text, { ownOrigin }).tools;

/** A tool with these lines, of which the first is line 5. */
const withLines = (...lines: string[]) =>
  [
    'tools:',
    '  - id: wiki',
    '    name: Wiki',
    '    url: https://wiki.example.com/',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');

function only(text: string): Tool {
  const [tool, ...others] = parse(text);
  assert.ok(tool);
  assert.deepEqual(others, []);
  return tool;
}

/** The lines of the report, without the blanks before them. */
function reportOf(text: string): string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    assert.ok(error instanceof ToolsFileError, String(error));
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('a tool in tools.yaml', () => {
  it('is known by its id, name and address, and everything else is what is safe', () => {
    assert.deepEqual(only(withLines()), {
      id: 'wiki',
      name: 'Wiki',
      url: 'https://wiki.example.com/',
      origins: [],
      allow: { line: 2, kind: 'any', conditions: [] },
      rules: [],
      username: 'subject',
      assertion: false,
      corsPreflight: 'refuse',
      groups: null,
      oidc: null,
      line: 2,
    });
  });

  it('may say everything there is to say', () => {
    const text = `
tools:
  - id: wiki-2
    name: " 知识库 "
    description: 新人指南
    icon: 📖
    url: https://wiki.example.com/home?a=1#b
    hosts: [wiki.example.com, "docs.example.com:8443", 10.0.0.5]
    allow:
      - department: 研发部/ 技术中心
      - department: 460000201
      - department: "460000202"
      - user: "0423752"
      - role: 主管
      - title: 总裁
      - administrators
      - administrators: true
    rules:
      - path: /管理/**
        methods: [POST, M-SEARCH]
        allow: everyone
    username: userId
    assertion: true
    corsPreflight: pass
    groups:
      - department: 460000201
      - department: 研发部
      - role: 主管
    oidc:
      clientSecret: ${SECRET}
      redirectUris: [https://wiki.example.com/callback]
`;
    assert.deepEqual(only(text), {
      id: 'wiki-2',
      name: '知识库',
      url: 'https://wiki.example.com/home?a=1#b',
      description: '新人指南',
      icon: '📖',
      origins: ['https://wiki.example.com', 'https://docs.example.com:8443', 'https://10.0.0.5'],
      allow: {
        line: 9,
        kind: 'any',
        conditions: [
          { line: 10, kind: 'department', path: ['研发部', '技术中心'] },
          { line: 11, kind: 'department', id: 460000201 },
          { line: 12, kind: 'department', id: 460000202 },
          { line: 13, kind: 'user', userId: '0423752' },
          { line: 14, kind: 'role', name: '主管' },
          { line: 15, kind: 'title', name: '总裁' },
          { line: 16, kind: 'administrators' },
          { line: 17, kind: 'administrators' },
        ],
      },
      rules: [{ line: 19, path: '/管理/**', methods: ['POST', 'M-SEARCH'], allow: { line: 21, kind: 'everyone' } }],
      username: 'userId',
      assertion: true,
      corsPreflight: 'pass',
      groups: [
        { kind: 'department', id: 460000201 },
        { kind: 'department', path: ['研发部'] },
        { kind: 'role', name: '主管' },
      ],
      oidc: {
        clientId: 'wiki-2',
        clientSecret: new Secret(SECRET),
        redirectUris: ['https://wiki.example.com/callback'],
        postLogoutRedirectUris: [],
        scopes: ['openid', 'profile', 'email', 'groups'],
        accessTokenMinutes: 10,
        pkce: 'required',
        deviceFlow: false,
      },
      line: 3,
    });
  });

  it('on this machine may do without https', () => {
    const text =
      'tools:\n  - { id: w, name: W, url: "http://wiki.localhost:3002", hosts: ["wiki.localhost:3002", "a.b.localhost"] }';
    assert.deepEqual(only(text).origins, ['http://wiki.localhost:3002', 'http://a.b.localhost']);
    const secure = text.replace('http:', 'https:');
    assert.deepEqual(only(secure).origins, ['https://wiki.localhost:3002', 'https://a.b.localhost']);
  });

  for (const icon of [
    '📖',
    '👩‍💻',
    '🇨🇳',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '❤️',
    'W',
    'Wk',
    '知识',
    '知',
    '"1"',
  ]) {
    it(`may have the icon ${icon}`, () => {
      assert.equal(only(withLines(`icon: ${icon}`)).icon, icon.replaceAll('"', ''));
    });
  }

  for (const path of ['/', '/**', '/*', '/admin/**', '/a b/*', '/*.pdf', '/users/*/keys', '/a.b/...', '/管理']) {
    it(`may have a rule about ${path}`, () => {
      assert.equal(only(withLines(`rules: [{ path: "${path}", allow: everyone }]`)).rules[0]?.path, path);
    });
  }
});

const anId = 'an id of small letters, digits and single "-" such as "wiki"';
const anAddress = 'an https address such as "https://wiki.example.com/"; http only for *.localhost';
const aHost = 'one host such as "wiki.example.com": no address, no wildcard, no dot at its end';
const aPath = 'a path such as "/admin/**", not encoded; "*" stands inside one name, "/**" only at the end';
const aDepartment = 'the id of a department, or its names from the top down, joined by "/"';
const anIcon = 'one emoji, or one or two characters';
const aList = 'everyone, or a list such as "- department: <name>"';

/** For each text, the lines of the report. */
const bad: readonly (readonly [what: string, text: string, report: readonly string[]])[] = [
  [
    'that is a word',
    'tools: [wiki]',
    [
      'line 1: found "wiki"; expected the keys "id", "name", "description", "icon", "url", "hosts", "allow", "rules", "username", "assertion", "corsPreflight", "groups" and "oidc"',
    ],
  ],
  [
    'without anything',
    'tools:\n  - {}',
    [
      'line 2: found a tool without "id"; expected id: wiki',
      'line 2: found a tool without "name"; expected name: Wiki',
      'line 2: found a tool without "url"; expected url: https://wiki.example.com/',
    ],
  ],
  ['with a key that is nearly right', withLines('alow: everyone'), ['line 5: found the key "alow"; expected "allow"']],
  [
    'with a key in another spelling',
    withLines('cors_preflight: pass'),
    ['line 5: found the key "cors_preflight"; expected "corsPreflight"'],
  ],
  [
    'with a key that nobody knows',
    withLines('public: true'),
    [
      'line 5: found the key "public"; expected "id", "name", "description", "icon", "url", "hosts", "allow", "rules", "username", "assertion", "corsPreflight", "groups" and "oidc" and no other key',
    ],
  ],
  [
    'with a key twice',
    withLines('allow: everyone', 'allow: []'),
    ['line 6: found "allow" for the second time; expected each key once'],
  ],
  [
    'with another’s id',
    `${withLines()}\n  - { id: wiki, name: W, url: "https://w.example.com" }`,
    ['line 5: found the id "wiki", which line 2 has; expected an id of its own'],
  ],
  ...['Wiki', 'wi_ki', 'wi--ki', '-wiki', 'wiki-', '维基', 'wiki.a', 'x'.repeat(65)].map(
    (id) =>
      [
        `with the id ${id.slice(0, 10)}`,
        withLines().replace('id: wiki', `id: ${id}`),
        [`line 2: found "${id.length > 60 ? `${id.slice(0, 60)}…` : id}"; expected ${anId}`],
      ] as const,
  ),
  [
    'with a bare number as its id',
    withLines().replace('id: wiki', 'id: 007'),
    [`line 2: found the number 007; expected ${anId}, which is text, in quotes: "007"`],
  ],
  [
    'with a bare number as its name',
    withLines().replace('name: Wiki', 'name: 360'),
    [
      'line 3: found the number 360; expected a name of at most 64 characters, on one line, which is text, in quotes: "360"',
    ],
  ],
  [
    'with a name of two lines',
    withLines().replace('name: Wiki', 'name: "a\\nb"'),
    ['line 3: found "a\\nb"; expected a name of at most 64 characters, on one line'],
  ],
  [
    'with an empty name',
    withLines().replace('name: Wiki', 'name: " "'),
    ['line 3: found " "; expected a name of at most 64 characters, on one line'],
  ],
  ...[
    'http://wiki.example.com/',
    'https://',
    'wiki.example.com',
    '//wiki.example.com/',
    'ftp://wiki.localhost/',
    'http://localhost/',
    'https://wiki.example.com./',
    'https://wiki.example.com/a b',
    'https://wiki.example.com\\evil/',
  ].map(
    (url) =>
      [
        `at ${url}`,
        withLines().replace('https://wiki.example.com/', url),
        [`line 4: found ${JSON.stringify(url)}; expected ${anAddress}`],
      ] as const,
  ),
  [
    'whose address has a password in it',
    withLines().replace('https://', 'https://anna:secret@'),
    ['line 4: found an address with a name or a password before its host; expected an address without them'],
  ],
  ...[
    '*.example.com',
    'wiki.example.com.',
    'https://wiki.example.com',
    'wiki.example.com/x',
    'a@wiki.example.com',
    '"[::1]"',
    'wi_ki.example.com',
    '-a.example.com',
    '',
    'a b',
    'wiki..example.com',
    'wiki.example.com:x',
    'wiki.example.com:99999',
    'wiki.example.com,evil.example',
  ].map(
    (host) =>
      [
        `at the host ${host || 'without a name'}`,
        withLines(`hosts: ["${host.replaceAll('"', '')}"]`),
        [`line 5: found "${host.replaceAll('"', '')}"; expected ${aHost}`],
      ] as const,
  ),
  ...[
    ['WIKI.example.com', 'wiki.example.com'],
    ['wiki.example.com:443', 'wiki.example.com'],
    ['wiki.example.com:08443', 'wiki.example.com:8443'],
    ['维基.example.com', 'xn--3jsx02g.example.com'],
    ['0x7f.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['ｗiki.example.com', 'wiki.example.com'],
    ['wiki%2eexample.com', 'wiki.example.com'],
  ].map(
    ([host, meant]) =>
      [
        `at the host ${host}, which is another way to write ${meant}`,
        withLines(`hosts: ["${host}"]`),
        [`line 5: found "${host}"; expected "${meant}"`],
      ] as const,
  ),
  [
    'without https at a host that is not on this machine',
    'tools:\n  - { id: w, name: W, url: "http://wiki.localhost/", hosts: [wiki.example.com] }',
    [
      'line 2: found "wiki.example.com"; expected a host below localhost such as "wiki.localhost:8080", because "url" is not https',
    ],
  ],
  [
    'at another’s host',
    `${withLines('hosts: [a.example.com, a.example.com]')}\n  - { id: b, name: B, url: "https://b.example.com", hosts: [a.example.com] }`,
    [
      'line 5: found "a.example.com", which belongs to "wiki"; expected each host once',
      'line 6: found "a.example.com", which belongs to "wiki"; expected each host once',
    ],
  ],
  [
    'at Foyer’s own host, on whichever port',
    withLines('hosts: [foyer.example.com, "foyer.example.com:8443"]'),
    [
      'line 5: found Foyer\'s own host "foyer.example.com"; expected a host of its own',
      'line 5: found Foyer\'s own host "foyer.example.com:8443"; expected a host of its own',
    ],
  ],
  [
    'with hosts that are no list',
    withLines('hosts: wiki.example.com'),
    ['line 5: found "wiki.example.com"; expected a list of hosts such as [wiki.example.com]'],
  ],
  ['open to a word', withLines('allow: everybody'), [`line 5: found "everybody"; expected ${aList}`]],
  ['open to nothing', withLines('allow:'), [`line 5: found nothing; expected ${aList}`]],
  [
    'open to everyone in a list',
    withLines('allow: [everyone]'),
    ['line 5: found "everyone" in a list; expected "allow: everyone" on one line, or a list without it'],
  ],
  [
    'open to a word in a list',
    withLines('allow: [anna]'),
    ['line 5: found "anna"; expected the keys "department", "user", "role", "title" and "administrators"'],
  ],
  [
    // It reads as if both had to hold, and would let in whoever has one of them.
    'open to two things in one entry',
    withLines('allow:', '  - department: 研发部', '    role: 主管'),
    ['line 6: found 2 keys in one entry; expected one key for each "-"; each entry lets people in on its own'],
  ],
  [
    'open to an empty entry',
    withLines('allow: [{}]'),
    ['line 5: found an empty entry; expected one key for each "-"; each entry lets people in on its own'],
  ],
  [
    'open to a bare number',
    withLines('allow:', '  - user: 0423752'),
    ['line 6: found the number 0423752; expected a userId, which is text, in quotes: "0423752"'],
  ],
  [
    'open to a role that is a bare number',
    withLines('allow:', '  - role: 1e3'),
    ['line 6: found the number 1e3; expected the name of a role, which is text, in quotes: "1e3"'],
  ],
  [
    'open to a title that is a bare word with a meaning',
    withLines('allow:', '  - title: true'),
    ['line 6: found true; expected a title, which is text, in quotes: "true"'],
  ],
  [
    'open to several roles in one entry',
    withLines('allow:', '  - role: [a, b]'),
    ['line 6: found a list; expected the name of a role'],
  ],
  ...['007', '1.5', '-1', '1e3', '0x10', 'true', '[]', '""', '研发部//后端', '/研发部', '"a\\u200bb"'].map(
    (department) =>
      [
        `open to the department ${department}`,
        withLines('allow:', `  - department: ${department}`),
        [new RegExp(`^line 6: found .*; expected ${aDepartment}$`).source],
      ] as const,
  ),
  [
    'open to no administrators',
    withLines('allow:', '  - administrators: false'),
    ['line 6: found false; expected "- administrators" alone'],
  ],
  [
    'with an alias',
    withLines('allow: &a [administrators]', 'groups: *a'),
    ['line 6: found the alias *a; expected a list such as "- department: <name>" and "- role: <name>"'],
  ],
  [
    'with a rule without anything',
    withLines('rules: [{}]'),
    [
      'line 5: found a rule without "path"; expected path: /admin/**',
      'line 5: found a rule without "allow"; expected whom it lets in, under "allow"',
    ],
  ],
  ...[
    'admin',
    '',
    '/a//b',
    '/a/../b',
    '/./a',
    '/a%20b',
    '/a;b',
    '/a?b',
    '/a#b',
    '/**/a',
    '/a**',
    '/***',
    '/a\\\\b',
    '/a\\u0000',
  ].map(
    (path) =>
      [
        `with a rule about ${path || 'no path'}`,
        withLines(`rules: [{ path: "${path}", allow: [] }]`),
        [`line 5: found "${path}"; expected ${aPath}`],
      ] as const,
  ),
  [
    'with a rule about no methods',
    withLines('rules: [{ path: /a, methods: [], allow: [] }]'),
    ['line 5: found 0 methods; expected between 1 and 20 methods; without "methods" the rule is about all of them'],
  ],
  [
    'with a rule about a method in small letters',
    withLines('rules: [{ path: /a, methods: [post], allow: [] }]'),
    ['line 5: found "post"; expected a method in capital letters such as POST'],
  ],
  [
    'with a rule about a method without a list',
    withLines('rules: [{ path: /a, methods: POST, allow: [] }]'),
    ['line 5: found "POST"; expected a list of methods such as [POST, DELETE]'],
  ],
  [
    'with a username that it cannot have',
    withLines('username: name'),
    ['line 5: found "name"; expected one of subject, userId, jobNumber, email'],
  ],
  [
    'with an answer that is neither yes nor no',
    withLines('assertion: yes'),
    ['line 5: found "yes"; expected true or false'],
  ],
  [
    'with an odd word about pre-flights',
    withLines('corsPreflight: true'),
    ['line 5: found true; expected one of refuse, pass'],
  ],
  [
    'with a group that is no group',
    withLines('groups: [{ user: anna }]'),
    ['line 5: found the key "user"; expected "department" and "role" and no other key'],
  ],
  ...['"📖📖📖"', 'Wiki', '""', '" "', '"\\u202eW"', '"a\\u200b"', '[]'].map(
    (icon) =>
      [
        `with the icon ${icon}`,
        withLines(`icon: ${icon}`),
        [new RegExp(`^line 5: found .*; expected ${anIcon}$`).source],
      ] as const,
  ),
];

describe('tools.yaml is refused with a tool', () => {
  for (const [what, text, report] of bad) {
    it(`${what}, and the line is named`, () => assertReport(reportOf(text), report));
  }

  it('too many, and with more of anything than a file can bear', () => {
    const many = (count: number) =>
      stringify({
        tools: Array.from({ length: count }, (_, index) => ({
          id: `t${index}`,
          name: 'T',
          url: 'https://t.example.com',
        })),
      });
    assert.equal(parse(many(1_000)).length, 1_000);
    assert.deepEqual(reportOf(many(1_001)), ['line 2: found 1001 tools; expected at most 1000']);
    const users = (count: number) => Array.from({ length: count }, (_, index) => `{ user: u${index} }`).join(', ');
    assert.deepEqual(reportOf(withLines(`allow: [${users(1_001)}]`)), [
      'line 5: found 1001 entries; expected at most 1000',
    ]);
    assert.deepEqual(reportOf(withLines(`hosts: [${users(51)}]`)), ['line 5: found 51 hosts; expected at most 50']);
    assert.deepEqual(reportOf(withLines(`rules: [${users(201)}]`)), ['line 5: found 201 rules; expected at most 200']);
    assert.deepEqual(reportOf(withLines(`description: ${'x'.repeat(257)}`)).length, 1);
  });

  it('and has every mistake of every tool reported at once', () => {
    const text = `${withLines('allow: everybody', 'icon: Wiki', 'hosts: [A.example.com]')}\n  - id: 7\n    alow: []\n`;
    assert.deepEqual(
      reportOf(text).map((line) => line.split(':')[0]),
      ['line 5', 'line 6', 'line 7', 'line 8', 'line 8', 'line 8', 'line 9'],
    );
  });
});

describe('any text at all', () => {
  const word = fc.constantFrom(
    ...[
      'tools',
      'admins',
      'id',
      'name',
      'url',
      'hosts',
      'allow',
      'rules',
      'path',
      'oidc',
      'clientSecret',
      'redirectUris',
      'groups',
      'icon',
      'everyone',
      'user',
      'department',
    ],
    ...[
      ':',
      ' ',
      '\n',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&a',
      '*a',
      '!x',
      '|',
      '>',
      '#',
      '%',
      '@',
      '---',
      '?',
      ',',
      '<<',
      '\t',
      '\u0000',
      '~',
    ],
    ...['1', '007', 'true', 'https://wiki.example.com/', 'wiki.example.com', '研发部', '/admin/**', '\ud800'],
  );
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(word, tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  const key = fc.constantFrom(
    'id',
    'name',
    'description',
    'icon',
    'url',
    'hosts',
    'allow',
    'rules',
    'username',
    'assertion',
    'corsPreflight',
    'groups',
    'oidc',
    'x',
  );
  const clientKey = fc.constantFrom(
    'clientId',
    'clientSecret',
    'public',
    'redirectUris',
    'postLogoutRedirectUris',
    'backchannelLogoutUri',
    'scopes',
    'accessTokenMinutes',
    'pkce',
    'deviceFlow',
    'x',
  );
  const tool = fc
    .tuple(fc.dictionary(key, value), fc.option(fc.dictionary(clientKey, value), { nil: undefined }))
    .map(([keys, oidc]) => ({ ...keys, ...(oidc && { oidc }) }));
  const anyText = fc.oneof(
    fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    fc.record({ admins: value, tools: fc.array(tool, { maxLength: 3 }) }).map((all) => stringify(all)),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );

  // Whatever else is thrown takes a running Foyer down when somebody saves a file.
  it('is understood, or refused with a report of found and expected', (t) => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof ToolsFileError, String(error));
          assert.match(error.message, /^Foyer cannot use tools\.yaml:\n {2}line \d+: found .+; expected /);
        }
      }),
      randomRuns(t, 1_500),
    );
  });

  it('is answered in a bearable time, at its largest and worst', () => {
    const worst = [
      `tools:\n${'  - { iddd: 1, naame: 2, urls: 3, alloww: 4 }\n'.repeat(20_000)}`,
      withLines(`oidc: {${'a: '.repeat(20_000)}`),
      withLines(`oidc: {${Array.from({ length: 50_000 }, (_, index) => `clientSecrt${index}: x`).join(', ')}}`),
      withLines(`oidc: { scopes: [${'emial, '.repeat(100_000)}] }`),
      withLines(`oidc: { redirectUris: ["https://a.example.com/${'../'.repeat(300_000)}"] }`),
      withLines(`oidc: { backchannelLogoutUri: "https://${'a.'.repeat(400_000)}" }`),
      withLines(`oidc: { clientSecret: "${'$A'.repeat(400_000)}" }`),
      withLines(`allow: [${'{ user: u }, '.repeat(70_000)}]`),
      `? ${'[ '.repeat(5_000)}`,
      withLines(`description: "${'\\u0041'.repeat(150_000)}"`),
      withLines(`icon: "${'e\u0301'.repeat(300_000)}"`),
    ];
    for (const text of worst) {
      const startedAt = performance.now();
      reportOf(text);
      assert.ok(
        performance.now() - startedAt < 10_000,
        `${text.slice(0, 60)} took ${performance.now() - startedAt} ms`,
      );
    }
  });
});
