import { describe, expect, it } from 'vitest';
import { caseNote } from '../../../src/consultation/case-note.js';
import { replyReferences } from '../../../src/consultation/threading.js';

describe('references of a reply', () => {
  it('are theirs, then their Message-ID', () => {
    expect(
      replyReferences({ messageId: '<c@x>', inReplyTo: ['<b@x>'], references: ['<a@x>', '<b@x>'] }),
    ).toEqual(['<a@x>', '<b@x>', '<c@x>']);
  });

  it('fall back to In-Reply-To', () => {
    expect(replyReferences({ messageId: '<c@x>', inReplyTo: ['<b@x>'], references: [] })).toEqual([
      '<b@x>',
      '<c@x>',
    ]);
  });
});

describe('the note that is coded', () => {
  const mail = { replyTo: 'a@b.test', references: [], text: 'Froze 3 warts.', remarks: [] };

  it('has the subject as its title, without reply and forward marks', () => {
    expect(caseNote.fromMail({ ...mail, subject: 'RE: Fwd: AW: 3 warts' })).toEqual({
      title: '3 warts',
      body: 'Froze 3 warts.',
    });
    expect(caseNote.fromMail({ ...mail, subject: 'Re:' })).toEqual({ body: 'Froze 3 warts.' });
  });

  it('grows by the answer to a query as a paragraph of its own', () => {
    expect(caseNote.withAddendum('Shaved a mole.\n', '\nIt was 0.8 cm.\n')).toBe(
      'Shaved a mole.\n\nIt was 0.8 cm.',
    );
  });
});
