/**
 * Which of two languages somebody reads.
 *
 * Owns: choosing it. Does not: hold words; each page has its own, in both. Called by: the tools.
 */
export type Language = 'zh' | 'en';

/** The same, said in both. */
export type Words = Readonly<Record<Language, string>>;

/** How long a choice is kept: the cookie shows that a tool's own cookies reach it. */
const KEPT_SECONDS = 30 * 24 * 3600;

type Asked = { query: URLSearchParams; headers: Readonly<Record<string, string>> };

/** The language to answer in: the one just chosen, the one chosen before, or the one that the browser prefers. */
export function chooseLanguage({ query, headers }: Asked): Language {
  const kept = /(?:^|;\s*)demo-language=(zh|en)(?:;|$)/.exec(headers.cookie ?? '')?.[1];
  return toLanguage(query.get('lang')) ?? toLanguage(kept ?? null) ?? preferred(headers['accept-language'] ?? '');
}

/** A cookie that keeps the choice just made; null when none was made. */
export function keepLanguage(query: URLSearchParams): string | null {
  const chosen = toLanguage(query.get('lang'));
  return chosen && `demo-language=${chosen}; Path=/; Max-Age=${KEPT_SECONDS}; HttpOnly; SameSite=Lax`;
}

function toLanguage(text: string | null): Language | null {
  return text === 'zh' || text === 'en' ? text : null;
}

/** Browsers name languages in their order, so that weights need no reading. */
function preferred(accepted: string): Language {
  const first = accepted.split(',').find((name) => /^\s*(zh|en)\b/i.test(name));
  return first?.trim().toLowerCase().startsWith('en') ? 'en' : 'zh';
}
