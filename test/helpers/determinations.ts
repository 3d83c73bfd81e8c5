import {
  determinationSchema,
  type Citation,
  type Determination,
  type DeterminationLine,
  type Support,
} from '../../src/coding/determination.js';
import type { ScreenedMail } from '../../src/consultation/states.js';

/*
 * Realistic answers for the reply's tests: each a letter and the determination that an engine could
 * have made from it. Excerpts are looked up in the note, so that their offsets are true.
 */

export interface SampleCase {
  readonly mail: ScreenedMail;
  readonly determination: Determination;
}

export const CPT_GUIDE: Citation = {
  id: 'cpt-2026-integumentary',
  title: 'CPT 2026, integumentary system',
  section: 'Destruction',
  edition: '2026',
  effective: '2026-01-01',
};
export const NCCI_MANUAL: Citation = {
  id: 'ncci-manual-ch3',
  title: 'NCCI Policy Manual for Medicare Services, chapter III',
  section: 'C and L',
  edition: '2026',
  effective: '2026-01-01',
  url: 'https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-policy-manual',
};

const EDITIONS: Determination['editions'] = [
  { system: 'CPT', edition: '2026', effective: '2026-01-01' },
  { system: 'ICD-10-CM', edition: 'FY 2027', effective: '2026-10-01' },
  { system: 'NCCI PTP and MUE', edition: '2026 Q4', effective: '2026-10-01', note: 'practitioner' },
];

export function sampleMail(subject: string, text: string, remarks: string[] = []): ScreenedMail {
  return {
    replyTo: 'coder@clinic.example',
    subject,
    messageId: '<case@clinic.example>',
    references: ['<case@clinic.example>'],
    text,
    remarks,
  };
}

/** The first place of `excerpt` in the note; a sample that misquotes is a mistake. */
export function quoteFrom(note: string): (excerpt: string) => Support {
  return (excerpt) => {
    const start = note.indexOf(excerpt);
    if (start < 0) throw new Error(`The sample note does not say: ${excerpt}`);
    return { excerpt, start, end: start + excerpt.length };
  };
}

/** A line with nothing but its code; samples add what they are about. */
export function sampleLine(
  code: string,
  more: Partial<DeterminationLine> & Pick<DeterminationLine, 'label'>,
): DeterminationLine {
  return {
    sequence: 1,
    system: 'CPT',
    code,
    units: 1,
    modifiers: [],
    modifierReasons: [],
    confidence: 'documented',
    confidenceReasons: [],
    addOn: false,
    rationale: { family: 'sample', rows: [], text: '', elements: [], citations: [] },
    support: [],
    dx: [],
    payerNotes: [],
    ...more,
  };
}

export function sampleDetermination(more: Partial<Determination>): Determination {
  return determinationSchema.parse({
    version: '1',
    status: 'codes-supported',
    lines: [],
    diagnoses: [],
    notSelected: [],
    edits: [],
    queries: [],
    setAside: [],
    editions: EDITIONS,
    ...more,
  });
}

const element = (name: string, label: string, value: string, assumed = false) => ({
  element: name,
  label,
  value,
  assumed,
});

/** Five keratoses frozen; a biopsy is only planned. The note names a patient. */
export function keratosesWithPlannedBiopsy(): SampleCase {
  const text = `Patient: Margaret O'Hara, MRN 00482213, seen 03/14/2026.
67 yo woman with sun-damaged scalp and forehead. Five actinic keratoses (3 scalp, 2 forehead)
were treated with liquid nitrogen, two freeze-thaw cycles each. Mrs O'Hara tolerated this well.
Will schedule a shave biopsy of the pigmented lesion on the left cheek at her next visit on April 2.
I would bill 17004, correct?`;
  const quote = quoteFrom(text);
  const frozen = quote(
    `Five actinic keratoses (3 scalp, 2 forehead)\nwere treated with liquid nitrogen, two freeze-thaw cycles each`,
  );
  const elements = [
    element('lesion', 'lesion', 'actinic keratosis (premalignant)'),
    element('method', 'method', 'liquid nitrogen'),
    element('count', 'count', '5'),
  ];
  return {
    mail: sampleMail('Re: cryo question, 5 AKs', text, ['signature-set-aside']),
    determination: sampleDetermination({
      lines: [
        sampleLine('17000', {
          label: 'Destruction of a premalignant skin lesion, first',
          rationale: {
            family: 'destruction-premalignant',
            rows: ['destruction-premalignant.up-to-14'],
            text: 'Two to fourteen premalignant lesions destroyed: the first lesion once, each further lesion as an add-on.',
            elements,
            citations: [CPT_GUIDE],
          },
          support: [frozen, quote('liquid nitrogen')],
          dx: ['L57.0'],
        }),
        sampleLine('17003', {
          sequence: 2,
          units: 4,
          addOn: true,
          label: 'Destruction of premalignant skin lesions, each of the second to fourteenth',
          rationale: {
            family: 'destruction-premalignant',
            rows: ['destruction-premalignant.up-to-14'],
            text: 'Five lesions less the first: four units.',
            elements,
            citations: [CPT_GUIDE],
          },
          support: [frozen],
          dx: ['L57.0'],
        }),
      ],
      diagnoses: [
        {
          sequence: 1,
          code: 'L57.0',
          label: 'Actinic keratosis',
          confidence: 'documented',
          rationale: 'The note names the condition.',
          support: [quote('actinic keratoses')],
        },
      ],
      notSelected: [
        {
          code: '17004',
          label: 'Destruction of fifteen or more premalignant lesions',
          reason: 'The note counts 5 lesions; this code starts at 15 and replaces the other two.',
          rule: 'destruction-premalignant.15-or-more',
          proposed: true,
        },
        {
          code: '17110',
          label: 'Destruction of up to fourteen benign lesions',
          reason: 'Actinic keratoses are premalignant, not benign.',
          rule: 'destruction-benign.up-to-14',
          proposed: false,
        },
      ],
      edits: [
        {
          id: 'add-on.17003',
          kind: 'add-on',
          codes: ['17003', '17000'],
          result: 'passed',
          text: 'The add-on stands beside its primary code.',
          citations: [],
        },
        {
          id: 'mue.17003',
          kind: 'mue',
          codes: ['17003'],
          result: 'passed',
          text: '4 units, at most 13 in a day.',
          citations: [NCCI_MANUAL],
        },
        {
          id: 'global.17000',
          kind: 'global',
          codes: ['17000'],
          result: 'not-run',
          text: 'No earlier procedure dates were given, so the global period of earlier surgery was not looked at.',
          citations: [],
        },
      ],
      setAside: [
        {
          what: 'shave biopsy, left cheek',
          assertion: 'planned',
          reason: 'The note says that it will be scheduled.',
          support: [
            quote(
              'Will schedule a shave biopsy of the pigmented lesion on the left cheek at her next visit on April 2',
            ),
          ],
        },
      ],
    }),
  };
}

