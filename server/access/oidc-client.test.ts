import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertReport } from '../testing/assert-report.ts';
import { inspect } from 'node:util';
import { type FindVariable, Secret } from '../secret.ts';
import hostile from '../testing/hostile-inputs.json' with { type: 'json' };
import { createRules } from './rules.ts';
import type { OidcClient } from './tool.ts';
import { parseToolsFile } from './tools-file.ts';
import { ToolsFileError } from './tools-file-error.ts';

const ownOrigin = 'https://foyer.example.com';
const CANARY = 'canary-that-no-report-may-ever-show';
const SECRET = `clientSecret: ${CANARY}`;
const REDIRECT = 'redirectUris: [https://wiki.example.com/cb]';

const variables: Readonly<Record<string, string>> = {
  WIKI_CLIENT_SECRET: `${CANARY}-of-the-environment`,
  SHORT: 'canary',
  BLANKS: `${CANARY} with blanks`,
};
const findVariable: FindVariable = (name) => {
  if (name === 'SESSION_SECRET') return 'own setting';
  const value = variables[name];
  return value === undefined ? 'unset' : new Secret(value);
};

const parse = (text: string) => parseToolsFile('tools.yaml', text, { ownOrigin, findVariable }).tools;

const head = (id: string) => [`  - id: ${id}`, '    name: Wiki', '    url: https://wiki.example.com/'];
const block = (lines: readonly string[]) => lines.map((line) => `      ${line}`);
/** Tools with these lines under their `oidc`. The first of the first tool is line 6. */
const withClients = (...clients: Record<string, readonly string[]>[]) =>
  [
    'tools:',
    ...clients
      .flatMap((one) => Object.entries(one))
      .flatMap(([id, lines]) => [...head(id), '    oidc:', ...block(lines)]),
  ].join('\n');
const withLines = (...lines: string[]) => withClients({ wiki: lines });
/** A client that is fine, and these lines, of which the first is line 8. */
const withMore = (...lines: string[]) => withLines(SECRET, REDIRECT, ...lines);
/** A client that sends people there, which is said in line 8. */
const sendingTo = (address: string, first = SECRET) =>
  withLines(first, 'redirectUris:', `  - ${JSON.stringify(address)}`);

function only(text: string): OidcClient {
  const [tool] = parse(text);
  assert.ok(tool?.oidc);
  return tool.oidc;
}

