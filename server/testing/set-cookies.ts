import type { Answer } from './browser.ts';

/** An answer, whoever asked for it. */
export type HasHeaders = Pick<Answer, 'headers'>;

type SetCookie = { name: string; value: string; attributes: string[] };

/** The cookies an answer sets or clears, taken apart. */
export function setCookiesOf(answer: HasHeaders): SetCookie[] {
  return [answer.headers['set-cookie'] ?? []].flat().map((header) => {
    const [pair = '', ...attributes] = header.split('; ');
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes };
  });
}

/** The one cookie of this name that an answer sets or clears. */
export function setCookieOf(answer: HasHeaders, name: string): SetCookie {
  const [cookie, ...others] = setCookiesOf(answer).filter((candidate) => candidate.name === name);
  if (cookie === undefined || others.length > 0) throw new Error(`${others.length + (cookie ? 1 : 0)} cookies ${name}`);
  return cookie;
}

/** When a cookie ends in the browser. */
export function expiryOf({ attributes }: SetCookie): number {
  return Date.parse(attributes.find((attribute) => /^expires=/i.test(attribute))?.slice('expires='.length) ?? '');
}
