import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { Answer } from '../../testing/browser.ts';
import { type DemoStage, startDemoStage, type Visitor } from '../../testing/demo-visitor.ts';
import { signedIn } from '../../testing/sign-in.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** The claims that the page shows, as text. */
function shown(page: Answer, claim: string): string {
  const [, value = ''] = new RegExp(`<dt><code>${claim}</code>.*?<dd[^>]*>(.*?)</dd>`, 's').exec(page.body) ?? [];
  return value
    .replace(/<span class="kind">.*?<\/span>/, '')
    .replace(/<[^>]+>/g, ' ')
    .trim();
}

/** What stands in the last row: the ID token, besides the person. */
function signInClaims(page: Answer): JWTPayload {
  const [, json = '{}'] = /<pre>(.*?)<\/pre>/s.exec(page.body) ?? [];
  return JSON.parse(json.replaceAll('&quot;', '"'));
}

async function openDesk({ visit }: Visitor, { desk }: DemoStage): Promise<Answer> {
  const { answer, address } = await visit(`${desk}/`);
  assert.deepEqual([answer.statusCode, address], [200, `${desk}/`], answer.body.slice(0, 300));
  return answer;
}

/** Presses the button on the desk's page, and lets the provider's page send itself off. */
async function signOutAtDesk(person: Visitor): Promise<string> {
  const headers = { ...FORM, 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' };
  const asked = await person.desk.request({ method: 'POST', url: '/sign-out', headers, payload: '' });
  assert.equal(asked.statusCode, 303, asked.body);
  const page = await person.visit(String(asked.headers.location));
  const [, action = ''] = /<form[^>]* action="([^"]+)"/.exec(page.answer.body) ?? [];
  const fields = [...page.answer.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const payload = String(
    new URLSearchParams(fields.map(([, name = '', value = '']): [string, string] => [name, value])),
  );
  const url = new URL(action, page.address).pathname;
  const answer = await person.foyer.request({ method: 'POST', url, headers, payload });
  return String(answer.headers.location);
}

/** The desk is told within a moment. */
async function untilTold({ desk }: Visitor): Promise<Answer> {
  for (;;) {
    const answer = await desk.open('/');
    if (answer.statusCode !== 200) return answer;
  }
}

