import { runCaddy } from '../../testing/run-caddy.ts';
import { describeConnections } from './connections.contract.ts';
import { describeProxy } from './proxy.contract.ts';

describeProxy('Caddy', runCaddy);
describeConnections('Caddy', runCaddy);
