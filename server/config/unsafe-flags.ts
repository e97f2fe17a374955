import type { ConfigProblem } from './problems.ts';
import type { Environment } from './read-settings.ts';

/**
 * Flags of the runtime that switch off what the rest of the program takes for granted.
 *
 * A debugger is refused only where real employees sign in: whoever reaches it reads every token.
 */
export function findUnsafeFlags(
  env: Environment,
  execArgv: readonly string[],
  mode: 'live' | 'sandbox' | undefined,
): ConfigProblem[] {
  const { NODE_OPTIONS: nodeOptions = '', NODE_TLS_REJECT_UNAUTHORIZED: tlsCheck } = env;
  const flags = [...execArgv, ...nodeOptions.split(/\s+/)];
  const problems: ConfigProblem[] = [];
  if (tlsCheck === '0') {
    const accepted = 'unset: certificates are always checked';
    problems.push({ variable: 'NODE_TLS_REJECT_UNAUTHORIZED', found: '0', accepted });
  }
  if (flags.includes('--insecure-http-parser')) {
    problems.push({ variable: 'NODE_OPTIONS', found: '--insecure-http-parser', accepted: 'the strict HTTP parser' });
  }
  if (mode === 'live' && flags.some((flag) => flag.startsWith('--inspect'))) {
    const accepted = 'no debugger where real employees sign in';
    problems.push({ variable: 'NODE_OPTIONS', found: '--inspect', accepted });
  }
  return problems;
}
