/** What every reverse proxy that is configured as its page says must do. Each proxy's own test file runs this. */
import { describe } from 'node:test';
import type { RunProxy } from '../../testing/proxy-process.ts';
import { describeFaults } from './faults.contract.ts';
import { describeForgedIdentity } from './forged-identity.contract.ts';
import { describeIdentity } from './identity.contract.ts';
import { describeRequests } from './requests.contract.ts';
import { describeSigningIn } from './signing-in.contract.ts';

/** Runs the contract. */
export function describeProxy(name: string, run: RunProxy): void {
  describe(`${name} in front of tools`, () => {
    describeSigningIn(run);
    describeIdentity(run);
    describeForgedIdentity(run);
    describeRequests(run);
    describeFaults(run);
  });
}
