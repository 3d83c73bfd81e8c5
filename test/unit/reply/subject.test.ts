import { describe, expect, it } from 'vitest';
import { createReplyRenderer } from '../../../src/reply/index.js';
import { sampleDetermination, sampleMail } from '../../helpers/determinations.js';

const renderer = createReplyRenderer();
const subjectFor = (subject: string, note = ''): string =>
  renderer.render({
    reference: '7F3K2',
    revision: 1,
    mail: sampleMail(subject, note),
    answer: {
      kind: 'determination',
      determination: sampleDetermination({ status: 'out-of-scope' }),
    },
  }).subject;

const NEUTRAL = 'Re: Coding question (ref 7F3K2)';

describe('the subject of a reply', () => {
  it.each([
    ['cryo question, 5 AKs', 'Re: cryo question, 5 AKs'],
    ['Re: cryo question', 'Re: cryo question'],
    ['RE: Re: AW: cryo question', 'Re: cryo question'],
    ['Re[2]: cryo question', 'Re: cryo question'],
    ['Fwd: cryo question', 'Re: Fwd: cryo question'],
    ['17000 + 17003 x 4?', 'Re: 17000 + 17003 x 4?'],
    ['L57.0 with 11102-59', 'Re: L57.0 with 11102-59'],
    ['ESI at L4-5, 2 levels', 'Re: ESI at L4-5, 2 levels'],
    ['3/4 inch laceration', 'Re: 3/4 inch laceration'],
    ["O'Neil & <b>", "Re: O'Neil & <b>"],
    ['Shave, Biopsy', 'Re: Shave, Biopsy'],
  ])('keeps "%s"', (theirs, expected) => {
    expect(subjectFor(theirs)).toBe(expected);
  });

  it.each([
    ['pt John Smith, AKs'],
    ['pt Smith AKs'],
    ['Mr X shave removal'],
    ['Smith, John - AK destruction'],
    ['SMITH, JOHN biopsy'],
    ['J.S. biopsy'],
    ['biopsy 03/14/2026'],
    ['biopsy from 3/14'],
    ['visit of March 14'],
    ['MRN 48213'],
    ['question on 482137'],
    ['DOB?'],
    ['call me 555-867-5309'],
    ['from jane@clinic.example'],
    ['93 yo with AKs'],
    ['SSN 123-45-6789'],
    [''],
    ['Re:'],
    ['x'.repeat(300)],
    ['=?utf-8?B?U21pdGg=?='],
  ])('puts the neutral subject in place of "%s"', (theirs) => {
    expect(subjectFor(theirs)).toBe(NEUTRAL);
  });

  it('keeps no name that only the letter announces', () => {
    expect(subjectFor('Hollis biopsy')).toBe('Re: Hollis biopsy');
    expect(subjectFor('Hollis biopsy', 'Patient: Margaret Hollis. Punch biopsy.')).toBe(NEUTRAL);
  });

  it('is one line, whatever line ends theirs holds', () => {
    expect(subjectFor('cryo\r\nBcc: everyone\u2028question')).toBe(
      'Re: cryo Bcc: everyone question',
    );
  });
});
