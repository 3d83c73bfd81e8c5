import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Documentation, SupportingDocumentation } from '../../../src/documentation/index.js';
import { done, read } from './summary.js';

function isSupport(value: unknown): value is SupportingDocumentation {
  return (
    typeof value === 'object' &&
    value !== null &&
    'excerpt' in value &&
    'start' in value &&
    'end' in value
  );
}

/** Every supporting stretch anywhere in the result. */
function supports(value: unknown): SupportingDocumentation[] {
  if (isSupport(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(supports);
}

function expectVerbatim(note: Documentation): void {
  for (const { excerpt, start, end } of supports(note)) {
    expect(excerpt).toBe(note.text.slice(start, end));
    expect(excerpt).not.toBe('');
  }
}

const clinical = fc
  .array(
    fc.constantFrom(
      'froze',
      'warts',
      '12',
      'AKs',
      'shave',
      'removal',
      'biopsy',
      'left',
      'L',
      'cheek',
      'and',
      ',',
      '.',
      '\n',
      '- ',
      '0.5 cm',
      '0.4,',
      'x',
      '3',
      '(',
      ')',
      'no',
      'plan:',
      'PMH:',
      'both',
      'it was',
      'half',
      'a',
      'dozen',
      '1/2',
      'inch',
      '?',
      'how do I code',
      '17110',
      'the',
      'second one',
      'on',
      'nose',
      'skin tags',
      'snipped',
      'path:',
      'nevus',
      'r/o',
      'melanoma',
      'punch',
      ';',
      ':',
      '3/4/2026',
      '½',
      '“',
      'é',
      '\u{1F600}',
      '\u0000',
      '\ud800',
    ),
    { maxLength: 60 },
  )
  .map((words) => words.join(' '));

const anyText = fc.oneof(
  clinical,
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);

describe('Whatever text comes in', () => {
  it('every excerpt is the note’s own words at its offsets', () => {
    fc.assert(
      fc.property(anyText, (body) => expectVerbatim(read(body))),
      { numRuns: 400 },
    );
  });

  it('the subject counts into the text and its offsets', () => {
    fc.assert(
      fc.property(anyText, anyText, (title, body) => {
        const note = read(body, title);
        expect(note.text).toBe(title === '' ? body : `${title}\n\n${body}`);
        expectVerbatim(note);
      }),
      { numRuns: 150 },
    );
  });

  it('the same note is read the same way again', () => {
    fc.assert(
      fc.property(anyText, (body) => {
        expect(read(body)).toEqual(read(body));
      }),
      { numRuns: 100 },
    );
  });

  it('counts are whole and positive, sizes positive', () => {
    fc.assert(
      fc.property(clinical, (body) => {
        for (const { arguments: given } of read(body).services) {
          for (const value of given['count'] ?? [])
            expect(value).toSatisfy(
              () => value.kind === 'quantity' && Number.isInteger(value.value) && value.value > 0,
            );
          for (const value of given['diameter'] ?? [])
            expect(value).toSatisfy(() => value.kind === 'quantity' && value.value > 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const notes = [
  'Froze 12 warts on the hands.',
  'Shave removal of a 0.8 cm nevus on the nose. Path: benign.',
  'Snipped ten skin tags from the neck.',
  'Shave removals:\n- left cheek 0.8 cm\n- back 2.2cm',
  'Pt has 5 AKs on scalp and 3 on the face. Cryotherapy performed.',
];

describe('What is said beside the act changes nothing', () => {
  it('a signature adds and removes no service', () => {
    const names = fc.constantFrom(
      'Jane Doe, MD',
      'Dr. A. Smith',
      'Front office',
      'Maria Garcia, CPC',
    );
    const phone = fc
      .integer({ min: 200, max: 999 })
      .chain((area) => fc.integer({ min: 1000, max: 9999 }).map((line) => `(${area}) 555-${line}`));
    fc.assert(
      fc.property(
        fc.constantFrom(...notes),
        names,
        phone,
        fc.integer({ min: 10000, max: 99999 }),
        (note, name, number, record) => {
          const signed = `${note}\n\nThanks,\n${name}\nphone ${number}\nMRN ${record}\n12 Main Street, Suite 300`;
          expect(done(signed)).toEqual(done(note));
        },
      ),
    );
  });

  it('a sentence that denies an act adds none', () => {
    const denied = fc.constantFrom(
      'No biopsy was performed.',
      'Patient declined shave removal.',
      'Did not freeze the seborrheic keratosis.',
      'No evidence of melanoma.',
      'Excision was not done.',
    );
    fc.assert(
      fc.property(fc.constantFrom(...notes), denied, fc.boolean(), (note, sentence, first) => {
        expect(done(first ? `${sentence}\n\n${note}` : `${note}\n\n${sentence}`)).toEqual(
          done(note),
        );
      }),
    );
  });
});

describe('Long notes', () => {
  const timed = (body: string): number => {
    const start = performance.now();
    read(body);
    return performance.now() - start;
  };
  const paragraphs = [
    'We froze 12 warts on the left hand and 3 AKs on the face. Shave removal of 0.8 cm nevus from back, no complications.\n- nose 0.4 cm\n\n',
    'warts and 12, 0.5 cm shave (3) plantar x 4 nevus : no biopsy ? left ',
    '12 x 1/2 and , ',
  ];
  it.each(paragraphs)('cost in proportion to their length: %j', (paragraph) => {
    const ofSize = (bytes: number): string => paragraph.repeat(Math.ceil(bytes / paragraph.length));
    timed(ofSize(50_000));
    const small = Math.min(...Array.from({ length: 3 }, () => timed(ofSize(20_000))));
    const large = Math.min(...Array.from({ length: 2 }, () => timed(ofSize(200_000))));
    // Ten times the text: ten times the work, with room for a busy machine. Squared growth would be a hundred times.
    expect(large / Math.max(small, 5)).toBeLessThan(35);
  });
});
