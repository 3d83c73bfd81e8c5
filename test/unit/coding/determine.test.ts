import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { determine, determinationSchema, type Determination } from '../../../src/coding/index.js';
import { openEngine } from '../../../src/service/engine.js';
import {
  documentationOf,
  type GivenCondition,
  type GivenService,
} from '../../helpers/documentation-builder.js';

const { knowledge } = openEngine();

function code(
  services: readonly GivenService[],
  extra: { conditions?: readonly GivenCondition[]; proposed?: readonly string[] } = {},
): Determination {
  return determinationSchema.parse(determine(documentationOf(services, extra), knowledge));
}

const lines = (determination: Determination) =>
  determination.lines.map(({ code: number, units, modifiers }) =>
    [`${number}x${units}`, ...modifiers].join('-'),
  );

const ak = (count?: number, site?: string): GivenService => ({
  act: 'destruction',
  with: {
    lesion: 'actinic-keratosis',
    ...(count === undefined ? {} : { count }),
    ...(site === undefined ? {} : { site }),
  },
});
const biopsy = (method: string | undefined, site: string, count = 1): GivenService => ({
  act: 'skin-biopsy',
  with: { ...(method === undefined ? {} : { method }), site, count },
});
const shave = (site: string | undefined, diameter?: number, lesion = 'nevus'): GivenService => ({
  act: 'shave-removal',
  with: {
    count: 1,
    lesion,
    ...(site === undefined ? {} : { site }),
    ...(diameter === undefined ? {} : { diameter: [diameter, 'cm'] }),
  },
});

describe('counted families', () => {
  it('add the lesions of all services up', () => {
    expect(lines(code([ak(6), ak(8)]))).toEqual(['17000x1', '17003x13']);
    expect(lines(code([ak(6), ak(9)]))).toEqual(['17004x1']);
  });

  it('ask for the total when one number is missing, within what is already certain', () => {
    const { status, queries } = code([ak(5), ak()]);
    expect(status).toBe('query-needed');
    expect(queries[0]?.outcomes.map(({ answer, result }) => `${answer}: ${result}`)).toEqual([
      '6 to 14: 17000 and 17003 × (number of premalignant lesions - 1)',
      '15 or more: 17004',
      'Other, or unable to determine: no code can be supported',
    ]);
  });

  it('ask nothing when the missing number cannot change the code', () => {
    const {
      queries,
      lines: [line],
    } = code([ak(15), ak()]);
    expect(queries).toEqual([]);
    expect(line).toMatchObject({ code: '17004', units: 1 });
  });

  it.each([0, 2.5])('do not take %d for a number of lesions', (count) => {
    const { status, queries } = code([ak(count)]);
    expect(status).toBe('query-needed');
    expect(queries[0]).toMatchObject({
      element: 'count',
      indicators: [{ excerpt: expect.stringContaining('destruction') as string }],
    });
  });
});

describe('a destruction whose lesion is not named', () => {
  it('is asked about, with the codes of every kind of lesion', () => {
    const { status, queries } = code([{ act: 'destruction', with: { count: 4 } }]);
    expect(status).toBe('query-needed');
    expect(queries[0]).toMatchObject({ element: 'lesion' });
    const outcomes = queries[0]?.outcomes ?? [];
    expect(outcomes).toContainEqual({
      answer: 'premalignant skin lesion',
      result: '17000 and 17003 × 3',
    });
    expect(outcomes).toContainEqual({ answer: 'skin tag', result: '11200' });
    expect(outcomes.find(({ answer }) => answer === 'malignant skin lesion')?.result).toMatch(
      /depending on the/,
    );
  });

  it('takes the kind from the diagnosis of its clause', () => {
    const services = [{ act: 'destruction', with: { count: 4, lesion: 'unspecified-lesion' } }];
    expect(lines(code(services, { conditions: [{ concept: 'wart', services: ['s1'] }] }))).toEqual([
      '17110x1',
    ]);
  });

  it('does not take it from a diagnosis that is only suspected, or that belongs to another service', () => {
    const services = [{ act: 'destruction', with: { count: 4 } }, biopsy('punch', 'nose')];
    const suspected: GivenCondition = {
      concept: 'wart',
      assertion: 'hypothetical',
      services: ['s1'],
    };
    expect(lines(code(services, { conditions: [suspected] }))).toEqual(['11104x1']);
    expect(lines(code(services, { conditions: [{ concept: 'wart', services: ['s2'] }] }))).toEqual([
      '11104x1',
    ]);
  });
});

