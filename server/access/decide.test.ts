/** The policy: who may open what, sentence by sentence. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../testing/random-runs.ts';
import { type Candidate, decide, decideTool, type Target } from './decide.ts';
import type { Tool } from './tool.ts';
import { parseToolsFile } from './tools-file.ts';

/** A tool as the file writes it: an id, a name, a url, and these lines. Their numbers begin at 5. */
function tool(...lines: string[]): Tool {
  const text = ['tools:', '  - id: wiki', '    name: Wiki', '    url: https://wiki.example.com/', ...lines].join('\n');
  const [read] = parseToolsFile('tools.yaml', text.replaceAll('\n:', '\n    ')).tools;
  assert.ok(read);
  return read;
}

const root = 1;
const research = { id: 201, path: ['青禾科技', '研发部'], withAbove: [201, root] };
const backend = { id: 212, path: ['青禾科技', '研发部', '技术中心', '后端组'], withAbove: [212, 211, 201, root] };
const finance = { id: 801, path: ['青禾科技', '财务部'], withAbove: [801, root] };
const company = { id: root, path: ['青禾科技'], withAbove: [root] };

function person(changes: Partial<Candidate> = {}): Candidate {
  return { userId: 'zhangwei01', roles: [], departments: [backend], isAdministrator: false, ...changes };
}
const page: Target = { path: '/', method: 'GET' };

const lets: readonly (readonly [sentence: string, allow: string, fitting: Candidate, other: Candidate])[] = [
  [
    'a department, by its id',
    '[{ department: 212 }]',
    person({ departments: [backend] }),
    person({ departments: [research] }),
  ],
  [
    'a department and everything below it, by its id',
    '[{ department: 201 }]',
    person({ departments: [backend] }),
    person({ departments: [finance] }),
  ],
  [
    'a department by an id in quotes, as by a bare one',
    '[{ department: "201" }]',
    person({ departments: [backend] }),
    person({ departments: [finance] }),
  ],
  [
    'a department, by its name',
    '[{ department: 财务部 }]',
    person({ departments: [finance] }),
    person({ departments: [research] }),
  ],
  [
    'a department and everything below it, by its name',
    '[{ department: 研发部 }]',
    person({ departments: [backend] }),
    person({ departments: [finance] }),
  ],
  [
    'a department by the whole way from the company down',
    '[{ department: 青禾科技/研发部/技术中心 }]',
    person({ departments: [backend] }),
    person({ departments: [research] }),
  ],
  [
    'a department by the way without the company’s own name',
    '[{ department: 研发部/技术中心 }]',
    person({ departments: [backend] }),
    person({ departments: [research] }),
  ],
  [
    'the whole company, by its name: everybody whose department is known',
    '[{ department: 青禾科技 }]',
    person({ departments: [company] }),
    person({ departments: [] }),
  ],
  [
    'somebody in one of several departments',
    '[{ department: 财务部 }]',
    person({ departments: [backend, finance] }),
    person({ departments: [backend, research] }),
  ],
  [
    'a department by its id also where its names are not known',
    '[{ department: 212 }]',
    person({ departments: [{ path: [], withAbove: [212] }] }),
    person({ departments: [{ path: [], withAbove: [213] }] }),
  ],
  [
    'one person, by their userId',
    '[{ user: zhangwei01 }]',
    person({ userId: 'zhangwei01' }),
    person({ userId: 'zhangwei02' }),
  ],
  [
    'one person whose userId begins with a zero',
    '[{ user: "0423752" }]',
    person({ userId: '0423752' }),
    person({ userId: '423752' }),
  ],
  ['a userId as it is written', '[{ user: Anna }]', person({ userId: 'Anna' }), person({ userId: 'anna' })],
  ['a role', '[{ role: 主管 }]', person({ roles: ['主管理员', '主管'] }), person({ roles: ['主管理员'] })],
  ['a role as it is written', '[{ role: Lead }]', person({ roles: ['Lead'] }), person({ roles: ['lead'] })],
  [
    'a role with a blank that nobody sees',
    '[{ role: " 主管 " }]',
    person({ roles: ['主管 '] }),
    person({ roles: ['主 管'] }),
  ],
  ['a title', '[{ title: 会计 }]', person({ title: '会计' }), person({ title: '会计主管' })],
  ['a title, whichever way its letters are made', '[{ title: Café }]', person({ title: 'Cafe\u0301' }), person()],
  [
    'Foyer’s administrators',
    '[administrators]',
    person({ isAdministrator: true }),
    person({ userId: 'administrators', title: 'administrators', roles: ['administrators'] }),
  ],
  [
    'whoever fits one of several lines',
    '[{ user: anna }, { role: 主管 }, { department: 财务部 }]',
    person({ roles: ['主管'] }),
    person({ userId: 'bert' }),
  ],
];

