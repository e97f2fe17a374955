/**
 * Everything between a browser and a tool: a reverse proxy, Foyer, DingTalk played by the sandbox, and two tools.
 *
 * Owns: starting them for a test, and closing them with it.
 */
import type { TestContext } from 'node:test';
import { type EchoTool, startEchoTool } from './echo-tool.ts';
import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import { type ProxiedAnswer, type ProxiedBrowser, createProxiedBrowser } from './proxied-browser.ts';
import type { ProxyPlan, RunningProxy, RunProxy } from './proxy-process.ts';
import { listenForTest } from './raw-http.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { makeTestCertificate } from './test-certificate.ts';

export type ProxyStage = {
  foyer: TestServer;
  proxy: RunningProxy;
  /** Open to everybody in the company, told userIds, and sent an assertion. */
  wiki: EchoTool;
  /** Open to the finance department alone. */
  reports: EchoTool;
  /** Whether what decisions are read from can be read. */
  store: { isDown: boolean };
  newVisitor(): ProxiedBrowser;
  /** A visitor who has come to the wiki as one of the company's people: 张伟 unless it says otherwise. */
  signedIn(userId?: string): Promise<ProxiedBrowser>;
};

export const WIKI = 'https://wiki.example.com';
export const REPORTS = 'https://reports.example.com';

const tools = `
  - id: wiki
    name: Wiki
    url: ${WIKI}/
    hosts: [wiki.example.com]
    allow: everyone
    username: userId
    assertion: true
  - id: reports
    name: Reports
    url: ${REPORTS}/
    hosts: [reports.example.com]
    allow:
      - department: 财务部
`;

/** Starts all of it, with this proxy in the middle, and with further parts of its page where they are named. */
export async function openProxyStage(
  t: TestContext,
  runProxy: RunProxy,
  ...parts: ProxyPlan['parts']
): Promise<ProxyStage> {
  const store = { isDown: false };
  const foyer = await startTestServer(t, { tools, adapt: (services) => withBreakableDecisions(services, store) });
  const [wiki, reports, foyerPort] = await Promise.all([startEchoTool(t), startEchoTool(t), listenForTest(foyer.app)]);
  const folder = temporaryFolder(t);
  const proxy = await runProxy(t, {
    folder,
    certificate: makeTestCertificate(folder),
    foyerPort,
    parts,
    tools: { 'wiki.example.com': wiki, 'reports.example.com': reports },
  });
  const newVisitor = () => createProxiedBrowser(proxy.port, foyer.newBrowser());
  const signedIn = async (userId?: string) => {
    const visitor = newVisitor();
    expectTool(await visitor.open(`${WIKI}/`, userId));
    return visitor;
  };
  return { foyer, proxy, wiki, reports, store, newVisitor, signedIn };
}

function withBreakableDecisions(services: Services, store: { isDown: boolean }): Services {
  const { decisions } = services;
  const judge: typeof decisions.judge = (question) => {
    if (store.isDown) throw new AppError('store_unavailable', 'the store of this test is down');
    return decisions.judge(question);
  };
  return { ...services, decisions: { judge } };
}

function expectTool({ status, steps, body }: ProxiedAnswer): void {
  if (status !== 200) throw new Error(`did not reach the tool: ${steps.join(' → ')}: ${body}`);
}
