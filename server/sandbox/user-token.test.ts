import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJson, startSandboxCaller } from '../testing/sandbox-caller.ts';
import { otherCorpId } from './app.ts';
import { sandboxApp } from './sandbox.ts';

const me = '/v1.0/contact/users/me';
const notFound = { status: 400, code: 'invalidParameter.authCode.notFound' };

function summary(answer: { status: number; body: Record<string, unknown> }) {
  return { status: answer.status, code: answer.body.code };
}

describe('POST /v1.0/oauth2/userAccessToken', () => {
  it('exchanges a code for tokens and names the organization', async (t) => {
    const { exchange, codeFor } = await startSandboxCaller(t);
    const { status, body, headers } = await exchange({
      grantType: 'authorization_code',
      code: await codeFor('zhangwei01'),
    });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['expireIn', 'accessToken', 'refreshToken', 'corpId']);
    assert.equal(body.expireIn, 7200);
    assert.match(String(body.accessToken), /^[0-9a-f]{32}$/);
    assert.equal(body.corpId, sandboxApp.corpId);
    assert.equal(headers.get('server'), 'DingTalk/1.0.0');
    assert.equal(headers.get('content-type'), 'application/json;charset=utf-8');
    assert.match(headers.get('x-acs-request-id') ?? '', /^[0-9A-F-]{36}$/);
  });

  it('names no organization when the scope had no corpid', async (t) => {
    const { exchange, choose } = await startSandboxCaller(t);
    const code = (await choose({ user: 'zhangwei01' }, { scope: 'openid' })).searchParams.get('code');
    const { body } = await exchange({ grantType: 'authorization_code', code });
    assert.equal('corpId' in body, false);
  });

  it('reads a plus sign in the scope as a separator', async (t) => {
    const { exchange, choose } = await startSandboxCaller(t);
    const code = (await choose({ user: 'zhangwei01' }, { scope: 'openid+corpid' })).searchParams.get('code');
    const { body } = await exchange({ grantType: 'authorization_code', code });
    assert.equal(body.corpId, sandboxApp.corpId);
  });

  it('answers a used code with invalidParameter.authCode.notFound', async (t) => {
    const { exchange, codeFor } = await startSandboxCaller(t);
    const code = await codeFor('zhangwei01');
    assert.equal((await exchange({ grantType: 'authorization_code', code })).status, 200);
    const again = await exchange({ grantType: 'authorization_code', code });
    assert.deepEqual(summary(again), notFound);
    assert.equal(again.body.message, '不合法的临时授权码');
    assert.match(String(again.body.requestid), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  });

  it('answers a code of five minutes ago like an unknown one', async (t) => {
    let now = Date.now();
    const { exchange, codeFor } = await startSandboxCaller(t, { now: () => now });
    const [early, late] = [await codeFor('zhangwei01'), await codeFor('zhangwei01')];
    now += 299_000;
    assert.equal((await exchange({ grantType: 'authorization_code', code: early })).status, 200);
    now += 1_000;
    assert.deepEqual(summary(await exchange({ grantType: 'authorization_code', code: late })), notFound);
  });

  it('does not use a code up when the client secret is wrong', async (t) => {
    const { exchange, codeFor } = await startSandboxCaller(t);
    const code = await codeFor('zhangwei01');
    const wrong = await exchange({ clientSecret: 'wrong', grantType: 'authorization_code', code });
    assert.deepEqual(summary(wrong), { status: 400, code: 'invalidClientIdOrSecret' });
    assert.equal((await exchange({ grantType: 'authorization_code', code })).status, 200);
  });

  it('takes neither an access token nor a refresh token for a code', async (t) => {
    const { exchange, userTokensFor } = await startSandboxCaller(t);
    const { accessToken, refreshToken } = await userTokensFor('zhangwei01');
    for (const code of [accessToken, refreshToken]) {
      assert.deepEqual(summary(await exchange({ grantType: 'authorization_code', code })), notFound);
    }
  });

  it('names the field that is missing', async (t) => {
    const { post, exchange } = await startSandboxCaller(t);
    const path = '/v1.0/oauth2/userAccessToken';
    assert.equal((await post(path, { client_id: 'x' })).body.code, 'MissingclientId');
    assert.equal((await post(path, { clientId: 'x' })).body.message, 'clientSecret is mandatory for this action.');
    assert.equal((await exchange({})).body.code, 'MissinggrantType');
    assert.equal((await exchange({ grantType: 'authorization_code' })).body.code, 'Missingcode');
    assert.equal((await exchange({ grantType: 'refresh_token' })).body.code, 'MissingrefreshToken');
    assert.equal((await exchange({ grantType: 'password' })).body.code, 'invalidParameter.grantType');
  });

  it('does not read a form', async (t) => {
    const { origin } = await startSandboxCaller(t);
    const body = new URLSearchParams({ clientId: sandboxApp.clientId });
    const answer = await readJson(fetch(`${origin}/v1.0/oauth2/userAccessToken`, { method: 'POST', body }));
    assert.deepEqual(summary(answer), { status: 400, code: 'Missingbody' });
  });

  it('refreshes once: the used refresh token is dead, the new one works', async (t) => {
    const { exchange, userTokensFor, getAs } = await startSandboxCaller(t);
    const first = await userTokensFor('zhangwei01');
    const second = await exchange({ grantType: 'refresh_token', refreshToken: first.refreshToken });
    assert.equal(second.status, 200);
    assert.equal(second.body.corpId, sandboxApp.corpId);
    assert.notEqual(second.body.refreshToken, first.refreshToken);
    const stale = await exchange({ grantType: 'refresh_token', refreshToken: first.refreshToken });
    assert.deepEqual(summary(stale), notFound);
    assert.equal((await getAs(me, String(second.body.accessToken))).status, 200);
  });

  it('ends a user token after two hours and a refresh token after thirty days', async (t) => {
    let now = Date.now();
    const { exchange, userTokensFor, getAs } = await startSandboxCaller(t, { now: () => now });
    const tokens = await userTokensFor('zhangwei01');
    now += 7200_000;
    assert.deepEqual(summary(await getAs(me, tokens.accessToken)), { status: 400, code: 'InvalidAuthentication' });
    now += 30 * 86_400_000;
    const late = await exchange({ grantType: 'refresh_token', refreshToken: tokens.refreshToken });
    assert.deepEqual(summary(late), notFound);
  });
});