describe('biopsies', () => {
  it('have one primary by technique, whatever the order of the note', () => {
    const three = [
      biopsy('tangential', 'nose'),
      biopsy('incisional', 'back'),
      biopsy('punch', 'neck', 2),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(three, { minLength: 3 }), (services) => {
        expect(lines(code(services)).sort()).toEqual(['11103x1', '11105x2', '11106x1']);
      }),
    );
  });

  it('put add-ons after their primary', () => {
    expect(lines(code([biopsy('tangential', 'nose'), biopsy('punch', 'back')]))).toEqual([
      '11104x1',
      '11103x1',
    ]);
  });

  it('are asked for the technique, with the outcome for the whole session', () => {
    const { queries } = code([biopsy(undefined, 'nose'), biopsy('punch', 'back')]);
    expect(queries.map(({ element, about }) => `${element}: ${about}`)).toEqual([
      'method: skin biopsy, nose',
    ]);
    expect(queries[0]?.outcomes[0]).toEqual({
      answer: 'incisional (wedge) technique',
      result: '11106 and 11105',
    });
  });

  it('stay for review while another lesion of the session is open', () => {
    const { lines: coded } = code([biopsy('incisional', 'nose'), biopsy(undefined, 'back')]);
    expect(coded.map(({ code: number, confidence }) => [number, confidence])).toEqual([
      ['11106', 'review'],
    ]);
  });

  it('take simple closure in, but leave it to a coder beside an excision', () => {
    const closed = code([biopsy('punch', 'nose'), { act: 'repair', with: { site: 'nose' } }]);
    expect(closed.edits.map(({ id }) => id)).toContain('skin-biopsy.integral.repair');
    expect(closed.setAside).toEqual([]);
    const beside = code([
      biopsy('punch', 'nose'),
      { act: 'excision', with: { site: 'back' } },
      { act: 'repair' },
    ]);
    expect(beside.edits.map(({ id }) => id)).not.toContain('skin-biopsy.integral.repair');
  });
});

describe('shave removals', () => {
  it.each([
    ['back', 0.5, '11300'],
    ['back', 0.6, '11301'],
    ['hand', 1.0, '11306'],
    ['sole', 1.1, '11307'],
    ['ear', 2.0, '11312'],
    ['eyelid', 2.1, '11313'],
  ])('on the %s of %d cm are %s', (site, diameter, expected) => {
    expect(lines(code([shave(site, diameter)]))).toEqual([`${expected}x1`]);
  });

  it('of one size and group are units of one line, and lines of their own under different diagnoses', () => {
    expect(lines(code([shave('back', 0.4), shave('chest', 0.3)]))).toEqual(['11300x2']);
    expect(lines(code([shave('back', 0.4), shave('chest', 0.3, 'seborrheic-keratosis')]))).toEqual([
      '11300x1',
      '11300x1-59',
    ]);
  });

  it('without a size have the smallest, marked as assumed, with the outcome of each size', () => {
    const { lines: coded, queries } = code([shave('cheek')]);
    expect(coded[0]).toMatchObject({ code: '11310', confidence: 'assumed' });
    expect(coded[0]?.rationale.elements).toContainEqual(
      expect.objectContaining({ element: 'diameter', value: '0.5 cm or less', assumed: true }),
    );
    expect(queries[0]?.outcomes.map(({ result }) => result).slice(0, 4)).toEqual([
      '11310',
      '11311',
      '11312',
      '11313',
    ]);
  });

  it('at a site too general for a group ask for the site', () => {
    const { queries } = code([shave('head-neck', 0.7)]);
    expect(queries[0]?.outcomes.map(({ result }) => result)).toEqual([
      '11306',
      '11311',
      'no code can be supported',
    ]);
  });

  it('with two stated sizes ask which one it was', () => {
    const { lines: none, queries } = code([
      {
        act: 'shave-removal',
        with: {
          count: 1,
          site: 'back',
          diameter: [
            [0.4, 'cm'],
            [0.8, 'cm'],
          ],
        },
      },
    ]);
    expect(none).toEqual([]);
    expect(
      queries[0]?.outcomes.map(({ answer, result }) => `${answer}: ${result}`).slice(0, 2),
    ).toEqual(['0.4 cm: 11300', '0.8 cm: 11301']);
  });

  it('through the full thickness are no shaves', () => {
    const deep = code([
      {
        act: 'shave-removal',
        with: { count: 1, site: 'back', diameter: [0.4, 'cm'], depth: 'full-thickness' },
      },
    ]);
    expect(deep).toMatchObject({ status: 'out-of-scope', lines: [] });
    expect(deep.setAside[0]?.reason).toMatch(/excision/);
  });
});