/** The lines of the report, without the blanks before them. */
function reportOf(text: string): string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    assert.ok(error instanceof ToolsFileError, String(error));
    assert.doesNotMatch(`${error.message}${error.stack}${inspect(error)}`, /canary/);
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('oidc in tools.yaml', () => {
  it('needs a secret and an address, and everything else is what is usual and safe', () => {
    const { clientSecret, ...client } = only(withMore());
    assert.equal(clientSecret?.reveal(), CANARY);
    assert.deepEqual(client, {
      clientId: 'wiki',
      redirectUris: ['https://wiki.example.com/cb'],
      postLogoutRedirectUris: [],
      scopes: ['openid', 'profile', 'email', 'groups'],
      accessTokenMinutes: 10,
      pkce: 'required',
      deviceFlow: false,
    });
  });

  it('may say everything there is to say', () => {
    const text = withLines(
      'clientId: Wiki/2!',
      `clientSecret: \${WIKI_CLIENT_SECRET}`,
      'redirectUris:',
      '  - https://wiki.example.com/cb?x=/../y',
      '  - https://wiki.example.com',
      '  - http://wiki.localhost:8080/cb',
      '  - http://127.0.0.1/cb',
      '  - "http://[::1]:1234/"',
      '  - https://10.0.0.5:8443/%E5%9B%9E%E8%B0%83;v=1',
      'postLogoutRedirectUris: [https://wiki.example.com/login]',
      'backchannelLogoutUri: https://wiki.example.com/signed-out?key=x',
      'scopes: [offline_access, email, dingtalk, phone]',
      'accessTokenMinutes: 60',
      'pkce: optional',
      'deviceFlow: true',
    );
    const { clientSecret, ...client } = only(text);
    assert.equal(clientSecret?.reveal(), variables.WIKI_CLIENT_SECRET);
    assert.deepEqual(client, {
      clientId: 'Wiki/2!',
      redirectUris: [
        'https://wiki.example.com/cb?x=/../y',
        'https://wiki.example.com',
        'http://wiki.localhost:8080/cb',
        'http://127.0.0.1/cb',
        'http://[::1]:1234/',
        'https://10.0.0.5:8443/%E5%9B%9E%E8%B0%83;v=1',
      ],
      postLogoutRedirectUris: ['https://wiki.example.com/login'],
      backchannelLogoutUri: 'https://wiki.example.com/signed-out?key=x',
      scopes: ['openid', 'email', 'phone', 'dingtalk', 'offline_access'],
      accessTokenMinutes: 60,
      pkce: 'optional',
      deviceFlow: true,
    });
  });

  it('of a public client has no secret, and may have a scheme of its own', () => {
    const { clientSecret, redirectUris } = only(sendingTo('com.example.app:/cb', 'public: true'));
    assert.deepEqual([clientSecret, redirectUris], [null, ['com.example.app:/cb']]);
  });

  it('needs no address where people sign in with a code alone', () => {
    assert.deepEqual(only(withLines('public: true', 'deviceFlow: true')).redirectUris, []);
    assert.deepEqual(only(withLines(SECRET, 'deviceFlow: true', 'redirectUris: []')).redirectUris, []);
  });

  it('is found by the client id, and by nothing else', () => {
    const board = ['clientId: Board', 'public: true', REDIRECT];
    const text = [withClients({ wiki: [SECRET, REDIRECT], board }), ...head('plain')].join('\n');
    const tools = parse(text);
    const { byClientId } = createRules({ admins: [], tools });
    assert.deepEqual([...byClientId.keys()], ['wiki', 'Board']);
    assert.equal(byClientId.get('Board'), tools[1]);
    for (const name of ['board', 'plain', 'constructor']) assert.equal(byClientId.get(name), undefined);
  });

  it('stands beside hosts, or alone', () => {
    const text = withMore();
    assert.deepEqual(parse(text)[0]?.origins, []);
    assert.deepEqual(parse(`${text}\n    hosts: [wiki.example.com]`)[0]?.origins, ['https://wiki.example.com']);
  });
});

const aSecret = 'at least 32 and at most 512 letters, digits and signs of ASCII without blanks';
const anId = 'a client id of at most 128 letters, digits and signs of ASCII, without blanks and ":"';
const redirects = 'at least one address under "redirectUris"; only with "deviceFlow: true" there may be none';
const aVariable = `the whole secret, or a variable alone such as \${WIKI_CLIENT_SECRET}`;

