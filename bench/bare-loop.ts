import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';

/* The floor: fetch, parse and answer each letter in one loop, with the pipeline's own libraries and nothing else. */

const [imapPort, smtpPort] = process.argv.slice(2).map(Number);
const auth = { user: 'consult@clinic.test', pass: 'consult-password' };
const imap = new ImapFlow({
  host: '127.0.0.1',
  port: imapPort ?? 0,
  secure: false,
  auth,
  logger: false,
});
const smtp = createTransport({ host: '127.0.0.1', port: smtpPort ?? 0, ignoreTLS: true, auth });

await imap.connect();
const lock = await imap.getMailboxLock('INBOX');
const found = await imap.search({ all: true }, { uid: true });
for (const uid of found === false || found === undefined ? [] : found) {
  const message = await imap.fetchOne(String(uid), { source: true }, { uid: true });
  if (message === false || message?.source === undefined) continue;
  const letter = await simpleParser(message.source);
  const from = letter.from?.value[0]?.address ?? '';
  await smtp.sendMail({
    from: auth.user,
    to: from,
    subject: `Re: ${letter.subject ?? ''}`,
    text: letter.text ?? '',
    ...(letter.messageId === undefined ? {} : { inReplyTo: letter.messageId }),
  });
}
lock.release();
await imap.logout();