describe('two services and one lesion', () => {
  it('are one code when the note says the same lesion', () => {
    const result = code([
      { act: 'skin-biopsy', with: { method: 'tangential', count: 1, site: 'hand' } },
      {
        act: 'destruction',
        with: { lesion: 'wart', count: 1, site: 'hand', relation: 'same-lesion' },
      },
    ]);
    expect(lines(result)).toEqual(['17110x1']);
    expect(result.notSelected).toContainEqual(
      expect.objectContaining({ code: '11102', rule: 'lesion-once.biopsy' }),
    );
  });

  it('are two codes with the modifier on column two when sites differ', () => {
    const result = code([biopsy('tangential', 'nose'), ak(3, 'scalp')]);
    expect(lines(result)).toEqual(['11102x1', '17000x1-59', '17003x2']);
    expect(result.lines[1]?.modifierReasons[0]?.reason).toMatch(/separate lesion/);
    expect(result.lines[1]?.payerNotes.join()).toMatch(/XS/);
    expect(result.lines.every(({ confidence }) => confidence === 'documented')).toBe(true);
  });

  it('are asked about when nothing tells them apart, and stay for review without the modifier', () => {
    const result = code([biopsy('tangential', 'nose'), ak(3, 'face')]);
    expect(lines(result)).toEqual(['11102x1', '17000x1', '17003x2']);
    expect(result.lines[0]?.confidence).toBe('review');
    expect(result.queries.map(({ element }) => element)).toEqual(['relation']);
    expect(result.queries[0]?.outcomes[0]?.result).toMatch(
      /^17000 and 17003 × 2; the skin biopsy is part of it/,
    );
  });

  it('are apart when the sides are opposite or the note says separate', () => {
    const side = (act: GivenService, laterality: string): GivenService => ({
      act: act.act,
      with: { ...act.with, laterality },
    });
    expect(
      lines(code([side(biopsy('punch', 'hand'), 'left'), side(shave('hand', 0.3), 'right')])),
    ).toEqual(['11104x1', '11305x1-59']);
    const said: GivenService = {
      act: 'skin-biopsy',
      with: { method: 'punch', count: 1, site: 'back', relation: 'separate-lesion' },
    };
    expect(lines(code([said, shave('back', 0.3)]))).toEqual(['11104x1', '11300x1-59']);
  });

  it('are judged pair by pair: "the same lesion" points to the service beside it', () => {
    const result = code([
      biopsy('punch', 'arm'),
      biopsy('tangential', 'hand'),
      { act: 'destruction', with: { lesion: 'wart', count: 1, relation: 'same-lesion' } },
    ]);
    expect(result.notSelected.map(({ code: number }) => number)).toContain('11102');
    expect(lines(result)).toContain('11104x1');
  });

  it('lose the biopsy to an excision of the same lesion whose code is still open', () => {
    const result = code([
      { act: 'skin-biopsy', with: { method: 'punch', count: 1, relation: 'same-lesion' } },
      { act: 'excision' },
    ]);
    expect(result.lines).toEqual([]);
    expect(result.notSelected.map(({ code: number }) => number)).toEqual(['11104']);
    expect(result.status).toBe('query-needed');
  });
});

