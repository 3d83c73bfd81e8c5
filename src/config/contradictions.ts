import type { Settings } from './settings.js';

function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
}

/** Combinations that each setting alone would allow. */
export function contradictions(s: Settings): string[] {
  const problems: string[] = [];
  const say = (when: boolean, text: string) => {
    if (when) problems.push(text);
  };
  const imapLocal = isLoopback(s.IMAP_HOST);
  const smtpLocal = isLoopback(s.SMTP_HOST);
  say(
    s.IMAP_SECURITY === 'none' && !imapLocal,
    'IMAP_SECURITY=none is allowed only for a server on this machine; use tls or starttls.',
  );
  say(
    s.SMTP_SECURITY === 'none' && !smtpLocal,
    'SMTP_SECURITY=none is allowed only for a server on this machine; use tls or starttls.',
  );
  say(
    s.OAUTH_PROVIDER === undefined && s.IMAP_PASSWORD === undefined,
    'IMAP_PASSWORD is missing (or set OAUTH_PROVIDER and its settings for OAuth2).',
  );
  if (s.OAUTH_PROVIDER !== undefined) {
    say(s.OAUTH_CLIENT_ID === undefined, 'OAUTH_CLIENT_ID is missing; OAUTH_PROVIDER needs it.');
    say(
      s.OAUTH_REFRESH_TOKEN === undefined,
      'OAUTH_REFRESH_TOKEN is missing; OAUTH_PROVIDER needs it.',
    );
    say(
      s.OAUTH_PROVIDER === 'custom' && s.OAUTH_TOKEN_URL === undefined,
      'OAUTH_TOKEN_URL is missing; OAUTH_PROVIDER=custom needs it.',
    );
  }
  say(
    s.SENDER_AUTHENTICATION === 'authserv' && s.AUTHSERV_ID === undefined,
    'AUTHSERV_ID is missing: the name with which your mail server signs its Authentication-Results header (look into a received letter). Without such a server set SENDER_AUTHENTICATION=dkim.',
  );
  say(
    s.SENDER_AUTHENTICATION === 'none' && !(imapLocal && smtpLocal),
    'SENDER_AUTHENTICATION=none is allowed only for a mail sandbox on this machine; use authserv or dkim.',
  );
  say(
    s.SENDERS_ALLOWED.length === 0,
    'SENDERS_ALLOWED is empty, so that nobody would be answered; list addresses or @domains.',
  );
  say(
    s.REDIS_URL !== undefined && s.DATABASE_URL === undefined,
    'REDIS_URL is set but DATABASE_URL is not: the queue needs the ledger beside it. Set both or neither.',
  );
  say(
    s.DATABASE_URL !== undefined && s.INSTANCE_SECRET === undefined,
    'INSTANCE_SECRET is missing: with DATABASE_URL every process must share one. Make it with: openssl rand -hex 32',
  );
  return problems;
}
