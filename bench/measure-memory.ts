import assert from 'node:assert/strict';
import { Pool } from 'undici';
import { SESSIONS } from './create-sessions.ts';
import type { Figure } from './figures.ts';
import { proxyHeaders, startFoyer, startSandbox } from './foyer-process.ts';
import { createVisitor, signIn } from './visitor.ts';

const CONNECTIONS = 64;
const SIGN_INS = 500;
const MOST_MB = 150;

/** Memory of a Foyer that has just started, that has everybody's sessions in use, and that then signs many more in. */
export async function measureMemory(folder: string): Promise<Figure[]> {
  await using sandbox = await startSandbox();
  await using foyer = await startFoyer(folder, sandbox.origin);
  const afterStart = await foyer.ask('memoryMb');
  await askWithEach(foyer.origin, await createSessionsBeside(folder, sandbox.origin));
  const afterUse = await foyer.ask('memoryMb');
  for (let index = 0; index < SIGN_INS; index += 1) await signIn(createVisitor(foyer.origin));
  const afterSignIns = await foyer.ask('memoryMb');
  const target = { below: MOST_MB };
  return [
    { name: 'memory after start', value: afterStart, unit: 'MB', target },
    {
      name: `memory with ${SESSIONS.toLocaleString('en-US')} sessions, each used once`,
      value: afterUse,
      unit: 'MB',
      target,
    },
    { name: `memory after ${SIGN_INS} sign-ins on top`, value: afterSignIns, unit: 'MB', target: null },
  ];
}

/** A second Foyer on the same folder makes the sessions; making so many at once is nothing that Foyer ever does. */
async function createSessionsBeside(folder: string, sandboxOrigin: string): Promise<string[]> {
  await using maker = await startFoyer(folder, sandboxOrigin);
  return await maker.ask('sessions');
}

async function askWithEach(origin: string, cookies: readonly string[]): Promise<void> {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const left = cookies.values();
  const askNext = async () => {
    for (const cookie of left) {
      const { statusCode, body } = await pool.request({
        path: '/api/me',
        method: 'GET',
        headers: { ...proxyHeaders, cookie },
      });
      await body.dump();
      assert.equal(statusCode, 200);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, askNext));
  await pool.close();
}