describe('a tool is open', () => {
  it('to every active employee with "allow: everyone"', () => {
    const open = tool(':allow: everyone');
    for (const somebody of [person(), person({ departments: [] })])
      assert.deepEqual(decideTool(open, somebody), { effect: 'allow', line: 5 });
  });

  for (const [sentence, allow, fitting, other] of lets) {
    it(`to ${sentence}, and to nobody else`, () => {
      const wiki = tool(`:allow: ${allow}`);
      assert.equal(decideTool(wiki, fitting).effect, 'allow');
      assert.deepEqual(decideTool(wiki, other), { effect: 'deny', reason: 'not_allowed', line: 5 });
      assert.deepEqual(decide(wiki, other, page), { effect: 'deny', reason: 'not_allowed', line: 5 });
    });
  }

  it('by the first line that fits, which is named', () => {
    const wiki = tool(':allow:', '      - user: anna', '      - role: 主管', '      - department: 研发部');
    assert.deepEqual(decideTool(wiki, person({ roles: ['主管'] })), { effect: 'allow', line: 7 });
    assert.deepEqual(decideTool(wiki, person()), { effect: 'allow', line: 8 });
  });
});

describe('a tool is closed', () => {
  // Whoever adds a tool and forgets who may open it must not have opened it to the whole company.
  it('to everybody, administrators too, without "allow"', () => {
    const everybody = person({ isAdministrator: true, roles: ['主管'], title: '总裁' });
    assert.deepEqual(decideTool(tool(), everybody), { effect: 'deny', reason: 'closed', line: 2 });
    assert.deepEqual(decide(tool(':rules: [{ path: /x, allow: everyone }]'), everybody, page), {
      effect: 'deny',
      reason: 'closed',
      line: 2,
    });
  });

  it('to everybody with an empty list', () => {
    assert.deepEqual(decideTool(tool(':allow: []'), person()), { effect: 'deny', reason: 'closed', line: 5 });
  });

  // An app that sees only a part of the company hands out paths without the company's name: the first name of those is
  // a department, and to leave it out would take one for a like-named department at the top.
  it('to a department further down, where only the like-named one at the top is meant', () => {
    const wiki = tool(':allow: [{ department: 技术中心 }]');
    for (const place of [
      { path: ['市场部', '技术中心'], withAbove: [402, 401] },
      { path: ['青禾科技', '市场部', '技术中心'], withAbove: [402, 401, root] },
      // The names are older than the numbers, which know the company by now.
      { path: ['市场部', '技术中心'], withAbove: [402, 401, root] },
    ])
      assert.equal(decideTool(wiki, person({ departments: [place] })).effect, 'deny', place.path.join('/'));
    const atTheTop = { path: ['技术中心'], withAbove: [402] };
    assert.equal(decideTool(wiki, person({ departments: [atTheTop] })).effect, 'allow');
  });

  it('to a department whose name has a slash in it: only its id names it', () => {
    const place = { path: ['青禾科技', '研发/测试'], withAbove: [277, root] };
    const somebody = person({ departments: [place] });
    assert.equal(decideTool(tool(':allow: [{ department: 研发/测试 }]'), somebody).effect, 'deny');
    assert.equal(decideTool(tool(':allow: [{ department: 277 }]'), somebody).effect, 'allow');
  });
});

