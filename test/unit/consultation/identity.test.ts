import { describe, expect, it } from 'vitest';
import {
  consultationId,
  headerLines,
  instanceIdentity,
  logicalKey,
  referenceOf,
} from '../../../src/consultation/identity.js';

const letter = (parts: { id?: string; received?: string; body?: string; eol?: string } = {}) => {
  const eol = parts.eol ?? '\r\n';
  return Buffer.from(
    [
      ...(parts.received === undefined ? [] : [`Received: ${parts.received}`]),
      ...(parts.id === undefined ? [] : [`Message-ID: ${parts.id}`]),
      'From: Dr Rivera <dr@practice.test>',
      'Date: Mon, 23 Nov 2026 09:00:00 +0000',
      'Subject: warts',
      '',
      parts.body ?? 'Froze 3 warts.',
    ].join(eol),
  );
};

describe('the logical key of a letter', () => {
  it('is the same when a mail program uploads the letter again', () => {
    const first = logicalKey('consult', letter({ id: '<a@b>', received: 'from x' }));
    const again = logicalKey('consult', letter({ id: '<a@b>', received: 'from y', eol: '\n' }));
    expect(again).toBe(first);
  });

  it('differs when a Message-ID is reused for another text', () => {
    expect(logicalKey('consult', letter({ id: '<a@b>', body: 'Froze 4 warts.' }))).not.toBe(
      logicalKey('consult', letter({ id: '<a@b>' })),
    );
  });

  it('comes from the content when there is no Message-ID, and is stable', () => {
    expect(logicalKey('consult', letter())).toBe(logicalKey('consult', letter()));
    expect(logicalKey('consult', letter({ body: 'x' }))).not.toBe(logicalKey('consult', letter()));
  });

  it('differs between mailboxes', () => {
    expect(logicalKey('a', letter())).not.toBe(logicalKey('b', letter()));
  });

  it('gives an id that a queue takes as a job id, and a short reference', () => {
    const id = consultationId(logicalKey('consult', letter()));
    expect(id).toMatch(/^c[0-9a-f]{24}$/);
    expect(referenceOf(id)).toBe(id.slice(1, 9).toUpperCase());
  });
});

describe('header lines of a raw letter', () => {
  it('are unfolded, and end at the first empty line', () => {
    const raw = Buffer.from('References: <a@b>\r\n\t<c@d>\r\nX-One: 1\r\n\r\nNot: a header\r\n');
    expect(headerLines(raw)).toEqual([
      { name: 'references', value: '<a@b> <c@d>' },
      { name: 'x-one', value: '1' },
    ]);
  });
});

describe('the identity of an installation', () => {
  const ours = instanceIdentity('a'.repeat(32), 'clinic.test');
  const id = consultationId(logicalKey('consult', letter()));

  it('gives the reply to a consultation one Message-ID, and knows it again', () => {
    expect(ours.replyMessageId(id)).toBe(ours.replyMessageId(id));
    expect(ours.isOwnMessageId(ours.replyMessageId(id))).toBe(true);
  });

  it('does not take a forged or foreign Message-ID for its own', () => {
    const other = instanceIdentity('b'.repeat(32), 'clinic.test');
    expect(ours.isOwnMessageId(other.replyMessageId(id))).toBe(false);
    expect(ours.isOwnMessageId(ours.replyMessageId(id).replace('clinic', 'evil'))).toBe(false);
    expect(ours.isOwnMessageId('<case.x@clinic.test>')).toBe(false);
  });

  it('keys address hashes with its secret, whatever the case of the address', () => {
    expect(ours.addressHash('Dr@Practice.test')).toBe(ours.addressHash('dr@practice.test'));
    expect(ours.addressHash('dr@practice.test')).not.toBe(
      instanceIdentity('b'.repeat(32), 'clinic.test').addressHash('dr@practice.test'),
    );
  });
});
