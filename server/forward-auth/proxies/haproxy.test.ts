import { runHaproxy } from '../../testing/run-haproxy.ts';
import { describeConnections } from './connections.contract.ts';
import { describeProxy } from './proxy.contract.ts';

describeProxy('HAProxy', runHaproxy);
describeConnections('HAProxy', runHaproxy);
