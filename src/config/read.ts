import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parse as parseEnv } from 'dotenv';
import type { z } from 'zod';
import type {
  Config,
  MailCredentials,
  QueueSettings,
  SenderAuthentication,
  StoreSettings,
} from './config.js';
import { contradictions } from './contradictions.js';
import { packageRoot } from './package-root.js';
import { SECRET_SETTINGS, settingsSchema, type Settings } from './settings.js';

/** All that is wrong with the settings, one line each: what, and what is allowed. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment, with `.env` of the working directory below it (a set variable wins over the file).
 * The only place of the program that reads it.
 */
export function processEnvironment(dir = process.cwd()): Environment {
  const file = join(dir, '.env');
  return existsSync(file)
    ? { ...parseEnv(readFileSync(file, 'utf8')), ...process.env }
    : process.env;
}

/** Reads and checks all settings. Throws ConfigurationError naming every setting that is missing or wrong. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const given = withSecretFiles(environment, problems);
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => explain(issue, given)));
  if (!parsed.success) throw new ConfigurationError(problems);
  const settings = parsed.data;
  problems.push(...contradictions(settings));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return assemble(settings);
}

/** What `start` needs of the stores alone, for commands that do not touch mail (cases, purge). */
export function readStoreConfig(environment: Environment): {
  store: StoreSettings;
  retentionDays: number;
} {
  const problems: string[] = [];
  const given = withSecretFiles(environment, problems);
  const parsed = settingsSchema
    .pick({ DATA_DIR: true, DATABASE_URL: true, RETENTION_DAYS: true })
    .safeParse(given);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => explain(issue, given)));
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems);
  return { store: storeOf(parsed.data), retentionDays: parsed.data.RETENTION_DAYS };
}

/** Where imported editions of the official files lie, for commands that read nothing else of the settings. */
export function readCatalogDir(environment: Environment): string {
  const parsed = settingsSchema
    .pick({ DATA_DIR: true, CATALOG_DIR: true })
    .parse(withSecretFiles(environment, []));
  return catalogDirOf(parsed);
}

