import type { DeterminationLine } from '../../src/coding/determination.js';
import {
  CPT_GUIDE,
  NCCI_MANUAL,
  quoteFrom,
  sampleDetermination,
  sampleLine,
  sampleMail,
  type SampleCase,
} from './determinations.js';

/** Keratoses frozen and a punch biopsy elsewhere: two families, modifier 59, one line for review. */
export function destructionAndBiopsy(): SampleCase {
  const text = `16 AKs of the face and both forearms frozen with LN2. Separate 4 mm punch biopsy, left lower
back, suspicious for BCC. One skin tag of the neck snipped at the patient's request, no symptoms recorded.
He had Mohs on the nose in 2021. No complications.`;
  const quote = quoteFrom(text);
  return {
    mail: sampleMail('Coding for yesterday afternoon clinic', text),
    determination: sampleDetermination({
      lines: [
        sampleLine('17004', {
          label: 'Destruction of fifteen or more premalignant skin lesions',
          rationale: {
            family: 'destruction-premalignant',
            rows: ['destruction-premalignant.15-or-more'],
            text: 'Fifteen or more premalignant lesions: one unit for all of them.',
            elements: [
              { element: 'lesion', label: 'lesion', value: 'actinic keratosis', assumed: false },
              { element: 'count', label: 'count', value: '16', assumed: false },
              { element: 'method', label: 'method', value: 'cryosurgery', assumed: false },
            ],
            citations: [CPT_GUIDE],
          },
          support: [quote('16 AKs of the face and both forearms frozen with LN2')],
          dx: ['L57.0'],
        }),
        sampleLine('11104', {
          sequence: 2,
          modifiers: ['59'],
          modifierReasons: [
            {
              modifier: '59',
              reason: 'The biopsied lesion (left lower back) is none of those destroyed.',
            },
          ],
          label: 'Punch biopsy of skin, single lesion',
          rationale: {
            family: 'skin-biopsy',
            rows: ['skin-biopsy.punch.first'],
            text: 'The first lesion sampled, by punch.',
            elements: [
              { element: 'technique', label: 'technique', value: 'punch', assumed: false },
              { element: 'site', label: 'site', value: 'left lower back', assumed: false },
            ],
            citations: [{ ...CPT_GUIDE, section: 'Biopsy' }, NCCI_MANUAL],
          },
          support: [quote('Separate 4 mm punch biopsy, left lower\nback, suspicious for BCC')],
          dx: ['D49.2'],
          payerNotes: ['Medicare also accepts XS in place of 59 for a separate structure.'],
        }),
        sampleLine('11200', {
          sequence: 3,
          label: 'Removal of skin tags, up to fifteen',
          confidence: 'review',
          confidenceReasons: ['The note gives no symptom or other medical reason for the removal.'],
          rationale: {
            family: 'skin-tags',
            rows: ['skin-tags.up-to-15'],
            text: 'One to fifteen skin tags, any method.',
            elements: [{ element: 'count', label: 'count', value: '1', assumed: false }],
            citations: [],
          },
          support: [quote('One skin tag of the neck snipped')],
          dx: ['L91.8'],
        }),
      ],
      diagnoses: [
        {
          sequence: 1,
          code: 'L57.0',
          label: 'Actinic keratosis',
          confidence: 'documented',
          rationale: 'The note names the condition.',
          support: [quote('16 AKs')],
        },
        {
          sequence: 2,
          code: 'D49.2',
          label: 'Neoplasm of unspecified behavior of bone, soft tissue, and skin',
          confidence: 'review',
          rationale:
            '"Suspicious for" is not a diagnosis in the outpatient setting; pathology is pending.',
          support: [quote('suspicious for BCC')],
        },
        {
          sequence: 3,
          code: 'L91.8',
          label: 'Other hypertrophic disorders of the skin',
          confidence: 'documented',
          rationale: 'Skin tags are classified here.',
          support: [quote('skin tag of the neck')],
        },
      ],
      edits: [
        {
          id: 'ptp.17004.11104',
          kind: 'ptp',
          codes: ['17004', '11104'],
          result: 'applied',
          text: 'The pair is bundled unless the lesions differ; the note places them apart, so 59 is attached (modifier indicator 1).',
          citations: [NCCI_MANUAL],
        },
        {
          id: 'mue.17004',
          kind: 'mue',
          codes: ['17004'],
          result: 'passed',
          text: '1 unit, at most 1 in a day.',
          citations: [],
        },
      ],
      notSelected: [
        {
          code: '17000',
          label: 'Destruction, first premalignant lesion',
          reason: 'From fifteen lesions on, 17004 stands alone.',
          rule: 'destruction-premalignant.15-or-more',
          proposed: false,
        },
      ],
      setAside: [
        {
          what: 'Mohs surgery, nose',
          assertion: 'historical',
          reason: 'The note dates it to an earlier year.',
          support: [quote('He had Mohs on the nose in 2021')],
        },
        {
          what: 'Complication',
          assertion: 'negated',
          reason: 'The note says that there was none.',
          support: [quote('No complications')],
        },
      ],
    }),
  };
}

