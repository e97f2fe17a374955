import { runEnvoyStandIn } from '../../testing/run-envoy-stand-in.ts';
import { describeProxy } from './proxy.contract.ts';

// Envoy itself is not in Debian. What is tested is the configuration, by a program that follows Envoy's documentation.
describeProxy('A stand-in for Envoy, not Envoy itself,', runEnvoyStandIn);
