/**
 * Clients of OpenID Connect that nobody here wrote, each signing people in at a Foyer with an address of its own.
 *
 * Owns: starting Foyer, the sandbox and the client on ports of this machine, with the client in `tools.yaml`, and closing
 * them with the test.
 */
import type { TestContext } from 'node:test';
import type { TestClock } from './clock.ts';
import { findFreePort } from './proxy-process.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { openWebBrowser, type WebBrowser } from './web-browser.ts';

/** What a client says of the person whom it signed in. */
export type Shown = { sub: string; name: string; username: string; email: string; groups: string[] };

/** Where a client is to be, and as what it is registered. */
export type ClientPlan = {
  /** A folder of its own. */
  folder: string;
  port: number;
  origin: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
};

/** A client that is a web site: whoever opens one of its pages is signed in first, and finds there what it knows of them. */
export type ForeignClient = {
  /** As what it is registered; paths are at its origin. */
  redirectPath: string;
  backchannelPath?: string;
  isWithoutPkce?: true;
  /** What it shows to somebody who comes back refused, where it does not repeat the error. */
  refusal?: RegExp;
  /** Does not ask for keys again that it has just asked for, so that a key must be published before it signs. */
  isPatientWithKeys?: true;
  /** The path that signs people out, here and at Foyer, and brings them to `/goodbye`; not every client has one. */
  signOutPath?: (origin: string) => string;
  run(t: TestContext, plan: ClientPlan): Promise<unknown>;
  /** What it knows, read from one of its pages. */
  read(body: string): Shown;
};

export type ForeignStage = {
  foyer: TestServer & { origin: string };
  client: ForeignClient & { origin: string };
  browser: WebBrowser;
  /** A page of the client, whose address has everything in it that gets lost on detours. */
  page: string;
};

const DEEP = '/docs/%E6%8A%A5%E8%A1%A8/a?q=1%2B1&next=%2Fx%3Fy%3D%26z';
const CLIENT_ID = 'foreign';
const SECRET = 'a-secret-of-a-foreign-client:with+signs/that%need&care';

/** Starts all of it. The research department may enter. */
export async function openForeignStage(t: TestContext, client: ForeignClient): Promise<ForeignStage> {
  const port = await findFreePort();
  const origin = `http://tool.localhost:${port}`;
  const foyer = await startFoyerForClients(t, describeTool(client, origin));
  const issuer = `${foyer.origin}/oidc`;
  const folder = temporaryFolder(t);
  await client.run(t, { folder, port, origin, issuer, clientId: CLIENT_ID, clientSecret: SECRET });
  return {
    foyer,
    client: { ...client, origin },
    browser: openWebBrowser(),
    page: `${origin}${DEEP}`,
  };
}

function describeTool(client: ForeignClient, origin: string): string {
  const { redirectPath, backchannelPath, isWithoutPkce } = client;
  const lines = [
    `clientSecret: '${SECRET}'`,
    `redirectUris: ['${origin}${redirectPath}']`,
    `postLogoutRedirectUris: ['${origin}/goodbye']`,
    ...(backchannelPath === undefined ? [] : [`backchannelLogoutUri: '${origin}${backchannelPath}'`]),
    ...(isWithoutPkce ? ['pkce: optional'] : []),
  ];
  return `
  - id: ${CLIENT_ID}
    name: A foreign client
    url: ${origin}/
    username: userId
    allow: [{ department: 研发部 }]
    oidc:
${lines.map((line) => `      ${line}`).join('\n')}
`;
}

/** Starts Foyer on a port of this machine, at whose address it says that it is. Its clock goes, and can be put forward. */
export async function startFoyerForClients(
  t: TestContext,
  tools: string,
  options: Pick<NonNullable<Parameters<typeof startTestServer>[1]>, 'dataDir'> = {},
): Promise<TestServer & { origin: string }> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const foyer = await startTestServer(t, {
    ...options,
    tools,
    env: { PUBLIC_URL: origin },
    sandbox: { redirectUris: [`${origin}/auth/callback`] },
    clock: createGoingClock(),
  });
  await foyer.app.listen({ host: '127.0.0.1', port });
  return { ...foyer, origin };
}

function createGoingClock(): TestClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** Signs out at Foyer itself, as its own page does. */
export async function signOutAtFoyer(browser: WebBrowser, origin: string): Promise<void> {
  const headers = { 'x-foyer-csrf': '1', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', origin };
  const { status, body } = await browser.visit(`${origin}/auth/sign-out`, { method: 'POST', headers });
  if (status !== 204) throw new Error(`not signed out: ${status} ${body}`);
}
