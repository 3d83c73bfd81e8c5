import { MailboxError } from '../consultation/ports.js';
import { httpPost, type HttpAnswer, type HttpPost } from './http-post.js';
import { isLoopback } from './loopback.js';

/*
 * OAuth2 access tokens by the refresh-token flow (RFC 6749, section 6), for IMAP and SMTP together.
 */

export interface TokenOptions {
  /** `custom` needs `tokenUrl`. */
  readonly provider: 'google' | 'microsoft' | 'custom';
  readonly tokenUrl?: string;
  /** Microsoft 365 tenant; default "common". */
  readonly tenant?: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly refreshToken: string;
  readonly scope?: string;
  /** Milliseconds for one request. Default 20 seconds. */
  readonly timeoutMs?: number;
  /** How a form is posted; default over HTTPS. */
  readonly post?: HttpPost;
  readonly now?: () => number;
}

export interface TokenSource {
  /** A token good for some minutes at least. `renew` after a server refused the one that was given. */
  get(renew?: boolean): Promise<string>;
}

/** A token is replaced this long before it ends: a session outlives its first command. */
const EARLY_MS = 5 * 60_000;
const MICROSOFT_SCOPE =
  'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access';
/** Errors of RFC 6749 that no waiting repairs. */
const FINAL = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'unsupported_grant_type',
  'invalid_request',
]);

export function createTokenSource(options: TokenOptions): TokenSource {
  const url = tokenUrl(options);
  const now = options.now ?? Date.now;
  let refreshToken = options.refreshToken;
  let current: { token: string; until: number } | undefined;
  let running: Promise<string> | undefined;

  async function refresh(): Promise<string> {
    const answer = await ask(url, options, refreshToken);
    // Microsoft hands out a new refresh token with each answer; the old one ages.
    refreshToken = answer.refreshToken ?? refreshToken;
    const life = answer.expiresInMs;
    current = { token: answer.token, until: now() + Math.max(life - EARLY_MS, life / 2) };
    return answer.token;
  }

  return {
    async get(renew = false): Promise<string> {
      if (running !== undefined) return running;
      if (!renew && current !== undefined && now() < current.until) return current.token;
      running = refresh().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

function tokenUrl(options: TokenOptions): URL {
  const text =
    options.provider === 'google'
      ? 'https://oauth2.googleapis.com/token'
      : options.provider === 'microsoft'
        ? `https://login.microsoftonline.com/${encodeURIComponent(options.tenant ?? 'common')}/oauth2/v2.0/token`
        : options.tokenUrl;
  if (text === undefined || !URL.canParse(text)) {
    throw new MailboxError('configuration', 'The OAuth2 provider "custom" needs a token URL.');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw new MailboxError(
      'configuration',
      `The OAuth2 token URL of ${url.hostname} must use https.`,
    );
  }
  return url;
}

async function ask(
  url: URL,
  options: TokenOptions,
  refreshToken: string,
): Promise<{ token: string; expiresInMs: number; refreshToken: string | undefined }> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: options.clientId,
    refresh_token: refreshToken,
  });
  if (options.clientSecret !== undefined) form.set('client_secret', options.clientSecret);
  const scope = options.scope ?? (options.provider === 'microsoft' ? MICROSOFT_SCOPE : undefined);
  if (scope !== undefined) form.set('scope', scope);

  const post = options.post ?? httpPost;
  const answer = await post(url, form.toString(), options.timeoutMs ?? 20_000).catch(() => {
    throw new MailboxError('connection', `The OAuth2 server ${url.host} could not be reached.`);
  });
  const body = jsonOf(answer.body);
  if (answer.status < 200 || answer.status > 299) throw refused(url, answer, field(body, 'error'));
  const token = field(body, 'access_token');
  if (token === undefined) {
    throw new MailboxError('connection', `The OAuth2 server ${url.host} answered without a token.`);
  }
  const seconds = Number(field(body, 'expires_in') ?? 3600);
  return {
    token,
    expiresInMs: (Number.isFinite(seconds) && seconds > 0 ? seconds : 3600) * 1000,
    refreshToken: field(body, 'refresh_token'),
  };
}

function refused(url: URL, response: HttpAnswer, error: string | undefined): MailboxError {
  const wait = Number(response.retryAfter);
  const retryAfterMs = Number.isFinite(wait) && wait > 0 ? wait * 1000 : undefined;
  if (response.status === 429) {
    return new MailboxError(
      'throttled',
      `The OAuth2 server ${url.host} asks to wait.`,
      retryAfterMs,
    );
  }
  const final = response.status === 400 || response.status === 401 || response.status === 403;
  if (final && error !== undefined && FINAL.has(error)) {
    return new MailboxError(
      'authentication',
      `The OAuth2 server ${url.host} refused the refresh token (${error}). Grant access again and set the new token.`,
    );
  }
  return new MailboxError(
    'connection',
    `The OAuth2 server ${url.host} answered ${response.status}.`,
    retryAfterMs,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as Record<string, unknown>)[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
