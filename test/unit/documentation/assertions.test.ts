import { describe, expect, it } from 'vitest';
import { conditions, done, read, services } from './summary.js';

describe('Only what was done is performed', () => {
  it.each([
    ['a refusal', 'Patient declined cryotherapy.', 'negated destruction cryosurgery'],
    [
      'a denial before the act',
      'Did not freeze the wart.',
      'negated destruction x1 wart cryosurgery',
    ],
    [
      'a denial after the act',
      'Shave biopsy was not performed.',
      'negated skin-biopsy x1 tangential',
    ],
    [
      'a plan',
      'We will freeze 3 warts at the next visit.',
      'planned destruction x3 wart cryosurgery',
    ],
    [
      'a plan told after the act',
      'Shave removal of the nevus is scheduled for May.',
      'planned shave-removal x1 nevus',
    ],
    [
      'the past',
      'History of cryo to 5 AKs.',
      'historical destruction x5 actinic-keratosis cryosurgery',
    ],
    [
      'what is followed up',
      'Follow-up of cryo to 5 AKs.',
      'historical destruction x5 actinic-keratosis cryosurgery',
    ],
    [
      'what the patient has had',
      'He has had cryo to 5 AKs.',
      'historical destruction x5 actinic-keratosis cryosurgery',
    ],
    [
      'another year',
      'Cryo to 5 AKs last year.',
      'historical destruction x5 actinic-keratosis cryosurgery',
    ],
    [
      'another clinic',
      'Shave biopsy of the nose done at another clinic.',
      'someone-else skin-biopsy x1 @nose tangential',
    ],
    [
      'a stopped act',
      'Shave removal of a back lesion was aborted.',
      'aborted shave-removal x1 unspecified-lesion @back',
    ],
    [
      'a discussion',
      'Discussed cryotherapy for the wart.',
      'hypothetical destruction x1 wart cryosurgery',
    ],
  ])('sets aside %s', (_title, note, expected) => {
    expect(services(note)).toEqual([expected]);
  });

  it('keeps the words that set a service aside', () => {
    expect(read('Patient declined cryotherapy.').services[0]?.assertionCue?.excerpt).toBe(
      'declined',
    );
  });

  it.each([
    [
      'a refusal before a comma',
      'No biopsy, 12 warts frozen.',
      ['destruction x12 wart cryosurgery'],
    ],
    [
      'a turn of the sentence',
      'Did not biopsy the nevus but froze 3 warts.',
      ['destruction x3 wart cryosurgery'],
    ],
    [
      'a denied complication',
      'Froze 3 warts, no complications.',
      ['destruction x3 wart cryosurgery'],
    ],
    [
      'an older treatment',
      'S/p cryo to 5 AKs last year. Today 3 AKs on the scalp frozen.',
      ['destruction x3 actinic-keratosis @scalp cryosurgery'],
    ],
    [
      'a later visit',
      'Froze 3 warts. RTC in 3 months for repeat cryo.',
      ['destruction x3 wart cryosurgery'],
    ],
  ])('ends the reach of a cue after %s', (_title, note, expected) => {
    expect(done(note)).toEqual(expected);
  });
});

describe('Sections say how to read what stands under them', () => {
  it('reads the past medical history as past', () => {
    expect(services('PMH: BCC excised 2019.')).toEqual([
      'historical excision basal-cell-carcinoma',
    ]);
  });
  it('reads a plan as planned unless it tells a finished act', () => {
    expect(services('Plan: cryotherapy of AKs')).toEqual([
      'planned destruction actinic-keratosis cryosurgery',
    ]);
    expect(done('Plan: froze 3 AKs')).toEqual(['destruction x3 actinic-keratosis cryosurgery']);
    expect(done('Plan: LN2 x 4 AKs performed')).toEqual([
      'destruction x4 actinic-keratosis cryosurgery',
    ]);
  });
  it('reads the family history as somebody else’s', () => {
    expect(conditions('Family history: melanoma')).toEqual(['someone-else melanoma']);
  });
  it('ends a one-line section at the next paragraph', () => {
    expect(done('PMH: BCC.\n\nWe froze 3 AKs.')).toEqual([
      'destruction x3 actinic-keratosis cryosurgery',
    ]);
  });
  it('lets a label set its items aside', () => {
    expect(services('Declined: shave biopsy of the nose')).toEqual([
      'negated skin-biopsy x1 @nose tangential',
    ]);
  });
});

describe('The sender’s question is no documentation', () => {
  it('but the facts told before it are', () => {
    expect(done('Cryo of 12 warts, how do I code it?')).toEqual([
      'destruction x12 wart cryosurgery',
    ]);
    expect(done('17110 for 12 frozen warts?')).toEqual(['destruction x12 wart cryosurgery']);
  });
  it('adds no service and no denial to what was told', () => {
    const told = 'Froze 3 warts. ';
    for (const question of [
      'Can I bill the lidocaine injection too?',
      'Is it 17003 or 17004?',
      'Does it?',
      'Should this not be an excision?',
      'One unit per wart?',
      'My partner says it means excision. Does it?',
    ]) {
      expect(services(told + question)).toEqual(['destruction x3 wart cryosurgery']);
    }
  });
  it('stands for the act where nothing else tells it', () => {
    expect(done('How do I code shave removal of a 0.8 cm nevus on the nose?')).toEqual([
      'shave-removal x1 nevus @nose 0.8',
    ]);
    expect(done('60yo M seen for shave removal of a 1.1 cm seb k off the right temple.')).toEqual([
      'shave-removal x1 seborrheic-keratosis @right temple 1.1',
    ]);
  });
  it('does not turn a declined act into a performed one', () => {
    expect(done('Presents for cryo of warts. Patient declined cryo.')).toEqual([]);
  });
});

describe('Conditions keep how sure the note is', () => {
  it.each([
    [
      'Shave biopsy of a spot on the nose suspicious for BCC.',
      'hypothetical basal-cell-carcinoma (s1)',
    ],
    ['Biopsy of the nose, r/o melanoma.', 'hypothetical melanoma (s1)'],
    ['Shave biopsy of the nose. ?BCC', 'hypothetical basal-cell-carcinoma (s1)'],
    ['Her mother had warts.', 'someone-else wart'],
    ['No evidence of melanoma.', 'negated melanoma'],
    ['History of BCC.', 'historical basal-cell-carcinoma'],
    ['Froze 3 warts.', 'wart (s1)'],
  ])('%s', (note, expected) => {
    expect(conditions(note)).toContain(expected);
  });
  it('takes the pathology report into the service', () => {
    const note = read('Shave removal of a 1.1 cm mole on the back. Path: benign compound nevus.');
    expect(note.services[0]?.arguments['pathology']).toMatchObject([{ concept: 'benign' }]);
    expect(note.services).toHaveLength(1);
  });
});
