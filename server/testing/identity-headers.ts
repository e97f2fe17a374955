/** The headers in which a tool is told who somebody is, as tests name and read them. */
import assert from 'node:assert/strict';
import { type Arrived, foldName } from './echo-tool.ts';

/** Their names. */
export const identityHeaderNames = [
  ...['Remote-User', 'Remote-Name', 'Remote-Email', 'Remote-Groups'],
  ...['X-Auth-Request-User', 'X-Auth-Request-Email', 'X-Auth-Request-Groups', 'X-Auth-Request-Preferred-Username'],
  'X-Foyer-Assertion',
];

/** The one value of a header, whatever its spelling; empty where it is not there. */
export function getOnly(headers: Arrived['headers'], name: string): string {
  const values = headers[foldName(name)] ?? [''];
  assert.equal(values.length, 1, `${name}: ${JSON.stringify(values)}`);
  return values[0] ?? '';
}