const leader = person({ roles: ['主管'] });
const admin = '{ path: /admin/**, allow: [{ role: 主管 }] }';

/** Paths that a rule is about, and neighbours that it is not about. */
const about: readonly (readonly [pattern: string, covered: readonly string[], not: readonly string[]])[] = [
  [
    '/admin/**',
    ['/admin', '/admin/', '/admin/users', '/admin/a/b/c', '/ADMIN/users', '/%61dmin'],
    ['/', '/administrator', '/x/admin', '/admi'],
  ],
  ['/admin/**', ['/admin;v=1/users', '/admin;/x', '/admin%3Bv=1/users', '/admin/users;jsessionid=1'], ['/a;dmin']],
  ['/**', ['/', '/a', '/a/b/'], []],
  ['/reports', ['/reports', '/reports/', '/Reports', '/reports;v=2'], ['/reports/2024', '/report', '/reports2']],
  ['/', ['/'], ['/a']],
  ['/users/*', ['/users/anna', '/users/anna/', '/users/*'], ['/users', '/users/', '/users/anna/keys']],
  ['/users/*/keys', ['/users/anna/keys'], ['/users/keys', '/users/a/b/keys', '/users/anna/keys/1']],
  [
    '/report-*-final',
    ['/report--final', '/report-2024-final', '/report-a-final-final', '/report-x;y-final'],
    ['/report-final', '/report-2024-final-2', '/report-a/b-final'],
  ],
  ['/a*b*c/**', ['/abc', '/axbxc/d', '/abcbc'], ['/acb', '/ab', '/a/b/c']],
  ['/管理/**', ['/%E7%AE%A1%E7%90%86', '/%e7%ae%a1%e7%90%86/x'], ['/%E7%AE%A1']],
  ['/Straße', ['/stra%C3%9Fe', '/STRASSE', '/%73tra%c3%9fe'], ['/strase']],
  ['/café', ['/caf%C3%A9', '/cafe%CC%81'], ['/cafe']],
];