describe('the desk', () => {
  it('opens for somebody who is signed in to Foyer without a question, and shows what it was told', async (t) => {
    const stage = await startDemoStage(t);
    const page = await openDesk(await stage.visitor('zhangwei01'), stage);
    assert.equal(shown(page, 'name'), '张伟');
    assert.equal(shown(page, 'preferred_username'), 'zhangwei01');
    assert.equal(shown(page, 'email'), 'zhangwei01@corp.qinghe.example');
    assert.equal(shown(page, 'email_verified'), 'true');
    assert.equal(shown(page, 'groups'), '青禾科技/研发部/技术中心/后端组');
    assert.match(shown(page, 'sub'), /^[\w-]{43}$/);
    const { iss, aud, sid } = signInClaims(page);
    assert.deepEqual([iss, aud, typeof sid], ['https://foyer.example.com/oidc', 'desk', 'string']);
  });

  it('opens as well for somebody of whom the company has neither a mail address nor a number', async (t) => {
    const stage = await startDemoStage(t);
    const page = await openDesk(await stage.visitor('wanggang88'), stage);
    for (const claim of ['email', 'email_verified', 'picture', 'phone_number'])
      assert.equal(shown(page, claim), '没有给');
    assert.match(page.body, /公司记录里没有邮箱，这没有关系/);
  });

  it('sends somebody whom nobody knows to Foyer, and shows nothing before', async (t) => {
    const { stranger } = await startDemoStage(t);
    const answer = await stranger().desk.open('/');
    assert.deepEqual([answer.statusCode, answer.body], [303, '']);
    const { origin, pathname, searchParams } = new URL(String(answer.headers.location));
    assert.equal(origin + pathname, 'https://foyer.example.com/oidc/auth');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.equal(searchParams.get('prompt'), null);
  });

  it('says so when Foyer did not let somebody in, once they are back', async (t) => {
    const stage = await startDemoStage(t);
    const { visit, desk } = await stage.visitor('0423752');
    const refusal = await visit(`${stage.desk}/`);
    assert.equal(refusal.answer.statusCode, 403);
    assert.match(refusal.address, /^https:\/\/foyer\.example\.com\/oidc\/interaction\//);
    const back = await visit(`${refusal.address}/back`);
    assert.deepEqual([back.answer.statusCode, back.address], [403, `${stage.desk}/refused`]);
    assert.match(back.answer.body, /<code>access_denied<\/code>/);
    assert.equal((await desk.open('/')).statusCode, 303, 'and nobody is signed in');
  });

  // Somebody else's answer would sign this browser in as them.
  it('takes no answer that it did not send this browser for, and none twice', async (t) => {
    const stage = await startDemoStage(t);
    const [person, other] = [await stage.visitor('zhangwei01'), stage.stranger()];
    const asked = new URL(String((await person.desk.open('/')).headers.location));
    const answer = await person.foyer.open(`${asked.pathname}${asked.search}`);
    const callback = String(answer.headers.location).slice(stage.desk.length);
    await other.desk.open('/');
    const locationOf = async (visitor: Visitor, url: string) => (await visitor.desk.open(url)).headers.location;
    assert.equal(await locationOf(other, callback), '/failed');
    assert.equal(await locationOf(person, callback.replace(/state=[^&]+/, 'state=x')), '/failed');
    assert.equal(await locationOf(person, callback), '/');
    assert.equal(await locationOf(person, callback), '/failed');
    assert.equal((await person.desk.open('/')).statusCode, 200);
    assert.equal((await other.desk.open('/')).statusCode, 303);
  });
});

describe('signing out at the desk', () => {
  it('signs out of Foyer as well, and comes back to the desk', async (t) => {
    const stage = await startDemoStage(t);
    const person = await stage.visitor('zhangwei01');
    await openDesk(person, stage);
    assert.equal(await signOutAtDesk(person), `${stage.desk}/signed-out`);
    assert.equal((await person.foyer.get('/api/me')).statusCode, 401);
    assert.equal((await person.desk.open('/')).statusCode, 303);
    const { answer } = await person.visit(`${stage.desk}/signed-out`);
    assert.match(answer.body, /你已退出登录/);
  });

  it('is not for other sites to do', async (t) => {
    const stage = await startDemoStage(t);
    const person = await stage.visitor('zhangwei01');
    await openDesk(person, stage);
    for (const site of ['same-site', 'cross-site']) {
      const headers = { ...FORM, 'sec-fetch-mode': 'navigate', 'sec-fetch-site': site, origin: stage.wiki };
      const answer = await person.desk.request({ method: 'POST', url: '/sign-out', headers, payload: '' });
      assert.equal(answer.statusCode, 403, site);
    }
    assert.equal((await person.desk.open('/')).statusCode, 200);
  });
});

describe('signing out at Foyer', () => {
  it('signs out at the desk as well, which says who did it, and then lets people sign in again', async (t) => {
    const stage = await startDemoStage(t);
    const [person, colleague] = [await stage.visitor('zhangwei01'), await stage.visitor('linzhiyuan')];
    await openDesk(person, stage);
    await openDesk(colleague, stage);
    assert.equal((await person.foyer.post('/auth/sign-out')).statusCode, 204);
    assert.match(String((await untilTold(person)).headers.location), /[?&]prompt=none(&|$)/);
    const { answer, address } = await person.visit(`${stage.desk}/`);
    assert.deepEqual([answer.statusCode, address], [401, `${stage.desk}/signed-out-by-foyer`]);
    assert.match(answer.body, /前厅已让你在这里退出登录/);
    assert.doesNotMatch(String((await person.desk.open('/')).headers.location), /prompt=none/);
    assert.equal((await colleague.desk.open('/')).statusCode, 200, 'nobody else is signed out');
  });

  it('goes unnoticed by somebody who has signed in again before they come back', async (t) => {
    const stage = await startDemoStage(t);
    const person = await stage.visitor('zhangwei01');
    await openDesk(person, stage);
    await person.foyer.post('/auth/sign-out');
    await untilTold(person);
    await signedIn(person.foyer, 'zhangwei01');
    await openDesk(person, stage);
  });
});

describe('a notice that a session at the desk is over', () => {
  /** Signs whatever is said in Foyer's name, with Foyer's own key. */
  async function sign({ services }: DemoStage, claims: JWTPayload, typ = 'logout+jwt'): Promise<string> {
    const { kid, privateKey } = await services.signingKeys.current('RS256');
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ, kid }).sign(privateKey);
  }

  const notify = ({ desk }: Visitor, token: string) =>
    desk.request({
      method: 'POST',
      url: '/backchannel-logout',
      headers: { ...FORM, 'content-length': String(token.length + 'logout_token='.length) },
      payload: `logout_token=${token}`,
    });

  function usual(page: Answer): JWTPayload {
    const { iss, aud, sid } = signInClaims(page);
    const now = Math.floor(Date.now() / 1_000);
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    return { iss: String(iss), aud: String(aud), sid, events, iat: now, exp: now + 120, jti: 'one' };
  }

  it('ends that session, whoever brings it', async (t) => {
    const stage = await startDemoStage(t);
    const person = await stage.visitor('zhangwei01');
    const token = await sign(stage, usual(await openDesk(person, stage)));
    const answer = await notify(stage.stranger(), token);
    assert.deepEqual([answer.statusCode, answer.headers['cache-control']], [200, 'no-store']);
    assert.match(String((await person.desk.open('/')).headers.location), /prompt=none/);
  });

  // Anybody can send something to this address. What is not looked at signs people out whenever somebody likes.
  it('is not believed when it is not Foyer’s, not for the desk, not of now, or something else that Foyer signs', async (t) => {
    const stage = await startDemoStage(t);
    const person = await stage.visitor('zhangwei01');
    const good = usual(await openDesk(person, stage));
    const { events: _, ...withoutEvents } = good;
    const { privateKey: foreign } = await generateKeyPair('RS256');
    const { kid } = await stage.services.signingKeys.current('RS256');
    const forged = new SignJWT(good).setProtectedHeader({ alg: 'RS256', typ: 'logout+jwt', kid }).sign(foreign);
    const past = { iat: Number(good.iat) - 600, exp: Number(good.iat) - 480 };
    const tokens: Record<string, string> = {
      nothing: '',
      'no token': 'x.y.z',
      'another key': await forged,
      'no signature': `${Buffer.from('{"alg":"none","typ":"logout+jwt"}').toString('base64url')}.${(await forged).split('.')[1]}.`,
      'another client': await sign(stage, { ...good, aud: 'wiki' }),
      'another issuer': await sign(stage, { ...good, iss: 'https://foyer.example.com' }),
      'too late': await sign(stage, { ...good, ...past }),
      'no event': await sign(stage, withoutEvents),
      'another event': await sign(stage, { ...good, events: { 'https://example.com/event': {} } }),
      'a nonce': await sign(stage, { ...good, nonce: 'x' }),
      'no session': await sign(stage, { ...good, sid: undefined }),
      'an ID token': await sign(stage, good, 'JWT'),
    };
    for (const [what, token] of Object.entries(tokens)) {
      const answer = await notify(person, token);
      assert.deepEqual([answer.statusCode, answer.json()], [400, { error: 'invalid_request' }], what);
    }
    assert.equal((await notify(person, await sign(stage, { ...good, sid: 'of another session' }))).statusCode, 200);
    assert.equal((await person.desk.open('/')).statusCode, 200, 'still signed in');
  });
});