describe('what is not coded', () => {
  it.each(['planned', 'negated', 'historical', 'hypothetical', 'someone-else', 'aborted'] as const)(
    'a service that is %s is set aside with a reason',
    (assertion) => {
      const result = code([{ ...ak(3), assertion }]);
      expect(result).toMatchObject({ status: 'out-of-scope', lines: [], queries: [] });
      expect(result.setAside).toEqual([expect.objectContaining({ assertion })]);
    },
  );

  it.each([
    ['destruction', { lesion: 'genital-wart', count: 3 }, /genital and anal warts/],
    ['destruction', { lesion: 'molluscum', site: 'penis', count: 3 }, /coded by organ/],
    ['destruction', { lesion: 'angioma', count: 3 }, /vascular/],
    ['skin-biopsy', { method: 'punch', site: 'lip', count: 1 }, /lip has a code of its own/],
    ['skin-biopsy', { method: 'punch', site: 'vulva', count: 1 }, /penis, vulva and perineum/],
  ])('%s %j belongs to codes of another family', (act, given, reason) => {
    const result = code([{ act, with: given }]);
    expect(result).toMatchObject({ status: 'out-of-scope', lines: [] });
    expect(result.setAside[0]?.reason).toMatch(reason);
  });

  it('current or a curette without a named lesion is no destruction, cold is asked about', () => {
    const cautery = code([
      { act: 'destruction', with: { method: 'electrosurgery', site: 'back' } },
    ]);
    expect(cautery).toMatchObject({ status: 'out-of-scope', queries: [] });
    const cold = code([{ act: 'destruction', with: { method: 'cryosurgery', count: 6 } }]);
    expect(cold.queries.map(({ element }) => element)).toEqual(['lesion']);
  });

  it('a shave without a named lesion stays for review', () => {
    const { lines: coded } = code([
      { act: 'shave-removal', with: { count: 1, site: 'back', diameter: [0.4, 'cm'] } },
    ]);
    expect(coded[0]).toMatchObject({ code: '11300', confidence: 'review' });
  });

  it('a service that is only partly elsewhere stays, for review', () => {
    const mixed = code([
      { act: 'destruction', with: { lesion: 'wart', count: 5, site: ['hand', 'penis'] } },
    ]);
    expect(mixed.lines).toEqual([expect.objectContaining({ code: '17110', confidence: 'review' })]);
    expect(mixed.lines[0]?.confidenceReasons.join()).toMatch(/coded by organ/);
  });

  it('a number that covers lesions of two families is asked about', () => {
    const { status, queries } = code([
      {
        act: 'destruction',
        with: { lesion: ['actinic-keratosis', 'seborrheic-keratosis'], count: 8 },
      },
    ]);
    expect(status).toBe('query-needed');
    expect(queries[0]?.outcomes.map(({ answer }) => answer)).toContain(
      'Several kinds, with the number of each',
    );
  });

  it('an empty note is out of scope', () => {
    expect(code([])).toMatchObject({ status: 'out-of-scope', lines: [], setAside: [] });
  });

  it('published edits that were not loaded are named as not run', () => {
    expect(
      code([ak(1)])
        .edits.filter(({ result }) => result === 'not-run')
        .map(({ kind }) => kind),
    ).toEqual(['ptp', 'mue', 'add-on', 'indicator', 'diagnosis', 'diagnosis', 'coverage']);
  });
});

