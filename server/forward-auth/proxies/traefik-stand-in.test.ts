import { runTraefikStandIn } from '../../testing/run-traefik-stand-in.ts';
import { describeProxy } from './proxy.contract.ts';

// Traefik itself is not in Debian. What is tested is the configuration, by a program that follows Traefik's documentation.
describeProxy('A stand-in for Traefik, not Traefik itself,', runTraefikStandIn);
