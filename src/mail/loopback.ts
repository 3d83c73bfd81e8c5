import { isIP } from 'node:net';

/** True for names and addresses of this machine, the only place where clear text may go. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
