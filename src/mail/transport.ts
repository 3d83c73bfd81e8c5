import { MailboxError } from '../consultation/ports.js';
import { isLoopback } from './loopback.js';
import type { TokenSource } from './token-source.js';

/*
 * What IMAP and SMTP have in common: how the line is protected and how we sign in.
 */

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /**
   * `tls` from the first byte; `starttls` required before anything else; `none` is clear text, for a server
   * on this machine only.
   */
  readonly security: 'tls' | 'starttls' | 'none';
  /** PEM certificates to trust besides the system's: an own authority, a test. */
  readonly ca?: string;
}

export type SignIn =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'oauth2'; readonly user: string; readonly tokens: TokenSource };

/** Raises `configuration` when clear text would leave this machine. */
export function assertProtected(server: ServerOptions): void {
  if (server.security !== 'none' || isLoopback(server.host)) return;
  throw new MailboxError(
    'configuration',
    `${server.host}:${server.port} would be reached in clear text. Use "tls" or "starttls"; "none" is for a server on this machine.`,
  );
}

export function tlsOptions(server: ServerOptions): { minVersion: 'TLSv1.2'; ca?: string } {
  return { minVersion: 'TLSv1.2', ...(server.ca === undefined ? {} : { ca: server.ca }) };
}