describe('a rule narrows a part of a tool', () => {
  const narrowed = (pattern: string) =>
    tool(':allow: everyone', `:rules: [{ path: "${pattern}", allow: [{ role: 主管 }] }]`);

  for (const [pattern, covered, not] of about) {
    it(`${pattern} is about ${covered.join(' ')} and not about ${not.join(' ') || 'anything else'}`, () => {
      const wiki = narrowed(pattern);
      for (const path of covered) {
        const asked = { path, method: 'GET' };
        assert.deepEqual(decide(wiki, person(), asked), { effect: 'deny', reason: 'narrowed', line: 6 }, path);
        assert.deepEqual(decide(wiki, leader, asked), { effect: 'allow', line: 5 }, path);
      }
      for (const path of not) assert.equal(decide(wiki, person(), { path, method: 'GET' }).effect, 'allow', path);
    });
  }

  it('for every method, or for those it names', () => {
    const all = tool(':allow: everyone', `:rules: [${admin}]`);
    const some = tool(':allow: everyone', ':rules: [{ path: /**, methods: [POST, DELETE], allow: [{ role: 主管 }] }]');
    for (const method of ['GET', 'POST', 'OPTIONS', 'PROPFIND'])
      assert.equal(decide(all, person(), { path: '/admin', method }).effect, 'deny', method);
    for (const method of ['POST', 'DELETE']) assert.equal(decide(some, person(), { path: '/', method }).effect, 'deny');
    for (const method of ['GET', 'HEAD', 'PUT'])
      assert.equal(decide(some, person(), { path: '/', method }).effect, 'allow');
  });

  // Many frameworks answer these as if they had been asked properly.
  it('for a method in small letters, and for HEAD where it names GET', () => {
    const wiki = tool(':allow: everyone', ':rules: [{ path: /**, methods: [GET, POST], allow: [{ role: 主管 }] }]');
    for (const method of ['get', 'Post', 'HEAD', 'head'])
      assert.equal(decide(wiki, person(), { path: '/', method }).effect, 'deny', method);
    assert.equal(decide(wiki, person(), { path: '/', method: 'PUT' }).effect, 'allow');
  });

  it('together with all others: every rule about a path must let somebody in, and the first that does not is named', () => {
    const wiki = tool(
      ':allow: everyone',
      ':rules:',
      '      - { path: /admin/**, allow: [{ role: 主管 }] }',
      '      - { path: /admin/keys, allow: [{ user: anna }] }',
      '      - { path: /**, methods: [DELETE], allow: [] }',
    );
    const anna = person({ userId: 'anna' });
    const decideFor = (somebody: Candidate, path: string, method = 'GET') => decide(wiki, somebody, { path, method });
    assert.deepEqual(decideFor(leader, '/admin/keys'), { effect: 'deny', reason: 'narrowed', line: 8 });
    assert.deepEqual(decideFor(anna, '/admin/keys'), { effect: 'deny', reason: 'narrowed', line: 7 });
    const both = person({ userId: 'anna', roles: ['主管'] });
    assert.deepEqual(decideFor(both, '/admin/keys'), { effect: 'allow', line: 5 });
    assert.deepEqual(decideFor(both, '/admin/keys', 'DELETE'), { effect: 'deny', reason: 'narrowed', line: 9 });
  });

  // Rules that opened something would be a second place to look for whom a tool lets in.
  it('and never opens anything', () => {
    const wiki = tool(
      ':allow: [{ user: anna }]',
      ':rules: [{ path: /**, allow: everyone }, { path: /x, allow: everyone }]',
    );
    for (const path of ['/', '/x', '/y'])
      assert.deepEqual(decide(wiki, person(), { path, method: 'GET' }), {
        effect: 'deny',
        reason: 'not_allowed',
        line: 5,
      });
  });

  it('and leaves the question whether somebody may open the tool at all as it is', () => {
    const wiki = tool(':allow: everyone', ':rules: [{ path: /**, allow: [] }]');
    assert.deepEqual(decideTool(wiki, person()), { effect: 'allow', line: 5 });
    assert.equal(decide(wiki, person(), page).effect, 'deny');
  });
});

const ambiguous = [
  '/public%2Fadmin',
  '/public%2fadmin',
  '/x%5cadmin',
  '/x%5Cadmin',
  '/x\\admin',
  '/public/../admin',
  '/public/..',
  '/./admin',
  '/.',
  '/public/%2e%2e/admin',
  '/public/.%2E/admin',
  '/public/..;/admin',
  '/public/..;x=1/admin',
  '/public/..%3b/admin',
  '/;x/admin',
  '/public/;x',
  '//admin',
  '/public//admin',
  '/public//',
  '/%00admin',
  '/admin%00',
  '/a%0d%0ab',
  '/a%7f',
  '/a\u0000b',
  '/a\tb',
  '/a b',
  '/%',
  '/%2',
  '/%zz',
  '/100%',
  '/%u002fadmin',
  '/%252fadmin',
  '/%2561dmin',
  '/%25%32%66admin',
  '/%c0%af',
  '/%ff',
  '/%ed%a0%80',
  // A header's bytes arrive as letters of Latin-1, and nobody knows any more what they were.
  '/管理',
  '/ç®¡ç†',
  '/admin?x=1',
  '/admin#x',
  '',
  '*',
  'admin',
  'https://wiki.example.com/admin',
];

