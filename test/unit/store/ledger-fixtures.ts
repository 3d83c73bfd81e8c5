import { createHash } from 'node:crypto';
import type { Determination } from '../../../src/coding/determination.js';
import type { Arrival, Ledger, Lease, OutboxEntry } from '../../../src/consultation/ports.js';
import type { Advance, Answer, ScreenedMail, StateName } from '../../../src/consultation/states.js';
import type { Documentation } from '../../../src/documentation/types.js';

export const NOW = new Date('2026-11-23T12:00:00.000Z');
export const MAILBOX = 'consult@clinic.example/INBOX';
export const UIDVALIDITY = '3857529045887234';
export const LEASE_MS = 60_000;

/** The test's clock: minutes after NOW. */
export function minutes(count: number): Date {
  return new Date(NOW.getTime() + count * 60_000);
}

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A letter named by what it is in the test. The same name is the same content. */
export function letter(name: string, uid: number, changes: Partial<Arrival> = {}): Arrival {
  return {
    mailbox: MAILBOX,
    uidValidity: UIDVALIDITY,
    uid,
    logicalKey: hash(`logical ${name}`),
    id: `c${hash(name).slice(0, 31)}`,
    size: 1_204,
    raw: Buffer.from(`Subject: ${name}\r\n\r\nTwo actinic keratoses frozen.\r\n`),
    now: NOW,
    ...changes,
  };
}

export const MAIL: ScreenedMail = {
  replyTo: 'dr.lee@clinic.example',
  subject: 'Case',
  messageId: '<1@clinic.example>',
  references: ['<1@clinic.example>'],
  text: 'Two actinic keratoses frozen, cheek and scalp.',
  remarks: ['signature-set-aside'],
};
export const DOCUMENTATION: Documentation = {
  text: MAIL.text,
  services: [
    {
      id: 's1',
      act: 'destruction',
      assertion: 'performed',
      arguments: {},
      support: { excerpt: 'frozen', start: 23, end: 29 },
    },
  ],
  conditions: [],
  proposedCodes: [],
  context: {},
  unassigned: [],
  diagnoses: [],
  findings: [],
  measurements: [],
};
export const DETERMINATION: Determination = {
  version: '1',
  status: 'query-needed',
  lines: [],
  diagnoses: [],
  notSelected: [],
  edits: [],
  queries: [],
  setAside: [],
  editions: [{ system: 'CPT', edition: '2026', effective: '2026-01-01' }],
};
export const ANSWER: Answer = { kind: 'determination', determination: DETERMINATION };

export async function received(ledger: Ledger, name: string, uid: number): Promise<string> {
  return (await ledger.receive(letter(name, uid))).id;
}

export async function claimed(ledger: Ledger, id: string, owner = 'worker-1'): Promise<Lease> {
  const lease = await ledger.claim(id, owner, LEASE_MS, NOW);
  if (lease === undefined) throw new Error('the lease was not given');
  return lease;
}

export function screened(id: string, revision = 1): Extract<Advance, { to: 'screened' }> {
  return { to: 'screened', mail: MAIL, senderHash: hash('dr.lee'), caseId: id, revision };
}

export function reply(
  id: string,
  changes: Partial<OutboxEntry> = {},
): Omit<OutboxEntry, 'phase' | 'attempts'> {
  return {
    consultationId: id,
    caseId: id,
    messageId: `<${id}.1@consult.example>`,
    from: 'consult@clinic.example',
    to: MAIL.replyTo,
    recipientHash: hash('dr.lee'),
    raw: Buffer.from('Subject: Re: Case\r\n\r\n17000, 17003 x 1\r\n'),
    ...changes,
  };
}

const PATH: readonly { readonly from: StateName; readonly next: (id: string) => Advance }[] = [
  { from: 'received', next: (id) => screened(id) },
  { from: 'screened', next: () => ({ to: 'documented', documentation: DOCUMENTATION }) },
  { from: 'documented', next: () => ({ to: 'determined', answer: ANSWER }) },
];

/** Brings a received letter to `determined`, its lease still held. */
export async function determined(ledger: Ledger, id: string): Promise<Lease> {
  const lease = await claimed(ledger, id);
  for (const { from, next } of PATH) {
    if (!(await ledger.advance(lease, from, next(id), NOW))) throw new Error(`stuck in ${from}`);
  }
  return lease;
}

/** Brings a received letter to a reply whose phase is `rendered`. */
export async function frozen(
  ledger: Ledger,
  id: string,
  changes: Partial<OutboxEntry> = {},
): Promise<Lease> {
  const lease = await determined(ledger, id);
  if ((await ledger.freezeReply(lease, reply(id, changes), NOW)) === undefined) {
    throw new Error('the reply was not frozen');
  }
  return lease;
}

/** Sends the frozen reply at a time, leaving the consultation in `answering`. */
export async function sent(
  ledger: Ledger,
  id: string,
  at: Date = NOW,
  changes: Partial<OutboxEntry> = {},
): Promise<Lease> {
  const lease = await frozen(ledger, id, changes);
  await ledger.setPhase(lease, ['rendered'], 'sending', at);
  await ledger.setPhase(lease, ['sending'], 'body-started', at);
  await ledger.setPhase(lease, ['body-started'], 'sent', at, '250 2.0.0');
  return lease;
}

export async function answered(ledger: Ledger, id: string): Promise<void> {
  const lease = await sent(ledger, id);
  await ledger.advance(lease, 'answering', { to: 'answered' }, NOW);
}