/** What is wrong, the file, and the report. */
const bad: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'without anything',
    withLines('{}'),
    [
      'line 5: found neither "clientSecret" nor "public"; expected one of the two',
      `line 5: found no "redirectUris"; expected ${redirects}`,
    ],
  ],
  [
    'both secret and public',
    withMore('public: true'),
    ['line 8: found "public" beside "clientSecret"; expected one of the two'],
  ],
  [
    'that is not public, in words of its own',
    withMore('public: false'),
    ['line 8: found false; expected "public: true", or "clientSecret" alone'],
  ],
  [
    'with a secret that is too short',
    withLines('clientSecret: canary', REDIRECT),
    [`line 6: found a secret of 6 characters; expected ${aSecret}`],
  ],
  [
    'with a secret that has blanks',
    withLines(`clientSecret: ${CANARY} canary`, REDIRECT),
    [`line 6: found a secret of 42 characters; expected ${aSecret}`],
  ],
  [
    'with a secret that no tool can write down',
    withLines(`clientSecret: ${CANARY}密`, REDIRECT),
    [`line 6: found a secret of 36 characters; expected ${aSecret}`],
  ],
  [
    'with a secret that is too long',
    withLines(`clientSecret: ${'canary'.repeat(90)}`, REDIRECT),
    [`line 6: found a secret of 540 characters; expected ${aSecret}`],
  ],
  [
    'with a secret that is a bare number',
    withLines('clientSecret: 12345678901234567890123456789012', REDIRECT),
    [`line 6: found a number; expected a secret as text, in quotes, or a variable such as \${WIKI_CLIENT_SECRET}`],
  ],
  [
    'with a secret that is a list',
    withLines(`clientSecret: [${CANARY}]`, REDIRECT),
    [`line 6: found a list; expected a secret as text, in quotes, or a variable such as \${WIKI_CLIENT_SECRET}`],
  ],
  [
    'with a variable that is not set',
    withLines(`clientSecret: \${NOBODY}`, REDIRECT),
    [`line 6: found \${NOBODY}, which is not set; expected NOBODY in the environment that Foyer is started with`],
  ],
  [
    'with a variable that holds too little',
    withLines(`clientSecret: \${SHORT}`, REDIRECT),
    [`line 6: found \${SHORT} with a value of 6 characters; expected ${aSecret}`],
  ],
  [
    'with a variable that holds blanks',
    withLines(`clientSecret: \${BLANKS}`, REDIRECT),
    [`line 6: found \${BLANKS} with a value of 47 characters; expected ${aSecret}`],
  ],
  // Whoever runs the tool would hold the key to every session.
  [
    'with one of Foyer’s own settings',
    withLines(`clientSecret: \${SESSION_SECRET}`, REDIRECT),
    [`line 6: found \${SESSION_SECRET}, which is one of Foyer's own settings; expected a variable for this tool alone`],
  ],
  // Taken as text, the name of the variable would be the secret, and anybody could guess it.
  ...[
    '$WIKI_CLIENT_SECRET_OF_THE_COMPANY',
    `x\${WIKI_CLIENT_SECRET}canary-canary`,
    `\${WIKI_CLIENT_SECRET:-canary-canary-canary}`,
    `\${WIKI CLIENT SECRET canary canary canary}`,
    '$(WIKI_CLIENT_SECRET_OF_THE_COMPANY)',
    '%WIKI_CLIENT_SECRET_OF_THE_COMPANY%',
  ].map(
    (text) =>
      [
        `with the variable ${text}`,
        withLines(`clientSecret: "${text}"`, REDIRECT),
        [`line 6: found a variable named in another way; expected ${aVariable}`],
      ] as const,
  ),
  // Whoever runs one tool could pose as the other.
  [
    'with the secret of another',
    withClients({ wiki: [SECRET, REDIRECT], board: [SECRET, REDIRECT] }),
    ['line 12: found the secret that line 6 has; expected a secret for each tool'],
  ],
  [
    'with the client id of another',
    withClients({ wiki: [SECRET, REDIRECT], board: ['clientId: wiki', 'public: true', REDIRECT] }),
    ['line 12: found the client id "wiki", which line 5 has; expected a "clientId" of its own'],
  ],
  [
    'whose id is the client id of another',
    withClients({ wiki: ['clientId: board', SECRET, REDIRECT], board: ['public: true', REDIRECT] }),
    ['line 12: found the client id "board", which line 6 has; expected a "clientId" of its own'],
  ],
  // A token of a tool must never pass for one of a person.
  [
    'called as people are',
    withMore(`clientId: ${'aB3_-'.repeat(8)}xyz`),
    [
      `line 8: found the client id "${'aB3_-'.repeat(8)}xyz"; expected another "clientId": 43 such characters are what Foyer calls people`,
    ],
  ],
  [
    'whose id is as people are called',
    withClients({ ['a'.repeat(43)]: [SECRET, REDIRECT] }),
    [
      `line 5: found the client id "${'a'.repeat(43)}"; expected another "clientId": 43 such characters are what Foyer calls people`,
    ],
  ],
  ...['a b', 'a:b', '', 'ü', 'a\\u0000', 'x'.repeat(129)].map(
    (id) =>
      [
        `with the client id ${JSON.stringify(id)}`,
        withMore(`clientId: "${id}"`),
        [new RegExp(`^line 8: found ".*"; expected ${anId}$`).source],
      ] as const,
  ),
  [
    'with a client id that is a bare number',
    withMore('clientId: 007'),
    [`line 8: found the number 007; expected ${anId}, which is text, in quotes: "007"`],
  ],
  ['without addresses', withLines(SECRET), [`line 5: found no "redirectUris"; expected ${redirects}`]],
  [
    'with an empty list of addresses',
    withLines(SECRET, 'redirectUris: []', 'deviceFlow: false'),
    [`line 7: found an empty list; expected ${redirects}`],
  ],
  [
    'with an address that is no list',
    withLines(SECRET, 'redirectUris: https://wiki.example.com/cb'),
    ['line 7: found text of 27 characters; expected a list of addresses such as ["https://tool.example.com/callback"]'],
  ],
  [
    'with an address twice',
    withMore('postLogoutRedirectUris:', '  - https://a.example.com/', '  - https://a.example.com/'),
    ['line 10: found an address that line 9 has; expected each address once'],
  ],
  [
    'with an address that is a number',
    withLines(SECRET, 'redirectUris: [7]'),
    [
      'line 7: found the number 7; expected an address such as "https://tool.example.com/callback", which is text, in quotes: "7"',
    ],
  ],
  [
    'with too many addresses',
    withLines(SECRET, `redirectUris: [${'x, '.repeat(51)}]`),
    ['line 7: found 51 addresses; expected at most 50'],
  ],
  [
    'with a scope in other words',
    withMore('scopes: [profil, e-mail, everything, 7, null, [email]]'),
    [
      'line 8: found "profil"; expected "profile"',
      'line 8: found "e-mail"; expected "email"',
      ...['"everything"', 'the number 7', 'nothing', 'a list'].map(
        (found) =>
          `line 8: found ${found}; expected one of openid, profile, email, phone, groups, dingtalk, offline_access`,
      ),
    ],
  ],
  [
    'with a scope twice',
    withMore('scopes: [openid, openid]'),
    ['line 8: found "openid" for the second time; expected each scope once'],
  ],
  [
    'with scopes in one text',
    withMore('scopes: openid profile'),
    ['line 8: found "openid profile"; expected a list of scopes such as [openid, profile, email]'],
  ],
  ...['0', '61', '1.5', '-1', '1e9', '.nan', '"10"', 'ten', '[10]', ''].map(
    (minutes) =>
      [
        `with tokens for ${minutes || 'no'} minutes`,
        withMore(`accessTokenMinutes: ${minutes}`),
        [/^line 8: found .*; expected a whole number of minutes from 1 to 60$/.source],
      ] as const,
  ),
  ['with an odd word about PKCE', withMore('pkce: off'), ['line 8: found "off"; expected one of required, optional']],
  // Without a secret and without PKCE, whoever sees a code can use it.
  [
    'that is public and without PKCE',
    withLines('public: true', REDIRECT, 'pkce: optional'),
    [
      'line 8: found "pkce: optional" beside "public"; expected PKCE, which is all that protects a client without a secret',
    ],
  ],
  [
    'with a device flow that is neither on nor off',
    withMore('deviceFlow: yes'),
    ['line 8: found "yes"; expected true or false'],
  ],
  [
    'with a key that is a slip of the pen',
    withMore('redirectUri: x', 'client_secret: x'),
    [
      'line 8: found the key "redirectUri"; expected "redirectUris"',
      'line 9: found the key "client_secret"; expected "clientSecret"',
    ],
  ],
  ['with a key twice', withMore(SECRET), ['line 8: found "clientSecret" for the second time; expected each key once']],
];

