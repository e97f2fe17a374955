import type { Answer } from './browser.ts';

/** The code with which a callback was refused, or null when it was not: each refusal is a 303 to the sign-in page. */
export function refusalCode(answer: Answer): string | null {
  const location = String(answer.headers.location ?? '');
  return answer.statusCode === 303 ? (/^\/sign-in\?error=([a-z_]+)$/.exec(location)?.[1] ?? null) : null;
}
