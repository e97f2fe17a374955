import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { decodeJwt } from 'jose';
import type { Browser } from '../testing/browser.ts';
import { readCompany } from '../testing/company-run.ts';
import {
  askAs,
  askToSignIn,
  openTool,
  readUserinfo,
  refresh,
  type TestClient,
  type Tokens,
  tokensOf,
} from '../testing/oidc-client.ts';
import { describeTool, desk, startOidcServer, wiki } from '../testing/oidc-tools.ts';
import { details, scriptSignIn } from '../testing/scripted-person.ts';
import { signedIn, startSignIn } from '../testing/sign-in.ts';

const EVERYTHING = 'openid profile email phone groups dingtalk offline_access';
const byScope = {
  openid: ['sub'],
  profile: ['name', 'picture', 'preferred_username'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  groups: ['groups'],
  dingtalk: ['corp_id', 'department', 'dingtalk_union_id', 'dingtalk_user_id', 'title'],
  offline_access: [],
} as const;
/** About the token, and about nobody. */
const technical = new Set(['iss', 'aud', 'exp', 'iat', 'nonce', 'auth_time', 'at_hash']);

const claimsFor = (scopes: readonly string[]) =>
  scopes.flatMap((scope) => byScope[scope as keyof typeof byScope]).toSorted();

async function told(browser: Browser, tokens: Tokens) {
  const userinfo = (await readUserinfo(browser, tokens)).json<Record<string, unknown>>();
  const entries = Object.entries(decodeJwt(tokens.id_token)).filter(([name]) => !technical.has(name));
  return { userinfo, idToken: Object.fromEntries(entries) };
}

describe('what a tool learns of somebody', () => {
  it('is all that there is, for a tool that may know everything', async (t) => {
    const { browser } = await startOidcServer(t);
    const { userinfo, idToken } = await told(browser, await openTool(browser, desk, { scope: EVERYTHING }));
    const subject = String(userinfo.sub);
    assert.deepEqual(userinfo, {
      sub: subject,
      name: '张伟',
      picture: userinfo.picture,
      preferred_username: subject,
      email: 'zhangwei01@corp.qinghe.example',
      email_verified: true,
      phone_number: '+8613700001007',
      phone_number_verified: false,
      groups: ['青禾科技/研发部/技术中心/后端组'],
      corp_id: 'ding5a4db05a4db00000000000000000001a',
      dingtalk_user_id: 'zhangwei01',
      dingtalk_union_id: userinfo.dingtalk_union_id,
      department: ['青禾科技/研发部/技术中心/后端组'],
      title: '后端工程师',
    });
    assert.match(String(userinfo.picture), /^https:\/\/static-legacy\.dingtalk\.com\//);
    assert.deepEqual(idToken, userinfo);
  });

  // What a tool need not know it cannot lose.
  it('is no more than the scopes it asks for, in the ID token and at userinfo', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    const scopes = Object.keys(byScope).slice(1);
    for (const asked of [[], ...scopes.map((scope) => [scope]), ['email', 'groups'], scopes]) {
      const scope = ['openid', ...asked];
      const tokens = await openTool(browser, desk, { scope: scope.join(' ') });
      const { userinfo, idToken } = await told(browser, tokens);
      assert.deepEqual(Object.keys(userinfo).toSorted(), claimsFor(scope), scope.join(' '));
      assert.deepEqual(Object.keys(idToken).toSorted(), claimsFor(scope), scope.join(' '));
      assert.equal(tokens.scope, scope.join(' '));
    }
  });

  // One grant is kept for a tool in a session, and what was asked earlier must not come along later.
  it('is no more for a second tab that asks for less than the first', async (t) => {
    const { browser } = await startOidcServer(t);
    const all = await openTool(browser, desk, { scope: EVERYTHING });
    const less = await openTool(browser, desk, { scope: 'openid email' });
    assert.deepEqual(Object.keys((await told(browser, less)).userinfo).toSorted(), claimsFor(['openid', 'email']));
    assert.equal('refresh_token' in less, false);
    assert.equal(Object.keys((await told(browser, all)).userinfo).length, 14);
  });

  // The file says what a tool may know, and the tool cannot say otherwise.
  it('is refused altogether when it asks for a scope that it has not got', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const scope of ['openid phone', 'openid profile dingtalk', EVERYTHING]) {
      const { answer } = await askToSignIn(browser, wiki, { scope });
      const location = new URL(String(answer.headers.location));
      assert.equal(location.searchParams.get('error'), 'invalid_scope', scope);
    }
  });

  // A scope that means nothing today must not mean everything tomorrow.
  it('leaves out what nobody gives for scopes that do not exist', async (t) => {
    const { browser } = await startOidcServer(t);
    const tokens = await openTool(browser, wiki, { scope: 'openid address payroll email' });
    assert.deepEqual(Object.keys((await told(browser, tokens)).userinfo).toSorted(), claimsFor(['openid', 'email']));
    assert.equal(tokens.scope, 'openid email');
  });

  it('is nothing without the scope openid', async (t) => {
    const { browser } = await startOidcServer(t);
    await signedIn(browser);
    for (const scope of ['profile email', undefined]) {
      const { answer } = await askToSignIn(browser, wiki, { scope });
      assert.equal(new URL(String(answer.headers.location)).searchParams.get('error'), 'invalid_request');
    }
  });

  // Whoever holds a token for little would learn there what it was not given for.
  it('never comes out of introspection', async (t) => {
    const { browser } = await startOidcServer(t);
    const tokens = await openTool(browser, desk, { scope: EVERYTHING });
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const answer = await askAs(browser, desk, { path: '/oidc/token/introspection', form: { token } });
      const known = ['active', 'client_id', 'exp', 'iat', 'iss', 'scope', 'sub', 'token_type'];
      assert.deepEqual(
        Object.keys(answer.json()).filter((name) => !known.includes(name)),
        [],
      );
    }
  });

  // A number that the company hides from colleagues is hidden from their tools.
  it('lacks what the company does not know, or keeps from colleagues', async (t) => {
    const { browser, newBrowser } = await startOidcServer(t);
    const bare = await told(browser, await openTool(browser, desk, { scope: EVERYTHING, userId: 'wanggang88' }));
    for (const name of ['picture', 'email', 'email_verified', 'phone_number', 'phone_number_verified'])
      assert.equal(name in bare.userinfo, false, name);
    const other = newBrowser();
    const hidden = await told(other, await openTool(other, desk, { scope: EVERYTHING, userId: '0423752' }));
    assert.equal('phone_number' in hidden.userinfo, false);
    assert.equal(hidden.userinfo.email, 'sunxiaoyan@corp.qinghe.example');
  });

  it('calls people what the file says for this tool, and names only the groups that it is told', async (t) => {
    const more = `    username: userId\n    groups: [{ role: 架构委员 }]\n`;
    const { browser } = await startOidcServer(t, { tools: describeTool(wiki) + more });
    const { userinfo } = await told(browser, await openTool(browser, wiki, { userId: 'luoxiaoming' }));
    assert.deepEqual([userinfo.preferred_username, userinfo.groups], ['luoxiaoming', ['role:架构委员']]);
  });

  // Whoever is moved out of a department must not go on with its rights until they sign in again.
  it('is what the directory knows at that moment, at userinfo and with each refresh', async (t) => {
    const { browser, services, dingtalk } = await startOidcServer(t);
    await readCompany(services);
    const first = await openTool(browser, desk, { scope: EVERYTHING });
    dingtalk.company.rename('zhangwei01', '张大伟');
    dingtalk.company.movePerson('zhangwei01', [460000301]);
    await readCompany(services);
    const expected = ['张大伟', ['青禾科技/产品部'], ['青禾科技/产品部']];
    const { name, groups, department } = (await told(browser, first)).userinfo;
    assert.deepEqual([name, groups, department], expected);
    const again = tokensOf(await refresh(browser, desk, first));
    const { idToken } = await told(browser, again);
    assert.deepEqual([idToken.name, idToken.groups, idToken.department], expected);
  });
});