/** Two shave removals; the size of the second is not in the note. */
export function shaveWithUnansweredSize(): SampleCase {
  const text = `Shave removal of an irritated nevus on the back, 0.8 cm, to mid dermis, hemostasis with aluminum chloride.
Second nevus of the right shin also removed by shave technique. Both sent to pathology.`;
  const quote = quoteFrom(text);
  const second = quote('Second nevus of the right shin also removed by shave technique');
  return {
    mail: sampleMail('shave removal x2', text),
    determination: sampleDetermination({
      lines: [
        sampleLine('11301', {
          label: 'Shave removal, trunk, arms or legs, 0.6 to 1.0 cm',
          rationale: {
            family: 'shave-removal',
            rows: ['shave-removal.trunk.0-6-to-1-0'],
            text: 'One lesion of the trunk, 0.6 to 1.0 cm across.',
            elements: [
              element('technique', 'technique', 'shave'),
              element('site', 'site', 'back'),
              element('size', 'size', '0.8 cm'),
            ],
            citations: [{ ...CPT_GUIDE, section: 'Shaving of lesions' }],
          },
          support: [
            quote('Shave removal of an irritated nevus on the back, 0.8 cm, to mid dermis'),
          ],
          dx: ['D22.5'],
        }),
        sampleLine('11300', {
          sequence: 2,
          modifiers: ['59', 'RT'],
          modifierReasons: [
            {
              modifier: '59',
              reason: 'A separate lesion at another site (right shin; the first is on the back).',
            },
            { modifier: 'RT', reason: 'The note says right.' },
          ],
          label: 'Shave removal, trunk, arms or legs, 0.5 cm or less',
          confidence: 'assumed',
          confidenceReasons: [
            'No size is given, so the smallest size stands until question 1 is answered.',
          ],
          rationale: {
            family: 'shave-removal',
            rows: ['shave-removal.trunk.0-5-or-less'],
            text: 'One lesion of the leg, 0.5 cm or less across.',
            elements: [
              element('technique', 'technique', 'shave'),
              element('site', 'site', 'right shin'),
              element('size', 'size', '0.5 cm or less', true),
            ],
            citations: [{ ...CPT_GUIDE, section: 'Shaving of lesions' }, NCCI_MANUAL],
          },
          support: [second],
          dx: ['D22.71'],
          payerNotes: ['Medicare also accepts XS in place of 59 for a separate structure.'],
        }),
      ],
      diagnoses: [
        {
          sequence: 1,
          code: 'D22.5',
          label: 'Melanocytic nevi of trunk',
          confidence: 'review',
          rationale: 'Pathology is pending; the code may change with the report.',
          support: [quote('irritated nevus on the back')],
        },
        {
          sequence: 2,
          code: 'D22.71',
          label: 'Melanocytic nevi of right lower limb, including hip',
          confidence: 'review',
          rationale: 'Pathology is pending; the code may change with the report.',
          support: [second],
        },
      ],
      edits: [
        {
          id: 'ptp.11301.11300',
          kind: 'ptp',
          codes: ['11301', '11300'],
          result: 'applied',
          text: 'Column two code 11300 is distinct by site; modifier 59 is attached (modifier indicator 1).',
          citations: [NCCI_MANUAL],
        },
      ],
      queries: [
        {
          id: 'q1',
          element: 'size',
          about: 'Shave removal, right shin',
          question: 'What was the greatest diameter of this lesion before removal?',
          indicators: [second],
          outcomes: [
            { answer: '0.5 cm or less', result: '11300' },
            { answer: '0.6 to 1.0 cm', result: '11301' },
            { answer: '1.1 to 2.0 cm', result: '11302' },
            { answer: 'over 2.0 cm', result: '11303' },
            { answer: 'Other, or unable to determine', result: '11300, marked as assumed' },
          ],
        },
      ],
    }),
  };
}
