/**
 * What the demo tools have in common: a request that was let through, and an answer.
 *
 * Does not: know HTTP connections (`demo-tools.ts`) or Foyer (`guard.ts`, `desk/`).
 */

export type ToolRequest = {
  method: string;
  /** As it came, and compared as it came: what is opened is what Foyer has judged, whatever else it might mean. */
  path: string;
  query: URLSearchParams;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string>>;
  form: URLSearchParams;
};

export type ToolAnswer = { status: number; headers: Readonly<Record<string, string>>; body: string };

/** The addresses that pages lead to. */
export type Places = { foyer: string; wiki: string; board: string; desk: string };

export type Tool = (request: ToolRequest) => ToolAnswer | Promise<ToolAnswer>;

/** Whether a form was sent from a page of this origin. */
export function isOwnForm({ headers }: ToolRequest, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === origin : site === 'same-origin';
}

/** The value of a cookie; null when the browser has none. */
export function findCookie(headers: ToolRequest['headers'], name: string): string | null {
  const cookies = (headers.cookie ?? '').split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** What Foyer percent-encoded, as text again. */
export function decode(value: string): string {
  return decodeURIComponent(value);
}

/** Groups are separated by commas, which are encoded where they belong to a name. */
export function decodeList(value: string): string[] {
  return value === '' ? [] : value.split(',').map(decode);
}
