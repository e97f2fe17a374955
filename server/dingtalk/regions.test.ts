import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { ConfigError } from '../config/problems.ts';
import { openDingTalkClient } from './client.ts';

const live = {
  PUBLIC_URL: 'https://foyer.example.com',
  SESSION_SECRET: 'a secret for tests that is long enough for any key',
  DINGTALK_CLIENT_ID: 'dingapp',
  DINGTALK_CLIENT_SECRET: 'secret-of-the-app',
  DINGTALK_CORP_ID: 'dingcompany',
};

function appOf(env: Record<string, string>) {
  const { dingtalk } = loadConfig({ ...live, ...env });
  assert.ok(dingtalk.mode === 'live');
  return dingtalk.app;
}

function hostsOf(env: Record<string, string>): Record<string, string> {
  const { login, api, oapi } = appOf(env).hosts;
  return { login: login.origin, api: api.origin, oapi: oapi.origin };
}

const china = {
  login: 'https://login.dingtalk.com',
  api: 'https://api.dingtalk.com',
  oapi: 'https://oapi.dingtalk.com',
};
const elsewhere = {
  login: 'https://login.dingtalk.io',
  api: 'https://api.dingtalk.io',
  oapi: 'https://oapi.dingtalk.io',
};

describe('DINGTALK_REGION', () => {
  // An app of one region is not known in the other: half a switch sends its secret to a host that is not its own.
  it('switches the three hosts together', () => {
    assert.deepEqual(hostsOf({ DINGTALK_REGION: 'cn' }), china);
    assert.deepEqual(hostsOf({ DINGTALK_REGION: 'intl' }), elsewhere);
    assert.deepEqual(hostsOf({}), china);
  });

  it('is refused when it is neither', () => {
    for (const region of ['CN', 'us', 'dingtalk.io', 'cn,intl', 'intl2']) {
      assert.throws(() => loadConfig({ ...live, DINGTALK_REGION: region }), ConfigError, region);
    }
  });

  it('gives way, host by host, to an address that is set', () => {
    const hosts = hostsOf({ DINGTALK_REGION: 'intl', DINGTALK_API_URL: 'https://ding-api.example.com' });
    assert.deepEqual(hosts, { ...elsewhere, api: 'https://ding-api.example.com' });
  });

  it('decides where people go to sign in', async (t) => {
    for (const [region, origin] of [
      ['cn', china.login],
      ['intl', elsewhere.login],
    ] as const) {
      const redirectUri = 'https://foyer.example.com/auth/callback';
      const client = openDingTalkClient({ app: appOf({ DINGTALK_REGION: region }), redirectUri, now: Date.now });
      t.after(client.close);
      const page = new URL(client.buildAuthorizationUrl('a-state'));
      assert.deepEqual([page.origin, page.pathname], [origin, '/oauth2/auth']);
      assert.equal(page.searchParams.get('redirect_uri'), redirectUri);
    }
  });
});

describe('DINGTALK_LOGIN_URL, DINGTALK_API_URL, DINGTALK_OAPI_URL', () => {
  // The app's secret goes to these addresses.
  it('are https, or http on this very machine', () => {
    for (const name of ['DINGTALK_LOGIN_URL', 'DINGTALK_API_URL', 'DINGTALK_OAPI_URL']) {
      for (const good of [
        'https://ding.example.com',
        'http://localhost:3001',
        'http://127.0.0.1:3001',
        'http://[::1]:3001',
      ]) {
        assert.ok(hostsOf({ [name]: good }));
      }
      for (const bad of [
        'http://ding.example.com',
        'http://10.0.0.1',
        'http://localhost.evil.example',
        'https://user:password@ding.example.com',
        'https://ding.example.com/path',
        'https://ding.example.com?x=1',
        'ftp://ding.example.com',
        'ding.example.com',
      ]) {
        assert.throws(() => loadConfig({ ...live, [name]: bad }), ConfigError, `${name}=${bad}`);
      }
    }
  });
});
