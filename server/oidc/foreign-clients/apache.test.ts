import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openForeignStage } from '../../testing/foreign-client.ts';
import { whyNot } from '../../testing/foreign-programs.ts';
import { apache } from '../../testing/run-apache.ts';
import { isDingTalkPage, openWebBrowser } from '../../testing/web-browser.ts';
import { describeWebClient } from './web-client.contract.ts';

const name = 'Apache with mod_auth_openidc';
const missing = whyNot('apache');

describeWebClient(name, apache, missing);

describe(`${name}, which keeps several requests apart`, { skip: missing }, () => {
  it('leads each of two tabs to its own page, whichever signs in first', async (t) => {
    const { browser, page, client } = await openForeignStage(t, apache);
    const [first, second] = [page, `${client.origin}/other?tab=2`];
    const one = await browser.open(first, { until: isDingTalkPage });
    const other = await browser.open(second, { until: isDingTalkPage });
    assert.equal((await browser.pick(other)).address, second);
    assert.equal((await browser.pick(one)).address, first);
  });

  it('judges by the groups that it is told', async (t) => {
    const { page, client } = await openForeignStage(t, apache);
    for (const [userId, status] of Object.entries({ zhangwei01: 200, luoxiaoming: 401 })) {
      const browser = openWebBrowser();
      assert.equal((await browser.open(page, { userId })).status, 200);
      assert.equal((await browser.open(`${client.origin}/backend`)).status, status, userId);
    }
  });
});