function withSecretFiles(environment: Environment, problems: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  // An empty value means "not set": compose files pass unset variables through as empty strings.
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value !== '') given[name] = value;
  }
  for (const name of SECRET_SETTINGS) {
    const file = given[`${name}_FILE`];
    if (file === undefined || given[name] !== undefined) continue;
    try {
      given[name] = readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read: ${file}`);
    }
  }
  return given;
}

function explain(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0] ?? 'settings');
  if (given[name] === undefined) return `${name} is missing. See .env.example for what it means.`;
  const allowed = allowedText(issue);
  const shown = (SECRET_SETTINGS as readonly string[]).includes(name) ? '' : ` ("${given[name]}")`;
  return `${name}${shown} is not allowed; it must be ${allowed}.`;
}

function allowedText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? issue.message : `at least ${String(issue.minimum)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    case 'invalid_type':
      return `a ${issue.expected}`;
    default:
      return issue.message;
  }
}

function catalogDirOf(s: Pick<Settings, 'DATA_DIR' | 'CATALOG_DIR'>): string {
  return resolve(s.CATALOG_DIR ?? join(s.DATA_DIR, 'catalog'));
}

function storeOf(s: Pick<Settings, 'DATA_DIR' | 'DATABASE_URL'>): StoreSettings {
  return s.DATABASE_URL === undefined
    ? { kind: 'embedded', dir: resolve(s.DATA_DIR) }
    : { kind: 'postgres', url: s.DATABASE_URL };
}

function queueOf(s: Settings): QueueSettings {
  if (s.REDIS_URL !== undefined) return { kind: 'redis', url: s.REDIS_URL };
  if (s.DATABASE_URL !== undefined) return { kind: 'postgres', url: s.DATABASE_URL };
  return { kind: 'embedded' };
}

/** Embedded installations make their own secret beside their data; it must outlive restarts. */
function secretOf(s: Settings): string {
  if (s.INSTANCE_SECRET !== undefined) return s.INSTANCE_SECRET;
  const dir = resolve(s.DATA_DIR);
  const file = join(dir, 'instance-secret');
  if (!existsSync(file)) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(file, 'utf8').trim();
}

function credentialsOf(s: Settings, user: string, password: string | undefined): MailCredentials {
  if (s.OAUTH_PROVIDER === undefined) return { kind: 'password', user, password: password ?? '' };
  return {
    kind: 'oauth2',
    user,
    oauth: {
      provider: s.OAUTH_PROVIDER,
      tenant: s.OAUTH_TENANT,
      clientId: s.OAUTH_CLIENT_ID ?? '',
      refreshToken: s.OAUTH_REFRESH_TOKEN ?? '',
      ...(s.OAUTH_TOKEN_URL === undefined ? {} : { tokenUrl: s.OAUTH_TOKEN_URL }),
      ...(s.OAUTH_CLIENT_SECRET === undefined ? {} : { clientSecret: s.OAUTH_CLIENT_SECRET }),
      ...(s.OAUTH_SCOPE === undefined ? {} : { scope: s.OAUTH_SCOPE }),
    },
  };
}

function senderAuthenticationOf(s: Settings): SenderAuthentication {
  switch (s.SENDER_AUTHENTICATION) {
    case 'authserv':
      return { mode: 'authserv', authservId: s.AUTHSERV_ID ?? '' };
    case 'dkim':
      return { mode: 'dkim' };
    case 'none':
      return { mode: 'none' };
  }
}

function assemble(s: Settings): Config {
  const imapUser = s.IMAP_USER ?? s.MAIL_ADDRESS;
  const ca = s.TLS_CA_FILE === undefined ? {} : { ca: readFileSync(s.TLS_CA_FILE, 'utf8') };
  return Object.freeze({
    store: storeOf(s),
    queue: queueOf(s),
    instanceSecret: secretOf(s),
    knowledgeDir: resolve(s.KNOWLEDGE_DIR ?? join(packageRoot(), 'knowledge')),
    ...(s.KNOWLEDGE_OVERLAY_DIR === undefined
      ? {}
      : { knowledgeOverlayDir: resolve(s.KNOWLEDGE_OVERLAY_DIR) }),
    catalogDir: catalogDirOf(s),
    mail: {
      address: s.MAIL_ADDRESS,
      name: s.MAIL_NAME,
      domain: s.MAIL_ADDRESS.slice(s.MAIL_ADDRESS.indexOf('@') + 1),
      sendersAllowed: s.SENDERS_ALLOWED,
      authentication: senderAuthenticationOf(s),
      imap: {
        host: s.IMAP_HOST,
        port: s.IMAP_PORT,
        security: s.IMAP_SECURITY,
        credentials: credentialsOf(s, imapUser, s.IMAP_PASSWORD),
        inbox: s.IMAP_INBOX,
        ...ca,
      },
      smtp: {
        host: s.SMTP_HOST,
        port: s.SMTP_PORT,
        security: s.SMTP_SECURITY,
        credentials: credentialsOf(s, s.SMTP_USER ?? imapUser, s.SMTP_PASSWORD ?? s.IMAP_PASSWORD),
        ...ca,
      },
      folders: {
        answered: s.FOLDER_ANSWERED,
        needsAttention: s.FOLDER_NEEDS_ATTENTION,
        declined: s.FOLDER_DECLINED,
        sent: s.FOLDER_SENT,
      },
      maxBytes: s.MAX_MAIL_MEGABYTES * 1024 * 1024,
    },
    pollMs: s.POLL_SECONDS * 1000,
    breakers: {
      perSender: s.REPLIES_PER_SENDER_PER_HOUR,
      perCase: s.REPLIES_PER_CASE_PER_HOUR,
      global: s.REPLIES_PER_HOUR,
    },
    giveUpSendingMs: s.GIVE_UP_SENDING_HOURS * 3_600_000,
    concurrency: { extraction: s.EXTRACTION_CONCURRENCY, reply: s.REPLY_CONCURRENCY },
    graceMs: s.SHUTDOWN_GRACE_SECONDS * 1000,
    retentionDays: s.RETENTION_DAYS,
    health: { host: s.HEALTH_HOST, port: s.HEALTH_PORT },
    logLevel: s.LOG_LEVEL,
  });
}
