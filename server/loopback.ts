/** Whether a host is this very machine. Plain http is bearable there alone: nobody sits in between. */
import { isIP } from 'node:net';

/** Whether the host name of a URL means this very machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}