describe('codes that the sender names', () => {
  it('are never documentation', () => {
    expect(code([], { proposed: ['17110'] })).toMatchObject({ status: 'out-of-scope', lines: [] });
  });

  it('are confirmed by the rationale or refused with the row that says why', () => {
    const result = code([ak(7)], { proposed: ['17000', '17004', '17110', '99213'] });
    expect(result.lines[0]?.rationale.text).toMatch(
      /sender named this code; the documentation supports it/,
    );
    const said = result.notSelected.filter(({ proposed }) => proposed);
    expect(said.map(({ code: number, rule }) => [number, rule])).toEqual([
      ['17004', '17000.two-to-fourteen'],
      ['17110', 'destruction-benign'],
      ['99213', 'office-visit'],
    ]);
  });

  it('are left open where the note leaves them open', () => {
    const { notSelected } = code([ak()], { proposed: ['17004'] });
    expect(notSelected[0]).toMatchObject({
      code: '17004',
      reason: 'The note leaves open what decides this code; see the question.',
    });
  });

  it('are not refused as if an assumed size were documented', () => {
    const { notSelected } = code([shave('back')], { proposed: ['11302'] });
    expect(notSelected[0]?.reason).toMatch(/nothing is documented and 0\.5 cm or less is assumed/);
  });

  it('name the cell that they miss', () => {
    const { notSelected } = code([shave('back', 0.7)], { proposed: ['11303'] });
    expect(notSelected[0]?.reason).toBe(
      'It needs lesion diameter: more than 2 cm; documented is 0.7 cm.',
    );
  });
});

describe('diagnoses', () => {
  it('follow site and side and point from their lines', () => {
    const side: GivenService = {
      act: 'shave-removal',
      with: {
        count: 1,
        lesion: 'nevus',
        site: 'forearm',
        laterality: 'left',
        diameter: [0.4, 'cm'],
      },
    };
    const result = code([side, ak(2)]);
    expect(result.diagnoses.map(({ code: number }) => number)).toEqual(['D22.62', 'L57.0']);
    expect(result.lines.map(({ dx }) => dx)).toEqual([['D22.62'], ['L57.0'], ['L57.0']]);
  });

  it('are never taken from a suspicion', () => {
    const result = code(
      [
        {
          act: 'skin-biopsy',
          with: { method: 'punch', count: 1, site: 'nose', lesion: 'basal-cell-carcinoma' },
        },
      ],
      {
        conditions: [
          { concept: 'basal-cell-carcinoma', assertion: 'hypothetical', services: ['s1'] },
        ],
      },
    );
    expect(result.diagnoses).toEqual([]);
  });

  it('of an unnamed lesion stand for review', () => {
    const result = code([
      {
        act: 'skin-biopsy',
        with: { method: 'punch', count: 1, site: 'nose', lesion: 'unspecified-lesion' },
      },
    ]);
    expect(result.diagnoses).toEqual([
      expect.objectContaining({ code: 'L98.9', confidence: 'review' }),
    ]);
    expect(result.lines[0]?.confidence).toBe('documented');
  });

  it.each([
    ['dysplastic-nevus', 'back', 'D22.5'],
    ['nevus', 'vulva', 'D22.9'],
    ['basal-cell-carcinoma', 'upper-eyelid', 'C44.111'],
  ])('of a %s on the %s need a person', (lesion, site, expected) => {
    const result = code([
      { act: 'shave-removal', with: { count: 1, lesion, site, diameter: [0.4, 'cm'] } },
    ]);
    expect(result.diagnoses).toEqual([
      expect.objectContaining({ code: expected, confidence: 'review' }),
    ]);
  });

  it('do not repeat a broader word beside the finer one', () => {
    const result = code([{ act: 'destruction', with: { lesion: 'plantar-wart', count: 12 } }], {
      conditions: [
        { concept: 'plantar-wart', services: ['s1'] },
        { concept: 'wart', services: ['s1'] },
      ],
    });
    expect(result.diagnoses.map(({ code: number }) => number)).toEqual(['B07.0']);
  });

  it('point a named lesion to its own diagnosis, not to a condition told in the same sentence', () => {
    const found = determine(
      documentationOf([{ act: 'destruction', with: { lesion: 'wart', count: 4 } }], {
        conditions: [{ concept: 'rash', services: ['s1'] }],
      }),
      knowledge,
    );
    expect(found.lines.map(({ dx }) => dx)).toEqual([['B07.9']]);
    expect(found.diagnoses.map(({ code }) => code)).toEqual(['B07.9', 'R21']);
  });

  it('leave out a lesion that only a planned service names', () => {
    const found = determine(
      documentationOf(
        [
          { act: 'destruction', with: { lesion: 'wart', count: 4 } },
          { act: 'skin-tag-removal', assertion: 'planned', with: { lesion: 'skin-tag', count: 3 } },
        ],
        { conditions: [{ concept: 'skin-tag', services: ['s2'], inside: 's2' }] },
      ),
      knowledge,
    );
    expect(found.diagnoses.map(({ code }) => code)).toEqual(['B07.9']);
  });
});

