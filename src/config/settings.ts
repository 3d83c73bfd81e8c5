import { z } from 'zod';

/*
 * Every setting, once: its name, what is allowed, its default, what it means. `.env.example` is checked
 * against this list by a test.
 */

const port = z.coerce.number().int().min(1).max(65_535);
const flagOff = z.coerce.number().int().min(0).max(65_535);
const security = z.enum(['tls', 'starttls', 'none']);
const words = z.string().transform((text) =>
  text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== ''),
);
const address = z
  .string()
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/, 'an address such as consult@clinic.example')
  .transform((text) => text.toLowerCase());
const enrolled = words.refine(
  (list) => list.every((entry) => /^[^\s@<>,;]*@[a-z0-9.-]+$/.test(entry)),
  'addresses (dr@clinic.example) or domains (@clinic.example), separated by commas',
);
const perHour = z.coerce.number().int().min(1).max(100_000);

export const settingsSchema = z.object({
  DATA_DIR: z.string().default('./data'),
  KNOWLEDGE_DIR: z.string().optional(),
  KNOWLEDGE_OVERLAY_DIR: z.string().optional(),
  CATALOG_DIR: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'a URL such as postgres://user:password@host:5432/name')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'a URL such as rediss://user:password@host:6379')
    .optional(),
  INSTANCE_SECRET: z.string().min(32, 'at least 32 characters').optional(),

  MAIL_ADDRESS: address,
  MAIL_NAME: z.string().default('CaseConsultant'),
  SENDERS_ALLOWED: enrolled.default([]),

  IMAP_HOST: z.string().min(1),
  IMAP_PORT: port.default(993),
  IMAP_SECURITY: security.default('tls'),
  IMAP_USER: z.string().min(1).optional(),
  IMAP_PASSWORD: z.string().min(1).optional(),
  IMAP_INBOX: z.string().default('INBOX'),
  FOLDER_ANSWERED: z.string().default('Answered'),
  FOLDER_NEEDS_ATTENTION: z.string().default('Needs attention'),
  FOLDER_DECLINED: z.string().default('Declined'),
  FOLDER_SENT: z.string().default('Sent'),

  SMTP_HOST: z.string().min(1),
  SMTP_PORT: port.default(465),
  SMTP_SECURITY: security.default('tls'),
  SMTP_USER: z.string().min(1).optional(),
  SMTP_PASSWORD: z.string().min(1).optional(),
  TLS_CA_FILE: z.string().optional(),

  OAUTH_PROVIDER: z.enum(['google', 'microsoft', 'custom']).optional(),
  OAUTH_TENANT: z.string().default('common'),
  OAUTH_TOKEN_URL: z.url().optional(),
  OAUTH_CLIENT_ID: z.string().min(1).optional(),
  OAUTH_CLIENT_SECRET: z.string().min(1).optional(),
  OAUTH_REFRESH_TOKEN: z.string().min(1).optional(),
  OAUTH_SCOPE: z.string().optional(),

  SENDER_AUTHENTICATION: z.enum(['authserv', 'dkim', 'none']).default('authserv'),
  AUTHSERV_ID: z.string().min(1).optional(),

  POLL_SECONDS: z.coerce.number().min(1).max(60).default(30),
  REPLIES_PER_SENDER_PER_HOUR: perHour.default(20),
  REPLIES_PER_CASE_PER_HOUR: perHour.default(3),
  REPLIES_PER_HOUR: perHour.default(200),
  GIVE_UP_SENDING_HOURS: z.coerce.number().min(1).max(240).default(48),
  MAX_MAIL_MEGABYTES: z.coerce.number().min(1).max(100).default(25),
  EXTRACTION_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(4),
  REPLY_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(3),
  SHUTDOWN_GRACE_SECONDS: z.coerce.number().min(1).max(900).default(30),
  RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),

  HEALTH_HOST: z.string().default('127.0.0.1'),
  HEALTH_PORT: flagOff.default(9464),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** Settings that may also be given as `<NAME>_FILE`, a path to a file that holds the value. */
export const SECRET_SETTINGS = [
  'DATABASE_URL',
  'REDIS_URL',
  'INSTANCE_SECRET',
  'IMAP_PASSWORD',
  'SMTP_PASSWORD',
  'OAUTH_CLIENT_SECRET',
  'OAUTH_REFRESH_TOKEN',
] as const satisfies readonly SettingName[];