describe('an ambiguous path', () => {
  for (const path of ambiguous) {
    // What the proxy, Foyer and the tool each take for another path is how a rule is passed by.
    it(`like ${JSON.stringify(path)} is refused where the tool has path rules, whoever asks`, () => {
      const wiki = tool(':allow: everyone', `:rules: [${admin}]`);
      for (const somebody of [person(), leader])
        assert.deepEqual(decide(wiki, somebody, { path, method: 'GET' }), {
          effect: 'deny',
          reason: 'ambiguous_path',
          line: 6,
        });
    });
  }

  it('means nothing where the tool has no path rules', () => {
    const wiki = tool(':allow: everyone');
    for (const path of ambiguous) assert.equal(decide(wiki, person(), { path, method: 'GET' }).effect, 'allow', path);
  });

  it('is not the reason that somebody hears who may not open the tool at all', () => {
    const wiki = tool(':allow: [{ user: anna }]', `:rules: [${admin}]`);
    assert.deepEqual(decide(wiki, person(), { path: '//', method: 'GET' }), {
      effect: 'deny',
      reason: 'not_allowed',
      line: 5,
    });
  });

  it('is none with dots, signs and escapes that have one meaning', () => {
    const wiki = tool(':allow: everyone', `:rules: [${admin}]`);
    for (const path of [
      '/a.b',
      '/...',
      '/.well-known',
      '/a..b',
      '/100%25',
      '/C%23',
      '/a%3Fb',
      '/a%20b',
      '/~x/@y:z',
      '/a;b',
    ])
      assert.equal(decide(wiki, person(), { path, method: 'GET' }).effect, 'allow', path);
  });
});

describe('any path at all', () => {
  const piece = fc.constantFrom(
    '/',
    '/',
    'admin',
    'ADMIN',
    '%61dmin',
    ';',
    '%3b',
    '.',
    '%2e',
    '%',
    '%2f',
    '%25',
    '\\',
    'x',
    '?',
    '*',
    '管',
    '%E7',
  );
  const anyPath = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
    fc.string({ unit: 'binary' }),
  );

  /** How careless tools read a path. */
  const readers: readonly ((path: string) => string)[] = [
    (path) => path,
    decodeURIComponent,
    (path) => decodeURIComponent(path).replace(/;[^/]*/g, ''),
    (path) => decodeURIComponent(path.replace(/;[^/]*/g, '')),
    (path) => decodeURIComponent(decodeURIComponent(path)),
    (path) => new URL(path.replaceAll('\\', '/'), 'https://wiki.example.com').pathname,
    (path) => decodeURIComponent(path).replaceAll('\\', '/').replace(/\/+/g, '/'),
  ];

  // One reader that finds the way to /admin where the rule saw another path is one way round the rule.
  it('that any tool could take for a narrowed one is refused to whom the rule does not let in', (t) => {
    const wiki = tool(':allow: everyone', `:rules: [${admin}]`);
    fc.assert(
      fc.property(anyPath, (path) => {
        const decision = decide(wiki, person(), { path, method: 'GET' });
        if (decision.effect === 'deny') return;
        for (const read of readers) {
          let seen: string;
          try {
            seen = read(path);
          } catch {
            continue;
          }
          assert.doesNotMatch(seen, /^\/admin(\/|$)/i, path);
        }
      }),
      randomRuns(t, 3_000),
    );
  });

  // A decision that takes seconds is an outage that anybody can cause.
  it('is decided at once, however long it is', () => {
    const stars = `/${'a*'.repeat(200)}b`;
    const wiki = tool(':allow: everyone', `:rules: [{ path: "${stars}", allow: [] }, ${admin}]`);
    for (const path of [
      `/${'a'.repeat(100_000)}`,
      '/a'.repeat(50_000),
      '/%61;'.repeat(20_000),
      `/${'a;'.repeat(50_000)}`,
    ]) {
      const startedAt = performance.now();
      decide(wiki, person(), { path, method: 'GET' });
      assert.ok(performance.now() - startedAt < 500, `${path.slice(0, 10)} took ${performance.now() - startedAt} ms`);
    }
  });
});
