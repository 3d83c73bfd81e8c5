import type { Settings } from './settings.js';

type Security = Settings['IMAP_SECURITY'];

export interface OAuthSettings {
  readonly provider: 'google' | 'microsoft' | 'custom';
  readonly tenant: string;
  readonly tokenUrl?: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly refreshToken: string;
  readonly scope?: string;
}

export type MailCredentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'oauth2'; readonly user: string; readonly oauth: OAuthSettings };

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly credentials: MailCredentials;
  /** PEM of a private certificate authority, for servers that do not use a public one. */
  readonly ca?: string;
}

export type StoreSettings =
  | { readonly kind: 'embedded'; readonly dir: string }
  | { readonly kind: 'postgres'; readonly url: string };

export type QueueSettings =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'redis'; readonly url: string };

export type SenderAuthentication =
  | { readonly mode: 'authserv'; readonly authservId: string }
  | { readonly mode: 'dkim' }
  | { readonly mode: 'none' };

/** Everything a process needs to know, read once at its start and never changed. Units are in the names. */
export interface Config {
  readonly store: StoreSettings;
  readonly queue: QueueSettings;
  readonly instanceSecret: string;
  readonly knowledgeDir: string;
  /** A practice's own knowledge, laid over that of `knowledgeDir`. */
  readonly knowledgeOverlayDir?: string;
  /** Imported editions of the official files. */
  readonly catalogDir: string;
  readonly mail: {
    readonly address: string;
    readonly name: string;
    readonly domain: string;
    readonly sendersAllowed: readonly string[];
    readonly authentication: SenderAuthentication;
    readonly imap: ServerSettings & { readonly inbox: string };
    readonly smtp: ServerSettings;
    readonly folders: {
      readonly answered: string;
      readonly needsAttention: string;
      readonly declined: string;
      readonly sent: string;
    };
    readonly maxBytes: number;
  };
  readonly pollMs: number;
  readonly breakers: {
    readonly perSender: number;
    readonly perCase: number;
    readonly global: number;
  };
  readonly giveUpSendingMs: number;
  readonly concurrency: { readonly extraction: number; readonly reply: number };
  readonly graceMs: number;
  readonly retentionDays: number;
  readonly health: { readonly host: string; readonly port: number };
  readonly logLevel: Settings['LOG_LEVEL'];
}