describe('every determination', () => {
  const service = fc.record({
    act: fc.constantFrom(
      'destruction',
      'skin-biopsy',
      'shave-removal',
      'skin-tag-removal',
      'paring',
      'excision',
      'repair',
    ),
    with: fc.record(
      {
        lesion: fc.constantFrom(
          'actinic-keratosis',
          'wart',
          'skin-tag',
          'callus',
          'nevus',
          'unspecified-lesion',
          'melanoma',
        ),
        count: fc.integer({ min: 0, max: 30 }),
        site: fc.constantFrom('nose', 'face', 'back', 'hand', 'ear', 'genitalia', 'extremity'),
        method: fc.constantFrom('tangential', 'punch', 'incisional', 'cryosurgery'),
        diameter: fc
          .integer({ min: 1, max: 40 })
          .map((value): readonly [number, string] => [value / 10, 'cm']),
        relation: fc.constantFrom('same-lesion', 'separate-lesion'),
      },
      { requiredKeys: [] },
    ),
  });
  const proposals = fc.subarray(['17000', '17110', '11301', 'D22.5', '99213']);

  it('is valid, stable, complete and honest about what it leaves out', () => {
    fc.assert(
      fc.property(fc.array(service, { maxLength: 5 }), proposals, (services, proposed) => {
        const documentation = documentationOf(services, { proposed });
        const first = determine(documentation, knowledge);
        expect(JSON.stringify(determine(structuredClone(documentation), knowledge))).toBe(
          JSON.stringify(first),
        );
        determinationSchema.parse(first);
        const reported = new Set(first.lines.map(({ code: number }) => number));
        for (const line of first.lines) {
          expect(line.support.length).toBeGreaterThan(0);
          expect(line.rationale.rows.length).toBeGreaterThan(0);
          expect(line.rationale.citations.length).toBeGreaterThan(0);
          if (line.confidence !== 'documented')
            expect(line.confidenceReasons.length).toBeGreaterThan(0);
          for (const { excerpt, start, end } of line.support) {
            expect(documentation.text.slice(start, end)).toBe(excerpt);
          }
        }
        for (const { code: number } of first.notSelected) expect(reported.has(number)).toBe(false);
        expect(first.status === 'codes-supported').toBe(first.lines.length > 0);
        expect(JSON.stringify(first.queries)).not.toMatch(/\bpay|reimburs|\$/i);
        // No performed service disappears: its words stand with a line, a question or a place aside, or a
        // policy took it in and says so.
        const shown = new Set(
          [
            ...first.lines.flatMap(({ support }) => support),
            ...first.queries.flatMap(({ indicators }) => indicators),
            ...first.setAside.flatMap(({ support }) => support),
          ].map(({ start }) => start),
        );
        const hidden = documentation.services.filter(({ support }) => !shown.has(support.start));
        const applied = first.edits.filter(
          ({ kind, result }) => kind === 'policy' && result === 'applied',
        );
        expect(applied.length).toBeGreaterThanOrEqual(hidden.length);
      }),
      { numRuns: 300 },
    );
  });
});