/** The method is not in the note, so that no biopsy code can be told from another. */
export function biopsyWithoutTechnique(): SampleCase {
  const text = `Biopsied a 6 mm pearly papule on the left ala. Also treated several warts on the hands.`;
  const quote = quoteFrom(text);
  return {
    mail: sampleMail('biopsy left ala', text),
    determination: sampleDetermination({
      status: 'query-needed',
      queries: [
        {
          id: 'q1',
          element: 'technique',
          about: 'skin biopsy, left ala',
          question: 'By which technique was the sample taken?',
          indicators: [quote('Biopsied a 6 mm pearly papule on the left ala')],
          outcomes: [
            { answer: 'Tangential (shave, scoop, curette)', result: '11102' },
            { answer: 'Punch', result: '11104' },
            { answer: 'Incisional (wedge)', result: '11106' },
            { answer: 'Other, or unable to determine', result: 'no code can be supported' },
          ],
        },
        {
          id: 'q2',
          element: 'method',
          about: 'Treatment of warts, hands',
          question: 'What was done to the warts, and to how many of them?',
          indicators: [quote('Also treated several warts on the hands')],
          outcomes: [
            { answer: 'Destroyed, 1 to 14', result: '17110' },
            { answer: 'Destroyed, 15 or more', result: '17111' },
            { answer: 'Pared or cut', result: '11055 to 11057, by count' },
            { answer: 'Other, or unable to determine', result: 'no code can be supported' },
          ],
        },
      ],
    }),
  };
}

export function outsideTheFamilies(): SampleCase {
  const text = `Open reduction and internal fixation of a displaced distal radius fracture, right. How would you code it? I had 25607 in mind.`;
  const quote = quoteFrom(text);
  return {
    mail: sampleMail('ORIF distal radius', text),
    determination: sampleDetermination({
      status: 'out-of-scope',
      notSelected: [
        {
          code: '25607',
          label: '',
          reason:
            'No code family that is covered holds this code, so it could be neither confirmed nor refused.',
          rule: 'scope.families',
          proposed: true,
        },
      ],
      setAside: [
        {
          what: 'Open reduction and internal fixation',
          assertion: 'not-recognised',
          reason: 'No covered code family answers this service.',
          support: [
            quote(
              'Open reduction and internal fixation of a displaced distal radius fracture, right',
            ),
          ],
        },
      ],
    }),
  };
}

export function closureInsideExcision(): SampleCase {
  const text = `Simple closure after the excision that was billed yesterday under 11402. Suture removal today.`;
  const quote = quoteFrom(text);
  return {
    mail: sampleMail('suture removal', text),
    determination: sampleDetermination({
      status: 'not-separately-reportable',
      edits: [
        {
          id: 'policy.suture-removal',
          kind: 'policy',
          codes: [],
          result: 'applied',
          text: 'Removing the sutures that the same practice placed belongs to the earlier procedure.',
          citations: [NCCI_MANUAL],
        },
      ],
      setAside: [
        {
          what: 'Simple closure',
          assertion: 'historical',
          reason: 'It belongs to the excision of the day before.',
          support: [quote('Simple closure after the excision')],
        },
      ],
    }),
  };
}

/** Nine lines: one shave removal for each site, as a long note gives them. */
export function nineShaveRemovals(): SampleCase {
  const sites = [
    ['11311', 'nose', 0.7],
    ['11310', 'left cheek', 0.4],
    ['11306', 'scalp', 0.9],
    ['11305', 'neck', 0.5],
    ['11302', 'chest', 1.4],
    ['11301', 'upper back', 0.8],
    ['11301', 'lower back', 1.0],
    ['11300', 'left forearm', 0.4],
    ['11300', 'right thigh', 0.5],
  ] as const;
  const sentence = (site: string, size: number) =>
    `Shave removal of an inflamed seborrheic keratosis of the ${site}, ${size.toFixed(1)} cm.`;
  const text = `Nine shave removals today under local anesthesia.\n${sites.map(([, site, size]) => sentence(site, size)).join('\n')}`;
  const quote = quoteFrom(text);
  const lines = sites.map(([code, site, size], at): DeterminationLine =>
    sampleLine(code, {
      sequence: at + 1,
      modifiers: at === 0 ? [] : ['59'],
      modifierReasons: at === 0 ? [] : [{ modifier: '59', reason: `A separate lesion (${site}).` }],
      label: `Shave removal, ${site}, ${size.toFixed(1)} cm`,
      rationale: {
        family: 'shave-removal',
        rows: [`shave-removal.${code}`],
        text: 'One lesion, by site group and greatest diameter; each lesion on its own line.',
        elements: [
          { element: 'technique', label: 'technique', value: 'shave', assumed: false },
          { element: 'site', label: 'site', value: site, assumed: false },
          { element: 'size', label: 'size', value: `${size.toFixed(1)} cm`, assumed: false },
        ],
        citations: [{ ...CPT_GUIDE, section: 'Shaving of lesions' }, NCCI_MANUAL],
      },
      support: [quote(sentence(site, size))],
      dx: ['L82.0'],
    }),
  );
  return {
    mail: sampleMail('9 shaves', text),
    determination: sampleDetermination({
      lines,
      diagnoses: [
        {
          sequence: 1,
          code: 'L82.0',
          label: 'Inflamed seborrheic keratosis',
          confidence: 'documented',
          rationale: 'The note names the condition for each lesion.',
          support: sites.slice(0, 1).map(() => quote('inflamed seborrheic keratosis')),
        },
      ],
      edits: lines.slice(1).map((line) => ({
        id: `ptp.11311.${line.code}.${line.sequence}`,
        kind: 'ptp' as const,
        codes: ['11311', line.code],
        result: 'applied' as const,
        text: 'Distinct lesion; 59 is attached.',
        citations: [NCCI_MANUAL],
      })),
    }),
  };
}