describe('tools.yaml is refused with an OpenID Connect client', () => {
  for (const [what, text, report] of bad) {
    it(`${what}, and the line is named`, () => assertReport(reportOf(text), report));
  }

  it('and has every mistake of every client reported at once', () => {
    const wrong = ['clientSecret: x', 'redirectUris: [/cb]', 'scopes: [x]', 'pkce: no', 'secret: x'];
    assert.deepEqual(
      reportOf(withClients({ wiki: wrong, board: wrong })).map((line) => line.split(':')[0]),
      [6, 7, 8, 9, 10, 15, 16, 17, 18, 19].map((line) => `line ${line}`),
    );
  });

  it('whose file names a variable, where nobody has said what is set', () => {
    const text = withLines(`clientSecret: \${WIKI_CLIENT_SECRET}`, REDIRECT);
    assert.throws(() => parseToolsFile('tools.yaml', text), /\$\{WIKI_CLIENT_SECRET\}, which is not set/);
  });
});

const https = 'an https address; http only for localhost, *.localhost, 127.0.0.1 and [::1]';
const noDots = 'a path without "." and ".." as names';
const noInvisible = 'an address without blanks and invisible characters';
const noStars = 'a whole address: nothing in it stands for anything else';
const noUser = 'an address without a name or a password before its host';
const whole = 'a whole address such as "https://tool.example.com/callback"';