describe('an e-mail address', () => {
  async function emailOf(t: TestContext, record: Record<string, unknown>, env: Record<string, string> = {}) {
    const { browser, dingtalk, services } = await startOidcServer(t, { env });
    scriptSignIn(dingtalk, services.dingtalkApp.corpId, {
      account: { nick: '张三', unionId: 'U1', openId: 'O1', email: 'account@elsewhere.example' },
      details: { ...details, ...record },
    });
    const state = (await startSignIn(browser)).searchParams.get('state');
    await browser.open(`/auth/callback?authCode=any-code&state=${state}`);
    const { userinfo } = await told(browser, await openTool(browser, wiki));
    const { email, email_verified, sub } = userinfo;
    return { email, email_verified, sub: String(sub) };
  }
  const domain = { FALLBACK_EMAIL_DOMAIN: 'people.example.com' };

  // A tool that finds its accounts by address gives somebody else's account to whoever typed their address.
  it('is verified only when it is the company’s mailbox', async (t) => {
    const company = await emailOf(t, { org_email: 'san@corp.example', email: 'typed@home.example' });
    assert.deepEqual([company.email, company.email_verified], ['san@corp.example', true]);
  });

  // Anybody can type in the address of the director.
  it('that somebody typed into the contacts is not verified', async (t) => {
    const typed = await emailOf(t, { email: 'typed@home.example' }, domain);
    assert.deepEqual([typed.email, typed.email_verified], ['typed@home.example', false]);
  });

  // It belongs to the account, which may be another company's (multica PR #7486).
  it('of the DingTalk account is never told', async (t) => {
    const none = await emailOf(t, {});
    assert.deepEqual([none.email, none.email_verified], [undefined, undefined]);
  });

  // An address that is nobody’s mailbox proves nothing.
  it('is made up for whoever has none, in a domain that the company names, and is not verified', async (t) => {
    const made = await emailOf(t, {}, domain);
    assert.match(String(made.email), /^[a-z0-9_-]+@people\.example\.com$/);
    assert.equal(made.email_verified, false);
  });

  // Two people with one address are one person to many tools.
  it('that is made up belongs to nobody else', async (t) => {
    const { newBrowser } = await startOidcServer(t, { env: domain });
    const addressOf = async (browser: Browser, userId: string, client: TestClient = wiki) =>
      (await told(browser, await openTool(browser, client, { userId, scope: 'openid email' }))).userinfo.email;
    const one = await addressOf(newBrowser(), 'wanggang88');
    assert.equal(await addressOf(newBrowser(), 'wanggang88', desk), one, 'the same in every tool');
    assert.equal(await addressOf(newBrowser(), 'zhangwei01'), 'zhangwei01@corp.qinghe.example');
  });
});
