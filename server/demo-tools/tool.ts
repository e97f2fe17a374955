/**
 * What the demo tools have in common: a request that was let through, and an answer.
 *
 * Does not: know HTTP connections (`demo-tools.ts`) or Foyer (`guard.ts`).
 */
import type { AdmittedHeaders } from './guard.ts';

export type ToolRequest = {
  method: string;
  /** As it came, and compared as it came: what is opened is what Foyer has judged, whatever else it might mean. */
  path: string;
  query: URLSearchParams;
  headers: AdmittedHeaders;
  form: URLSearchParams;
};

export type ToolAnswer = { status: number; headers: Readonly<Record<string, string>>; body: string };

/** The addresses that pages lead to. */
export type Places = { foyer: string; wiki: string; board: string };

export type Tool = (request: ToolRequest) => ToolAnswer;

/** What Foyer percent-encoded, as text again. */
export function decode(value: string): string {
  return decodeURIComponent(value);
}

/** Groups are separated by commas, which are encoded where they belong to a name. */
export function decodeList(value: string): string[] {
  return value === '' ? [] : value.split(',').map(decode);
}
