import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readCompany } from '../testing/company-run.ts';
import type { Answer } from '../testing/browser.ts';
import { cookieHeader } from '../testing/cookie-jar.ts';
import { authorizationQuery, openTool, readUserinfo, redeem, authorize } from '../testing/oidc-client.ts';
import { desk, describeTool, EVERY_SCOPE, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { sendRaw } from '../testing/raw-http.ts';
import { signedIn } from '../testing/sign-in.ts';

type Asked = { method: 'GET' | 'POST'; url: string; headers: Record<string, string>; payload?: string };

/** Somebody who has the desk open. What is asked is asked over the wire, or past it, where the framework is. */
async function start(t: TestContext) {
  const server = await startOidcServer(t);
  const { browser, app, config } = server;
  const tokens = await openTool(browser, desk, { scope: 'openid profile email dingtalk offline_access' });
  const bearer = { authorization: `Bearer ${tokens.access_token}` };
  const program = browser.clone();
  program.jar.clear();
  const wire = (asked: Asked) => program.request(asked);
  const inside = (asked: Asked) => app.inject({ ...asked, headers: { host: config.publicUrl.host, ...asked.headers } });
  const ask = () => readUserinfo(browser, tokens);
  return { ...server, tokens, bearer, wire, inside, ask };
}

function describeAnswer({ statusCode, headers, body }: Answer) {
  const { date: _, connection: __, 'keep-alive': ___, ...kept } = headers;
  return { statusCode, headers: kept, body };
}

const basic = (id: string, secret = '') => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('an answer that is given before the framework sees the question', () => {
  // Two ways to an answer that differ are two sets of rules, of which one is tested.
  it('is the very answer that the framework would have given', async (t) => {
    const { wire, inside, bearer, tokens } = await start(t);
    const introspected = String(new URLSearchParams({ token: tokens.access_token }));
    const asked: Asked[] = [
      { method: 'GET', url: '/oidc/.well-known/openid-configuration', headers: {} },
      { method: 'GET', url: '/oidc/me', headers: bearer },
      { method: 'POST', url: '/oidc/me', headers: bearer },
      { method: 'GET', url: '/oidc/me', headers: {} },
      { method: 'GET', url: '/oidc/me', headers: { authorization: 'Bearer nobody' } },
      {
        ...{ method: 'POST', url: '/oidc/token', payload: 'grant_type=refresh_token&refresh_token=x' },
        headers: { ...form, authorization: basic(desk.id, 'wrong') },
      },
      { method: 'POST', url: '/oidc/token', headers: form, payload: 'grant_type=authorization_code&code=x' },
      {
        ...{ method: 'POST', url: '/oidc/token/introspection', payload: introspected },
        headers: { ...form, authorization: basic(desk.id, desk.secret) },
      },
    ];
    for (const each of asked) {
      const [quick, usual] = [await wire(each), await inside(each)];
      assert.deepEqual(describeAnswer(quick), describeAnswer(usual), `${each.method} ${each.url}`);
      assert.ok(quick.headers['content-security-policy'] && quick.headers['x-content-type-options']);
    }
  });

  it('sends a browser that is signed in back to the tool as the framework would', async (t) => {
    const { browser, inside } = await start(t);
    const url = `/oidc/auth?${authorizationQuery(wiki, 'v'.repeat(43), { prompt: 'none' })}`;
    const headers = { cookie: cookieHeader(browser.jar, '/oidc/auth') };
    const answers = [await browser.open(url), await inside({ method: 'GET', url, headers })].map((answer) => {
      const { headers: kept, statusCode, body } = describeAnswer(answer);
      const withoutCode = (text: string) => text.replace(/code=[\w-]+/, 'code=');
      return {
        statusCode,
        headers: { ...kept, location: withoutCode(String(kept.location)) },
        body: withoutCode(body),
      };
    });
    assert.match(String(answers[0]?.headers.location), /^https:\/\/wiki\.example\.com\/callback\?code=&/);
    assert.deepEqual(answers[0], answers[1]);
  });

  // A cookie that counts here and not there would sign somebody in as somebody else.
  it('takes no cookie for a session that the session plugin would not take', async (t) => {
    const { browser, app } = await start(t);
    const [port, name] = [portOf(app), '__Host-foyer'];
    const value = browser.jar.get(name) ?? '';
    const query = authorizationQuery(wiki, 'v'.repeat(43), { prompt: 'none' });
    const ask = async (cookie: string) => {
      const { head } = await sendRaw(
        port,
        `GET /oidc/auth?${query} HTTP/1.1\r\nHost: foyer.example.com\r\n${cookie}\r\n`,
      );
      return /\?(code|error)=/.exec(head)?.[1] ?? head;
    };
    assert.equal(await ask(`Cookie: a=1; ${name}=${value}; b=2\r\n`), 'code');
    for (const cookie of [
      `Cookie: ${name}=${value}; ${name}=${value}\r\n`,
      `Cookie: ${name}=${value.slice(0, -1)}\r\n`,
      `Cookie: ${name}=${value.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}\r\n`,
      `Cookie: x${name}=${value}\r\n`,
      `Cookie: ${name}=\r\n`,
      '',
    ])
      assert.equal(await ask(cookie), 'error', cookie);
  });

  it('is not given under another host, to a request with two, or while Foyer stops', async (t) => {
    const { app, services, bearer } = await start(t);
    const port = portOf(app);
    const ask = async (...hosts: string[]) => {
      const lines = hosts.map((host) => `Host: ${host}\r\n`).join('');
      const bytes = `GET /oidc/me HTTP/1.1\r\n${lines}Authorization: ${bearer.authorization}\r\n\r\n`;
      return sendRaw(port, bytes);
    };
    assert.equal((await ask('foyer.example.com')).status, 200);
    assert.equal((await ask('evil.example.com')).status, 421);
    assert.equal((await ask('foyer.example.com', 'evil.example.com')).status, 400);
    services.lifecycle.isStopping = true;
    assert.equal((await ask('foyer.example.com')).status, 200);
  });
});

describe('a tool that asks again and again with one token who somebody is', () => {
  /** The same until nothing more is remembered than after the last time. */
  const askOften = async (ask: () => Promise<Answer>) => {
    const answers = [await ask(), await ask(), await ask(), await ask()].map(describeAnswer);
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(answers[0]?.statusCode, 200);
    return answers[0];
  };

  it('hears the same each time', async (t) => {
    const { ask, inside, bearer } = await start(t);
    const heard = await askOften(ask);
    const usual = await inside({ method: 'GET', url: '/oidc/me', headers: bearer });
    assert.deepEqual(heard, describeAnswer(usual));
  });

  // Whatever is remembered beyond this is somebody who has signed out, has left or may not enter any more.
  it('hears nothing any more once the session has ended', async (t) => {
    const { ask, browser } = await start(t);
    await askOften(ask);
    assert.equal((await browser.post('/auth/sign-out')).statusCode, 204);
    assert.equal((await ask()).statusCode, 401);
  });

  it('hears nothing any more once the rules let the person in no more, and the new rules otherwise', async (t) => {
    const { ask, rewriteTools } = await start(t);
    await askOften(ask);
    rewriteTools(describeTool(desk, { oidc: ['scopes: [openid, profile, offline_access]'] }));
    const answer = await ask();
    assert.deepEqual([answer.statusCode, answer.json().email], [200, undefined]);
    await askOften(ask);
    rewriteTools(describeTool(desk, { oidc: [EVERY_SCOPE], allow: '[{ department: 人力资源部 }]' }));
    assert.equal((await ask()).statusCode, 401);
  });

  it('hears what the company says by now', async (t) => {
    const { ask, dingtalk, services } = await start(t);
    await readCompany(services);
    await askOften(ask);
    dingtalk.company.setTitle('zhangwei01', '首席工程师');
    await readCompany(services);
    assert.equal((await ask()).json().title, '首席工程师');
  });

  it('hears nothing any more once the token is revoked, or has expired', async (t) => {
    const { ask, wire, tokens, browser, clock } = await start(t);
    await askOften(ask);
    const headers = { ...form, authorization: basic(desk.id, desk.secret) };
    const payload = String(new URLSearchParams({ token: tokens.access_token }));
    assert.equal((await wire({ method: 'POST', url: '/oidc/token/revocation', headers, payload })).statusCode, 200);
    assert.equal((await ask()).statusCode, 401);

    const others = await openTool(browser, desk, { scope: 'openid' });
    await askOften(() => readUserinfo(browser, others));
    clock.advance(10 * 60_000 - 1_000);
    assert.equal((await readUserinfo(browser, others)).statusCode, 200);
    clock.advance(1_000);
    assert.equal((await readUserinfo(browser, others)).statusCode, 401);
  });

  // A code that comes twice was read by somebody else, and what was given for it is theirs perhaps.
  it('hears nothing any more once the code has come again', async (t) => {
    const { browser } = await start(t);
    const authorization = await authorize(browser, desk, { scope: 'openid' });
    const tokens = (await redeem(browser, desk, authorization)).json();
    await askOften(() => readUserinfo(browser, tokens));
    assert.equal((await redeem(browser, desk, authorization)).statusCode, 400);
    assert.equal((await readUserinfo(browser, tokens)).statusCode, 401);
  });

  it('is nobody else: another token hears of another person', async (t) => {
    const { ask, newBrowser } = await start(t);
    const first = await askOften(ask);
    const other = newBrowser();
    await signedIn(other, 'dengkai');
    const tokens = await openTool(other, desk, { userId: 'dengkai', scope: 'openid profile' });
    const second = await askOften(() => readUserinfo(other, tokens));
    assert.notEqual(JSON.parse(second?.body ?? '{}').sub, JSON.parse(first?.body ?? '{}').sub);
  });
});

function portOf(app: Awaited<ReturnType<typeof startOidcServer>>['app']): number {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : assert.fail('the server does not listen');
}
