/** What a proxy must tell the tool about somebody. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import hostileInputs from '../../testing/hostile-inputs.json' with { type: 'json' };
import { getOnly, identityHeaderNames } from '../../testing/identity-headers.ts';
import { readEcho } from '../../testing/proxied-browser.ts';
import type { RunProxy } from '../../testing/proxy-process.ts';
import { openProxyStage, WIKI } from '../../testing/proxy-stage.ts';
import { account, comeBack, details, scriptSignIn } from '../../testing/scripted-person.ts';

const LIE = 'admin';

/** Runs this part of the contract. */
export function describeIdentity(run: RunProxy): void {
  it('tells the tool who somebody is, in nine headers that decode to Chinese', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const { headers } = readEcho(await (await signedIn()).visit(`${WIKI}/`));
    const value = (name: string) => decodeURIComponent(getOnly(headers, name));
    assert.equal(value('Remote-User'), 'zhangwei01');
    assert.equal(value('Remote-Name'), '张伟');
    assert.equal(value('Remote-Email'), 'zhangwei01@corp.qinghe.example');
    assert.equal(value('Remote-Groups'), '青禾科技/研发部/技术中心/后端组');
    assert.equal(value('X-Auth-Request-User'), value('Remote-User'));
    assert.equal(value('X-Auth-Request-Email'), value('Remote-Email'));
    assert.equal(value('X-Auth-Request-Groups'), value('Remote-Groups'));
    assert.equal(value('X-Auth-Request-Preferred-Username'), 'zhangwei01');
    assert.match(value('X-Foyer-Assertion'), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  // A proxy that keeps an answer where the next request finds it makes one colleague another.
  it('never tells one person’s name with another’s request, however many come at once', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const people = ['zhangwei01', 'daizhiqiang', 'wanggang88'];
    const visitors = await Promise.all(people.map((userId) => signedIn(userId)));
    const rounds = Array.from({ length: 20 }, () => visitors.map((visitor) => visitor.send(`${WIKI}/`)));
    for (const round of rounds) {
      const told = (await Promise.all(round)).map((answer) => getOnly(readEcho(answer).headers, 'Remote-User'));
      assert.deepEqual(told, people);
    }
  });

  // What Foyer does not know must not become what the browser says.
  it('leaves empty what nobody knows about somebody, whatever their browser says', async (t) => {
    const { signedIn } = await openProxyStage(t, run);
    const visitor = await signedIn('wanggang88');
    const lies = Object.fromEntries(identityHeaderNames.map((name) => [name, LIE]));
    const { headers } = readEcho(await visitor.visit(`${WIKI}/`, lies));
    assert.equal(getOnly(headers, 'Remote-User'), 'wanggang88');
    for (const name of ['Remote-Email', 'X-Auth-Request-Email']) assert.equal(getOnly(headers, name), '');
  });

  it('brings every name to the tool as the company’s record has it', async (t) => {
    const { foyer, newVisitor } = await openProxyStage(t, run);
    for (const [index, { id, nick }] of hostileInputs.profileStrings.entries()) {
      const unionid = `U${index}`;
      scriptSignIn(foyer.dingtalk, foyer.services.dingtalkApp.corpId, {
        account: { ...account, unionId: unionid },
        member: { errcode: 0, result: { userid: `scripted${index}`, contact_type: 0 } },
        details: { ...details, name: nick, unionid, userid: `scripted${index}` },
      });
      const visitor = newVisitor();
      assert.equal((await comeBack(visitor.foyer)).headers.location, '/', id);
      const { name } = (await visitor.foyer.get('/api/me')).json();
      const value = getOnly(readEcho(await visitor.open(`${WIKI}/`)).headers, 'Remote-Name');
      assert.match(value, /^[\x21-\x7e]{1,1024}$/, id);
      const decoded = decodeURIComponent(value);
      const whole: string = name.toWellFormed();
      assert.ok(value.length > 1000 ? whole.startsWith(decoded) : whole === decoded, `${id}: ${decoded}`);
    }
  });
}
