/** A Foyer and two relying parties, as the conformance suite wants them registered beforehand. */
import type { TestContext } from 'node:test';
import type { TestClient } from './oidc-client.ts';
import { describeTool, EVERY_SCOPE, startOidcServer } from './oidc-tools.ts';
import { createRelyingParty, type RelyingParty } from './relying-party.ts';
import type { TestServer } from './start-test-server.ts';

const first: TestClient = {
  id: 'suite',
  secret: 'the-secret-of-the-suite-that-is-long-enough',
  redirectUri: 'https://suite.example.com/test/a/foyer/callback',
};
const second: TestClient = {
  id: 'suite2',
  secret: 'the-second-secret-of-the-suite-that-is-long-enough',
  redirectUri: 'https://suite.example.com/test/a/foyer/callback?dummy1=lorem&dummy2=ipsum',
};
/** Where the suite wants people back after a sign-out. */
export const AFTER_LOGOUT = 'https://suite.example.com/test/a/foyer/post_logout_redirect';

export type ConformanceStage = TestServer & { rp: RelyingParty; newParty(): RelyingParty; second: RelyingParty };

/** Starts it; `oidc` are further lines for the client of the first. */
export async function startConformanceStage(t: TestContext, oidc: readonly string[] = []): Promise<ConformanceStage> {
  const registered = ['pkce: optional', EVERY_SCOPE, `postLogoutRedirectUris: [${AFTER_LOGOUT}]`, ...oidc];
  const tools = describeTool(first, { oidc: registered }) + describeTool(second, { oidc: registered.slice(0, 2) });
  const server = await startOidcServer(t, { tools });
  const newParty = () => createRelyingParty(first, { ...server, browser: server.newBrowser() });
  return { ...server, rp: newParty(), newParty, second: createRelyingParty(second, server) };
}
