/** Tools that sign people in through Foyer, for tests, and a Foyer that has them. */
import type { TestContext } from 'node:test';
import type { TestClient } from './oidc-client.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { createWallClock } from './wall-clock.ts';

/** May know everything, and may work while nobody looks. */
export const desk: TestClient = {
  id: 'desk',
  secret: 'the-secret-of-the-desk-that-is-long-enough',
  redirectUri: 'https://desk.example.com/callback',
};
export const DESK_BYE = 'https://desk.example.com/bye';

/** Has what every tool has that does not say otherwise. */
export const wiki: TestClient = {
  id: 'wiki',
  secret: 'the-secret-of-the-wiki-that-is-long-enough',
  redirectUri: 'https://wiki.example.com/callback',
};

/** Runs in browsers and keeps no secret. */
export const board: TestClient = { id: 'board', redirectUri: 'https://board.example.com/callback' };

/** An old one, which knows nothing of PKCE. */
export const oldTool: TestClient = {
  id: 'old',
  secret: 'the-secret-of-the-old-tool-that-is-long-enough',
  redirectUri: 'https://old.example.com/callback',
};

/** Only for the department of somebody else. */
export const payroll: TestClient = {
  id: 'payroll',
  secret: 'the-secret-of-the-payroll-that-is-long-enough',
  redirectUri: 'https://payroll.example.com/callback',
};

type Entry = { oidc?: readonly string[]; allow?: string };

/** A tool as `tools.yaml` has it; `oidc` are further lines of its client. */
export function describeTool({ id, secret, redirectUri }: TestClient, { oidc = [], allow = 'everyone' }: Entry = {}) {
  return `
  - id: ${id}
    name: ${id}
    url: https://${id}.example.com/
    allow: ${allow}
    oidc:
      ${secret === undefined ? 'public: true' : `clientSecret: ${secret}`}
      redirectUris: [${redirectUri}]${oidc.map((line) => `\n      ${line}`).join('')}
`;
}

export const EVERY_SCOPE = 'scopes: [openid, profile, email, phone, groups, dingtalk, offline_access]';

/** All of them. */
export const oidcTools = [
  describeTool(desk, { oidc: [EVERY_SCOPE, `postLogoutRedirectUris: [${DESK_BYE}]`] }),
  describeTool(wiki, { oidc: ['postLogoutRedirectUris: [https://wiki.example.com/bye]'] }),
  describeTool(board, { oidc: ['scopes: [openid, profile, offline_access]'] }),
  describeTool(oldTool, { oidc: ['pkce: optional'] }),
  describeTool(payroll, { allow: '[{ department: 人力资源部 }]' }),
].join('');

/**
 * Starts a Foyer with these tools, and browsers and tools that speak to it over real connections. Time stands still for the
 * provider's library as well.
 */
export async function startOidcServer(
  t: TestContext,
  options: Parameters<typeof startTestServer>[1] = {},
): Promise<TestServer> {
  return startTestServer(t, { tools: oidcTools, clock: createWallClock(t), isOnTheWire: true, ...options });
}
