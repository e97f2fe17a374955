import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openForeignStage } from '../../testing/foreign-client.ts';
import { whyNot } from '../../testing/foreign-programs.ts';
import { omniAuth } from '../../testing/run-omniauth.ts';
import { describeWebClient } from './web-client.contract.ts';

const name = 'OmniAuth as GitLab has it';
const missing = whyNot('omniauth');

describeWebClient(name, omniAuth, missing);

describe(`${name}, which does not say whose session is to end`, { skip: missing }, () => {
  // Any page could send a browser there: whoever did not click on anything must not be signed out.
  it('leads to a page that asks, and ends nothing before somebody has answered', async (t) => {
    const { browser, page, client, foyer } = await openForeignStage(t, omniAuth);
    await browser.open(page);
    const asked = await browser.open(`${client.origin}/auth/openid_connect/logout`);
    assert.match(asked.body, /退出登录？/);
    assert.doesNotMatch(asked.body, /<script/);
    assert.equal((await browser.visit(`${foyer.origin}/api/me`)).status, 200);
    const done = await browser.submit(asked, { logout: 'yes' });
    assert.match(done.body, /您已退出登录/);
    assert.equal(new URL(done.address).origin, foyer.origin);
    assert.equal((await browser.visit(`${foyer.origin}/api/me`)).status, 401);
  });
});
