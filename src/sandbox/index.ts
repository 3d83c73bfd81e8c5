/*
 * The demo's post office: a consult mailbox and a sender's mailbox, IMAP and SMTP on loopback, in this
 * process. Development only: it is built on packages that an installed release does not have, so a
 * command loads it with `await import()`, and nothing that runs in production imports it.
 */
export { startSandbox, type Sandbox } from './sandbox.js';
export type { MailAccount } from './imap-server.js';
export { composeLetter, readdressLetter, readLetter, type DemoLetter } from './letters.js';
