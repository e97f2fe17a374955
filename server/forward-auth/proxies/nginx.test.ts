import { runNginx } from '../../testing/run-nginx.ts';
import { describeConnections } from './connections.contract.ts';
import { describeProxy } from './proxy.contract.ts';

describeProxy('nginx', runNginx);
describeConnections('nginx', runNginx);
