/**
 * The desk: who is on call. A tool without a proxy, which signs people in itself as an OpenID Connect client.
 *
 * Owns: its addresses, and who sees which page.
 * Does not: speak the protocol (`sign-in.ts`, `provider.ts`). Of Foyer it knows the issuer alone, as any tool would.
 * Called by: `demo-tools.ts`.
 */
import { chooseLanguage } from '../language.ts';
import { findFile, leadTo, type Setting, toNotice } from '../page.ts';
import { findCookie, isOwnForm, type Places, type Tool, type ToolAnswer, type ToolRequest } from '../tool.ts';
import { toClaimsPanel } from './claims-panel.ts';
import { looks, notices, toDesk, toDeskNotice, toSignOut } from './pages.ts';
import { type Client, createProvider, type Provider } from './provider.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIn, type Mode, randomName, type SignIn } from './sign-in.ts';

type DeskOptions = { places: Places; issuer: URL; client: Client; reach: () => URL };
type Desk = { origin: string; provider: Provider; signIn: SignIn; sessions: Sessions };
type Visit = { desk: Desk; request: ToolRequest; setting: Setting };

const SCOPE = 'openid profile email phone groups dingtalk';
const BROWSER = 'desk-browser';
const SESSION = 'desk-session';

/** The tool, with nobody signed in. */
export function createDesk({ places, issuer, client, reach }: DeskOptions): Tool {
  const { origin } = new URL(places.desk);
  const provider = createProvider({ issuer, client, reach });
  const uris = { redirectUri: `${origin}/callback`, postLogoutRedirectUri: `${origin}/signed-out` };
  const desk = {
    origin,
    provider,
    signIn: createSignIn({ provider, ...uris, scope: SCOPE }),
    sessions: createSessions(),
  };
  return async (request) => {
    const file = findFile(request.path, looks);
    if (file) return file;
    const setting: Setting = { request, language: chooseLanguage(request), places, looks, visitor: null };
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const open = routes.get(`${method} ${request.path}`);
    if (open) return open({ desk, request, setting });
    return toNotice(404, { zh: '没有这一页', en: 'There is no such page' }, setting);
  };
}

const routes = new Map<string, (visit: Visit) => ToolAnswer | Promise<ToolAnswer>>([
  ['GET /', openDesk],
  ['GET /callback', comeBack],
  ['POST /sign-out', signOut],
  ['POST /backchannel-logout', hearOfLogout],
  ['GET /signed-out', ({ setting }) => toDeskNotice(notices.signedOut, setting)],
  ['GET /signed-out-by-foyer', ({ setting }) => toDeskNotice(notices.endedByFoyer, setting)],
  ['GET /refused', ({ setting }) => toDeskNotice(notices.refused, setting)],
  ['GET /failed', ({ setting }) => toDeskNotice(notices.failed, setting)],
]);

function openDesk(visit: Visit): ToolAnswer | Promise<ToolAnswer> {
  const { desk, request, setting } = visit;
  const found = desk.sessions.find(findCookie(request.headers, SESSION));
  // Whoever has signed in to Foyer again meanwhile need not hear of it.
  if (found.state !== 'open') return leadToSignIn(visit, found.state === 'ended' ? 'silent' : 'usual');
  const { claims } = found.login;
  const { language } = setting;
  const visitor = {
    name: String(claims.name ?? claims.sub),
    panel: toClaimsPanel(claims, language),
    action: toSignOut(setting),
  };
  return toDesk(claims, { ...setting, visitor });
}

async function leadToSignIn({ desk, request, setting }: Visit, mode: Mode): Promise<ToolAnswer> {
  const known = findCookie(request.headers, BROWSER);
  const browser = known ?? randomName();
  const address = await desk.signIn.begin(browser, mode);
  if (address === null) return toDeskNotice(notices.silent, setting);
  return leadWithCookie(address.href, known === null ? keep(BROWSER, browser) : null);
}

async function comeBack({ desk, request }: Visit): Promise<ToolAnswer> {
  const browser = findCookie(request.headers, BROWSER) ?? '';
  const outcome = await desk.signIn.complete(browser, new URL(`/callback?${request.query}`, desk.origin));
  switch (outcome.kind) {
    case 'signed-in':
      desk.sessions.close(findCookie(request.headers, SESSION));
      return leadWithCookie('/', keep(SESSION, desk.sessions.open(outcome.login)));
    case 'nobody':
      return leadWithCookie('/signed-out-by-foyer', drop(SESSION));
    case 'refused':
    case 'failed':
      return leadTo(`/${outcome.kind}`);
  }
}

/** First here, then at the provider: whatever becomes of the browser on the way, it is signed out of the desk. */
async function signOut({ desk, request, setting }: Visit): Promise<ToolAnswer> {
  if (!isOwnForm(request, desk.origin))
    return toNotice(403, { zh: '请求来自其他网站', en: 'This form was sent from another site' }, setting);
  const login = desk.sessions.close(findCookie(request.headers, SESSION));
  const address = login === null ? '/signed-out' : (await desk.signIn.signOutAddress(login.idToken)).href;
  return leadWithCookie(address, drop(SESSION));
}

/** Foyer itself calls here, without a browser. @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#BCResponse} */
async function hearOfLogout({ desk, request }: Visit): Promise<ToolAnswer> {
  const headers = { 'cache-control': 'no-store', 'content-type': 'application/json' };
  const ended = await desk.provider.readLogoutToken(request.form.get('logout_token') ?? '');
  if (ended === null) return { status: 400, headers, body: JSON.stringify({ error: 'invalid_request' }) };
  desk.sessions.end(ended.sid);
  return { status: 200, headers, body: '' };
}

const COOKIE = 'Path=/; HttpOnly; SameSite=Lax';

const keep = (name: string, value: string) => `${name}=${value}; ${COOKIE}`;
const drop = (name: string) => `${name}=; Max-Age=0; ${COOKIE}`;

function leadWithCookie(location: string, cookie: string | null): ToolAnswer {
  const answer = leadTo(location);
  return { ...answer, headers: { ...answer.headers, ...(cookie !== null && { 'set-cookie': cookie }) } };
}