/** Addresses that nobody may be sent to, and what is expected instead. */
const wrongAddresses: readonly (readonly [string, string])[] = [
  ['', whole],
  ['/cb', whole],
  ['//evil.example/cb', whole],
  ['wiki.example.com/cb', whole],
  ['https://', whole],
  ['http://wiki.example.com/cb', https],
  ['http://10.0.0.5/cb', https],
  ['http://localhost.example.com/cb', https],
  ['http://127.evil.example/cb', https],
  ['https://wiki.example.com/cb#x', 'an address without "#"'],
  ['https://wiki.example.com/cb#', 'an address without "#"'],
  ['https://*.example.com/cb', noStars],
  ['https://wiki.example.com/*', noStars],
  ['https://anna:canary@wiki.example.com/cb', noUser],
  ['https://wiki.example.com@evil.example/cb', noUser],
  ['https:anna:canary@wiki.example.com/cb', noUser],
  ['https://@wiki.example.com/cb', '"https://wiki.example.com/cb"'],
  ['https://wiki.example.com\\@evil.example/cb', 'an address without "\\"'],
  ['https:\\\\wiki.example.com\\cb', 'an address without "\\"'],
  ['https://wiki.example.com/a b', noInvisible],
  [' https://wiki.example.com/cb', noInvisible],
  ['https://wiki.example.com/cb\n', noInvisible],
  ['https://wiki.example.com/c\tb', noInvisible],
  ['https://wiki.example.com/c\u200bb', noInvisible],
  ['https://wiki.example.com/c\u0000b', noInvisible],
  ['https://wiki.example.com/x/../cb', noDots],
  ['https://wiki.example.com/./cb', noDots],
  ['https://wiki.example.com/x/..', noDots],
  ['https://wiki.example.com/%2e%2E/cb', noDots],
  ['https://wiki.example.com/%252e%252e/cb', noDots],
  ['https://wiki.example.com/..;/cb', noDots],
  ['https://wiki.example.com/..;a=b/cb', noDots],
  ['https://wiki.example.com/..%3b/cb', noDots],
  ['https://wiki.example.com/x%2f..%2fcb', noDots],
  ['https://wiki.example.com/x%5c..%5ccb', noDots],
  ['https://wiki.example.com/../cb?a=b', noDots],
  ['https://Wiki.example.com/cb', '"https://wiki.example.com/cb"'],
  ['HTTPS://wiki.example.com/cb', '"https://wiki.example.com/cb"'],
  ['https://wiki.example.com:443/cb', '"https://wiki.example.com/cb"'],
  ['http://localhost:80/cb', '"http://localhost/cb"'],
  ['https:wiki.example.com/cb', '"https://wiki.example.com/cb"'],
  ['https:///wiki.example.com/cb', '"https://wiki.example.com/cb"'],
  ['https://wiki.example.com?x=y', '"https://wiki.example.com/?x=y"'],
  ['https://wiki.example.com/回调', '"https://wiki.example.com/%E5%9B%9E%E8%B0%83"'],
  ['https://工具.example/cb', '"https://xn--h6qv61a.example/cb"'],
  ['https://0x7f.1/cb', '"https://127.0.0.1/cb"'],
  ['https://wiki.example.com./cb', 'a host without a dot at its end'],
  ['https://foyer.example.com/cb', 'an address of the tool, not of Foyer'],
  ['https://foyer.example.com/oidc/session/end', 'an address of the tool, not of Foyer'],
  [`https://wiki.example.com/${'x'.repeat(2_024)}`, 'an address of at most 2048 characters'],
];

/** Schemes of an app's own, which may be right for one. */
const wrongSchemes = [
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'urn:ietf:wg:oauth:2.0:oob',
  'myapp:/cb',
  'com.example.app:cb',
  'com.example.app:',
  '.app:/cb',
  'ftp://wiki.example.com/cb',
  'blob:https://wiki.example.com/1',
];

const aScheme = 'an https address, or one such as "com.example.app:/callback": a domain of yours, backwards';
const noScheme = 'an https address; a scheme of its own is for "public: true"';