describe('POST /v1.0/oauth2/accessToken', () => {
  it('gives the same token while it is valid, prolonged, and a new one afterwards', async (t) => {
    let now = Date.now();
    const { appToken } = await startSandboxCaller(t, { now: () => now });
    const first = await appToken();
    now += 7000_000;
    assert.equal(await appToken(), first);
    now += 7000_000;
    assert.equal(await appToken(), first);
    now += 7200_000;
    assert.notEqual(await appToken(), first);
  });

  it('refuses a wrong secret', async (t) => {
    const { post } = await startSandboxCaller(t);
    const answer = await post('/v1.0/oauth2/accessToken', { appKey: sandboxApp.clientId, appSecret: 'wrong' });
    assert.deepEqual(summary(answer), { status: 400, code: 'invalidClientIdOrSecret' });
  });
});

describe('GET /v1.0/contact/users/me', () => {
  it('tells the account of the person, and nothing of the company', async (t) => {
    const { sandbox, userTokensFor, getAs } = await startSandboxCaller(t);
    const { body } = await getAs(me, (await userTokensFor('zhangwei01')).accessToken);
    const account = sandbox.company.find('zhangwei01')?.account;
    assert.deepEqual(body, { ...account, stateCode: '86', visitor: false });
    assert.equal(body.nick, '阿伟');
    assert.match(String(body.unionId), /^[0-9A-Za-z]+iEiE$/);
  });

  it('leaves out what the person has not set', async (t) => {
    const { userTokensFor, getAs } = await startSandboxCaller(t);
    const { body } = await getAs(me, (await userTokensFor('wanggang88')).accessToken);
    assert.deepEqual(Object.keys(body).sort(), ['nick', 'openId', 'unionId', 'visitor']);
  });

  it('shows one account for a person in two organizations, with the mailbox of the other', async (t) => {
    const { userTokensFor, getAs } = await startSandboxCaller(t);
    const ours = await userTokensFor('shenjianing');
    const theirs = await userTokensFor('manager7315', otherCorpId);
    assert.deepEqual([ours.corpId, theirs.corpId], [sandboxApp.corpId, otherCorpId]);
    const [one, other] = [await getAs(me, ours.accessToken), await getAs(me, theirs.accessToken)];
    assert.deepEqual(one.body, other.body);
    assert.equal(one.body.email, 'jianing@yuanshan.example');
  });

  it('leaves the mobile number out when the person kept it to themselves', async (t) => {
    const { choose, exchange, getAs } = await startSandboxCaller(t);
    const code = (await choose({ user: 'zhangwei01', withhold: 'mobile' })).searchParams.get('code');
    const { body } = await exchange({ grantType: 'authorization_code', code });
    const account = await getAs(me, String(body.accessToken));
    assert.equal('mobile' in account.body || 'stateCode' in account.body, false);
  });

  it('answers a missing, a garbage and an app token in three different ways', async (t) => {
    const { origin, getAs, appToken } = await startSandboxCaller(t);
    const bearer = { authorization: 'Bearer 0123456789abcdef0123456789abcdef' };
    const missing = await readJson(fetch(`${origin}${me}?access_token=x`, { headers: bearer }));
    assert.deepEqual(summary(missing), { status: 400, code: 'AuthenticationFailed.MissingParameter' });
    assert.deepEqual(summary(await getAs(me, 'garbage')), { status: 400, code: 'InvalidAuthentication' });
    const wrongKind = await getAs(me, await appToken());
    assert.equal(wrongKind.status, 403);
    assert.equal(wrongKind.body.code, 'Forbidden.AccessDenied.AccessTokenPermissionDenied');
    assert.deepEqual(wrongKind.body.accessdenieddetail, { requiredScopes: ['Contact.User.Read'] });
  });

  it('lets twenty calls a second through and refuses the next with 403', async (t) => {
    const now = Date.now();
    const { userTokensFor, getAs } = await startSandboxCaller(t, { callsPerSecond: 20, now: () => now });
    const { accessToken } = await userTokensFor('zhangwei01');
    const answers = await Promise.all(Array.from({ length: 21 }, () => getAs(me, accessToken)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 20);
    const refused = answers.find(({ status }) => status !== 200);
    assert.equal(refused?.status, 403);
    assert.equal(refused?.body.code, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
  });
});

describe('an unknown path of the api host', () => {
  it('is answered with InvalidAction.NotFound, whatever the method', async (t) => {
    const { post, getAs } = await startSandboxCaller(t);
    for (const answer of [await post('/v1.0/oauth2/token', {}), await getAs('/v1.0/oauth2/accessToken', 'x')]) {
      assert.deepEqual(summary(answer), { status: 404, code: 'InvalidAction.NotFound' });
    }
  });
});
