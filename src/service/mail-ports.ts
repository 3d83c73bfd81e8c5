import { availableParallelism } from 'node:os';
import type { Config, MailCredentials, ServerSettings } from '../config/index.js';
import {
  instanceIdentity,
  type MailReader,
  type MailboxOpener,
  type ReplyMime,
  type ReplySender,
  type Screener,
} from '../consultation/index.js';
import {
  createMailReader,
  createReplyMime,
  createReplySender,
  createScreener,
  createTokenSource,
  openMailbox,
  type ServerOptions,
  type SignIn,
} from '../mail/index.js';

export interface MailPorts {
  readonly mailbox: MailboxOpener;
  readonly reader: MailReader;
  readonly screener: Screener;
  readonly sender: ReplySender;
  readonly mime: ReplyMime;
  /** Ends the reading processes. */
  close(): Promise<void>;
}

/** The mail side of a configuration. Nothing connects before it is used. */
export function openMailPorts(config: Config): MailPorts {
  const { mail } = config;
  const imapSignIn = signInFor(mail.imap.credentials);
  const reader = createMailReader({
    // Reading computes: more of them than cores only share the same time, at 512 MB each.
    processes: Math.min(config.concurrency.extraction, availableParallelism()),
    limits: { rawBytes: mail.maxBytes },
  });
  return {
    mailbox: openMailbox({
      server: serverFor(mail.imap),
      signIn: imapSignIn,
      inbox: mail.imap.inbox,
      sentFolder: mail.folders.sent,
      maxBytes: mail.maxBytes,
    }),
    reader,
    screener: createScreener({
      enrolled: mail.sendersAllowed,
      ownAddresses: [mail.address],
      secret: config.instanceSecret,
      isOwnMessageId: instanceIdentity(config.instanceSecret, mail.domain).isOwnMessageId,
      authentication: mail.authentication,
    }),
    sender: createReplySender({
      server: serverFor(mail.smtp),
      signIn: signInFor(mail.smtp.credentials),
    }),
    mime: createReplyMime({ secret: config.instanceSecret, fromName: mail.name }),
    close: () => reader.close(),
  };
}

function serverFor({ host, port, security, ca }: ServerSettings): ServerOptions {
  return { host, port, security, ...(ca === undefined ? {} : { ca }) };
}

function signInFor(credentials: MailCredentials): SignIn {
  switch (credentials.kind) {
    case 'password':
      return credentials;
    case 'oauth2':
      return {
        kind: 'oauth2',
        user: credentials.user,
        tokens: createTokenSource(credentials.oauth),
      };
  }
}
