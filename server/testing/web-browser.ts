/**
 * A browser among real servers of this machine, as far as HTTP can tell.
 *
 * Owns: cookies by host and path, going where redirects lead from server to server, picking a person on DingTalk's page, and
 * sending forms.
 * Does not: run scripts, or speak https. Every name below `localhost` is this machine.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request as sendRequest } from 'node:http';
import { type FiledCookies, openFiledCookies } from './filed-cookies.ts';
import { chooseAtDingTalk } from './sign-in.ts';

/** A page, with the way there: one step for each answer. */
export type WebPage = {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  address: string;
  steps: string[];
};

type Sent = { method?: string; headers?: Record<string, string>; body?: string };
type Choice = {
  /** Who is picked on DingTalk's page. */
  userId?: string;
  /** Stops before it opens such an address, and gives that address. */
  until?: (address: URL) => boolean;
};

export type WebBrowser = {
  cookies: FiledCookies;
  /** One request, whose redirect is not followed. */
  visit(address: string, sent?: Sent): Promise<WebPage>;
  /** Opens a page and follows every redirect; whoever is asked for a sign-in picks 张伟 unless this says otherwise. */
  open(address: string, choice?: Choice): Promise<WebPage>;
  /** Goes on from DingTalk's page. */
  pick(page: WebPage, choice?: Choice): Promise<WebPage>;
  /** Sends the form of a page with the values in it, and follows every redirect. */
  submit(page: WebPage, values?: Record<string, string>, choice?: Choice): Promise<WebPage>;
};

const LONGEST_WAIT_MS = 15_000;
const MOST_STEPS = 20;
const navigation = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  accept: 'text/html,application/xhtml+xml',
  'accept-language': 'zh-CN',
};
const fromElsewhere = { headers: { 'sec-fetch-site': 'cross-site' } };

/** Whether an address is that of DingTalk's page, played by the sandbox. */
export const isDingTalkPage = ({ pathname }: URL): boolean => pathname === '/oauth2/auth';

/** Opens one without any cookie. */
export function openWebBrowser(): WebBrowser {
  const cookies = openFiledCookies();
  const visit: WebBrowser['visit'] = async (address, { method = 'GET', headers = {}, body } = {}) => {
    const url = new URL(address);
    const cookie = cookies.headerFor(url);
    const all = { host: url.host, ...navigation, ...(cookie && { cookie }), ...headers };
    const page = await exchange(url, { method, headers: all, ...(body !== undefined && { body }) });
    cookies.keep(url, page.headers['set-cookie'] ?? []);
    return page;
  };
  const follow = async (first: WebPage, { userId = 'zhangwei01', until }: Choice): Promise<WebPage> => {
    const steps = [...first.steps];
    let page = first;
    while (page.headers.location !== undefined && steps.length < MOST_STEPS) {
      const next = new URL(page.headers.location, page.address);
      if (until?.(next)) return { ...page, address: next.href, steps };
      const isAsked = isDingTalkPage(next);
      if (isAsked) steps.push('DingTalk');
      page = await visit(isAsked ? await pickAtDingTalk(next, userId) : next.href, fromElsewhere);
      steps.push(...page.steps);
    }
    assert.equal(page.headers.location, undefined, `no end: ${steps.join(' → ')}`);
    return { ...page, steps };
  };
  return {
    cookies,
    visit,
    open: async (address, choice = {}) =>
      follow(await visit(address, { headers: { 'sec-fetch-site': 'none' } }), choice),
    pick: async ({ address }, choice = {}) =>
      follow(await visit(await pickAtDingTalk(new URL(address), choice.userId ?? 'zhangwei01')), choice),
    submit: async (page, values = {}, choice = {}) => follow(await visit(...readForm(page, values)), choice),
  };
}

/** The callback that a person comes back to. */
async function pickAtDingTalk(page: URL, userId: string): Promise<string> {
  const callback = page.searchParams.get('redirect_uri') ?? assert.fail(`${page.href} names no callback`);
  return new URL(await chooseAtDingTalk(page, { userId }), callback).href;
}

async function exchange({ port, pathname, search, href }: URL, sent: Required<Pick<Sent, 'method'>> & Sent) {
  const { method, headers, body } = sent;
  const path = `${pathname}${search}`;
  const call = sendRequest({ host: '127.0.0.1', port, agent: false, method, path, ...(headers && { headers }) });
  // Browsers do not mind what comes after the end of an answer; the module of Apache has more to say at times.
  call.on('error', () => {});
  call.end(body);
  const [answer] = await once(call, 'response', { signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) text += chunk;
  const steps = [`${answer.statusCode} ${pathname}`];
  return { status: answer.statusCode, headers: answer.headers, body: text, address: href, steps } as WebPage;
}

/** The only form of a page, as a browser sends it. */
function readForm({ body, address }: WebPage, values: Record<string, string>): [string, Sent] {
  const action = /<form\b[^>]* action="([^"]*)"/.exec(body)?.[1] ?? assert.fail(`${address} has no form:\n${body}`);
  const hidden = [...body.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
    /name="([^"]*)"/.exec(input)?.[1] ?? '',
    /value="([^"]*)"/.exec(input)?.[1] ?? '',
  ]);
  const headers = {
    origin: new URL(address).origin,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const form = new URLSearchParams({ ...Object.fromEntries(hidden), ...values });
  return [new URL(action, address).href, { method: 'POST', headers, body: form.toString() }];
}
