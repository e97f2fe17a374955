/**
 * "What this tool knows about you": every header that the guard set, as it came and as it reads.
 *
 * Owns: reading and explaining them. Does not: check the assertion's signature; a tool that relies on it must.
 * Called by: the tools behind the guard.
 */
import { type Html, html } from '../sandbox/html.ts';
import { type AdmittedHeaders, identityHeaders } from './guard.ts';
import { chooseLanguage, type Language, type Words } from './language.ts';
import type { Looks, Setting } from './page.ts';
import { decode, decodeList, type Places, type ToolRequest } from './tool.ts';

const words = {
  zh: {
    title: '这个工具知道你什么',
    how:
      '每个请求到达这里之前，反向代理都先问前厅“这个人可以吗”；前厅回答 200，代理就删掉浏览器自己带来的同名请求头，' +
      '换上前厅说的这些。',
    raw: '收到的',
    read: '读出来',
    empty: '空',
    cookies: '你的浏览器发给这个工具的 Cookie。前厅自己的不在其中：代理已经拿掉了。',
    signed: '签名没有核对：依赖它的工具要用这里 iss 地址下 /jwks 的公钥核对。',
  },
  en: {
    title: 'What this tool knows about you',
    how:
      'Before each request gets here, the reverse proxy asks Foyer whether you may; when Foyer says 200, the proxy ' +
      'removes what the browser sent under these names, and puts what Foyer says in its place.',
    raw: 'as it came',
    read: 'as it reads',
    empty: 'empty',
    cookies: 'The cookies your browser sent to this tool. Foyer’s own are not among them: the proxy took them out.',
    signed: 'The signature is not checked here: a tool that relies on it uses the keys at /jwks under this iss.',
  },
} as const;

type HeaderName = (typeof identityHeaders)[number];

const alias: Words = { zh: '同样的内容，另一套常用的名字。', en: 'The same, under another usual name.' };

const meanings: Readonly<Record<HeaderName, Words>> = {
  'Remote-User': { zh: '你是谁：这个工具认人用的标识。', en: 'Who you are: what this tool recognises people by.' },
  'Remote-Name': { zh: '公司记录里的姓名。', en: 'Your name in the company’s record.' },
  'Remote-Email': { zh: '公司记录里的邮箱。', en: 'Your mail address in the company’s record.' },
  'Remote-Groups': { zh: '部门（从公司往下）和角色。', en: 'Your departments, from the company down, and roles.' },
  'X-Auth-Request-User': alias,
  'X-Auth-Request-Email': alias,
  'X-Auth-Request-Groups': alias,
  'X-Auth-Request-Preferred-Username': alias,
  'X-Foyer-Assertion': {
    zh: '以上内容的签名证明，一分钟内有效；只发给要求它的工具。',
    en: 'Signed proof of the above, good for a minute; only for tools that ask for it.',
  },
};

/** What a page of a tool behind the guard is made for: somebody whom the proxy has named. */
export function createGuardedSetting(request: ToolRequest, places: Places, looks: Looks): Setting {
  const { headers } = request;
  const language = chooseLanguage(request);
  const name = decode(headers['remote-name'] ?? '') || decode(headers['remote-user'] ?? '');
  return { request, language, places, looks, visitor: { name, panel: toIdentityPanel(headers, language) } };
}

/** Every identity header, empty ones as well, and the cookies. */
function toIdentityPanel(headers: AdmittedHeaders, language: Language): Html {
  const { title, how, raw, cookies, empty } = words[language];
  const rows = identityHeaders.map((name) => toRow(name, headers[name.toLowerCase()] ?? '', language));
  return html`<section id="identity" class="panel" aria-labelledby="identity-title">
<h2 id="identity-title">${title}</h2>
<p>${how}</p>
<dl>
${rows}
<div><dt><code>Cookie</code><span>${cookies}</span></dt>
<dd><span class="kind">${raw}</span>${toRaw(headers.cookie ?? '', empty)}</dd></div>
</dl>
</section>`;
}

function toRow(name: HeaderName, value: string, language: Language): Html {
  const { raw, read, empty } = words[language];
  const decoded = name === 'X-Foyer-Assertion' ? toClaims(value, language) : toText(name, value);
  const shown = decoded && html`<dd class="read"><span class="kind">${read}</span>${decoded}</dd>`;
  return html`<div>
<dt><code>${name}</code><span>${meanings[name][language]}</span></dt>
<dd><span class="kind">${raw}</span>${toRaw(value, empty)}</dd>
${shown}
</div>`;
}

function toRaw(value: string, empty: string): Html {
  return value === '' ? html`<span class="empty">${empty}</span>` : html`<code class="raw">${value}</code>`;
}

/** Null when there is nothing to read that is not there already. */
function toText(name: HeaderName, value: string): Html | null {
  if (!name.endsWith('Groups')) return decode(value) === value ? null : html`<span>${decode(value)}</span>`;
  const items = decodeList(value).map((item) => html`<li>${item}</li>`);
  return items.length === 0 ? null : html`<ul>${items}</ul>`;
}

/** The middle part of a signed token is JSON that anybody can read. */
function toClaims(token: string, language: Language): Html | null {
  const [, payload] = token.split('.');
  if (payload === undefined) return null;
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return html`<pre>${JSON.stringify(claims, null, 2)}</pre><span class="note">${words[language].signed}</span>`;
}