describe('an address of an OpenID Connect client', () => {
  // Whatever stands here is handed the code with which somebody is signed in.
  for (const [address, expected] of wrongAddresses) {
    it(`is refused: ${JSON.stringify(address).slice(0, 80)}`, () => {
      for (const key of ['redirectUris', 'postLogoutRedirectUris']) {
        const text = withLines(
          SECRET,
          ...(key === 'redirectUris' ? [] : [REDIRECT]),
          `${key}: [${JSON.stringify(address)}]`,
        );
        const [line = '', ...others] = reportOf(text);
        assert.deepEqual(others, []);
        assert.match(line, /^line [78]: found ("|an address with "@")/);
        assert.equal(line.slice(line.indexOf('; expected ') + '; expected '.length), expected);
      }
      assert.equal(reportOf(withMore(`backchannelLogoutUri: ${JSON.stringify(address)}`)).length, 1);
    });
  }

  it('has a scheme of its own only for an app, and only one that can belong to somebody', () => {
    for (const address of wrongSchemes) {
      assert.match(reportOf(sendingTo(address))[0] ?? '', new RegExp(`expected (${noScheme}|${whole})$`), address);
      assert.match(
        reportOf(sendingTo(address, 'public: true'))[0] ?? '',
        new RegExp(`expected (${aScheme}|${whole})$`),
      );
    }
    for (const address of ['com.example.app:/cb', 'com.example.app://cb', 'com.example.my-app:/cb/x?y=z']) {
      assert.match(reportOf(sendingTo(address))[0] ?? '', new RegExp(`expected ${noScheme}$`), address);
      assert.deepEqual(only(sendingTo(address, 'public: true')).redirectUris, [address]);
    }
    for (const [address, expected] of [
      ['Com.Example.App:/cb', '"com.example.app:/cb"'],
      ['com.example.app:/../cb', noDots],
      ['com.example.app:/cb#x', 'an address without "#"'],
      ['com.example.app:/*', noStars],
      ['com.example.app://anna:canary@x/cb', noUser],
    ] as const)
      assert.ok(reportOf(sendingTo(address, 'public: true'))[0]?.endsWith(`expected ${expected}`), address);
  });

  it('is refused beside a scheme of its own where the standard has none for an app', () => {
    const report = (...addresses: string[]) =>
      reportOf(withLines('public: true', `redirectUris: ${JSON.stringify(addresses)}`));
    const app = 'com.example.app:/cb';
    const expected = 'http only for localhost, 127.0.0.1 and [::1], and https only elsewhere';
    for (const address of ['http://app.localhost/cb', 'http://127.0.0.2/cb', 'https://localhost/cb']) {
      assert.deepEqual(report(app, address), [
        `line 5: found "${address}" beside a scheme of an app's own; expected ${expected}`,
      ]);
      assert.deepEqual(report(address), []);
    }
    for (const address of ['http://localhost/cb', 'http://127.0.0.1:1/cb', 'http://[::1]/cb', 'https://a.example.com/'])
      assert.deepEqual(report(app, address), []);
  });

  // Foyer calls this one itself, from inside the company's network.
  it('for notices has no scheme of its own, and its query is not repeated: it may be a key', () => {
    const report = (address: string) =>
      reportOf(withLines('public: true', REDIRECT, `backchannelLogoutUri: "${address}"`));
    assert.deepEqual(report('com.example.app:/cb'), ['line 8: found "com.example.app:/cb"; expected an https address']);
    assert.deepEqual(report('http://169.254.169.254/?canary'), [
      `line 8: found "http://169.254.169.254/?…"; expected ${https}`,
    ]);
    assert.deepEqual(report('https://A.example.com/x?canary'), [
      'line 8: found "https://A.example.com/x?…"; expected "https://a.example.com/x?…"',
    ]);
    assert.deepEqual(report('http://a.localhost:8080/x?y'), []);
  });

  it('is refused when it could be taken for the registered one of the hostile table', () => {
    const { registered, reject } = hostile.oidcRedirectUri;
    assert.deepEqual(only(sendingTo(registered)).redirectUris, [registered]);
    // Other addresses, and nothing but other addresses: a tool may have them registered.
    const others = ['https://tool.example.com/cb/', 'https://tool.example.com/CB', 'https://tool.example.com/cb;a=b'];
    for (const { id, redirect_uri: address } of reject) {
      const isOther = others.includes(address);
      assert.equal(reportOf(sendingTo(address)).length, isOther ? 0 : 1, id);
      assert.equal(reportOf(sendingTo(address, 'public: true')).length, isOther ? 0 : 1, id);
    }
    assert.equal(reject.length, 13);
  });
});
