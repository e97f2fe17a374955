import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Answer } from '../testing/browser.ts';
import { cookieHeader } from '../testing/cookie-jar.ts';
import { hostileFragments } from '../testing/hostile-addresses.ts';
import hostile from '../testing/hostile-proxied-requests.json' with { type: 'json' };
import { randomRuns } from '../testing/random-runs.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { createToolBrowser } from '../testing/tool-browser.ts';

const TOOL = 'https://tool.example.com';

const tools = `
  - id: tool
    name: Tool
    url: ${TOOL}/
    hosts: [tool.example.com]
    allow: everyone
    rules:
      - path: /admin/**
        allow: [administrators]
  - id: other
    name: Other
    url: https://other.example.com/
    hosts: [other.example.com]
    allow: everyone
    corsPreflight: pass
`;

const fragments = [
  ...hostileFragments,
  ...hostile.originalUris.map(({ uri }) => uri),
  ...[
    'tool.example.com',
    'other.example.com',
    TOOL,
    'GET',
    'OPTIONS',
    '/admin/',
    '/.foyer/start',
    '__Host-foyer-tool=',
    ',',
    ', ',
    ';',
  ],
];
const text = fc.array(fc.constantFrom(...fragments), { maxLength: 4 }).map((pieces) =>
  pieces
    .join('')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
    .trim(),
);
const names = [
  ...[
    'x-original-url',
    'x-original-method',
    'x-original-uri',
    'x-forwarded-method',
    'x-forwarded-proto',
    'x-forwarded-host',
  ],
  ...[
    'x-forwarded-uri',
    'x-forwarded-for',
    'cookie',
    'origin',
    'referer',
    'accept',
    'sec-fetch-mode',
    'sec-fetch-dest',
  ],
  ...['access-control-request-method', 'authorization', 'remote-user', 'accept-language', 'sec-purpose', 'user-agent'],
];
const question = fc.record({
  path: fc.constantFrom(
    '/forward-auth/nginx',
    '/forward-auth/caddy',
    '/.foyer/signed-out',
    '/.foyer/refused',
    '/.foyer/start',
  ),
  isSignedIn: fc.boolean(),
  /** Half of all requests are right but for what is strange about them. */
  isUsual: fc.boolean(),
  strange: fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 3 }),
});
const usual = {
  ...{ 'x-original-url': `${TOOL}/`, 'x-original-method': 'GET', 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/' },
  ...{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tool.example.com', accept: 'text/html' },
};

describe('any question at all', () => {
  // One combination of headers that is answered with 200 is the way into every tool.
  it('passes with a session of that very host alone, leads nowhere else, and is never a failure of ours', async (t) => {
    const { browser } = await startTestServer(t, { tools });
    const tab = createToolBrowser(browser);
    await tab.open(`${TOOL}/`);
    const good = cookieHeader(tab.jarOf('tool.example.com'));
    const property = fc.asyncProperty(question, async ({ path, isSignedIn, isUsual, strange }) => {
      const headers = { ...(isUsual && usual), ...(isSignedIn && { cookie: good }), ...strange };
      const answer = await browser.clone().request({ url: path, headers });
      const { statusCode, body } = answer;
      assert.ok(statusCode >= 200 && statusCode < 500, `${statusCode} ${body}`);
      if (statusCode === 200) assertRight(answer, { path, headers, good });
      assertLeadsToUs(answer);
    });
    await fc.assert(property, randomRuns(t, 500));
  });
});

type Asked = { path: string; headers: Record<string, string | undefined>; good: string };

/** An identity is for the host whose session came with the question; nobody is let in for a tool that answers pre-flights. */
function assertRight(answer: Answer, { path, headers, good }: Asked): void {
  const address = path.endsWith('nginx') ? headers['x-original-url'] : `https://${headers['x-forwarded-host']}/`;
  const isNobody = answer.headers['remote-user'] === '';
  assert.match(address ?? '', isNobody ? /^https:\/\/other\.example\.com\//i : /^https:\/\/tool\.example\.com\//i);
  if (!isNobody) assert.equal(headers.cookie?.includes(good.split('; ')[1] ?? good), true);
}

function assertLeadsToUs({ headers }: Answer): void {
  for (const to of [headers.location, headers['x-foyer-location']].filter((each) => each !== undefined)) {
    assert.match(
      String(to),
      /^https:\/\/(?:tool|other|foyer)\.example\.com\/(?:\.foyer\/start|auth\/tool)\?[\x21-\x7e]*$/,
    );
  }
}
