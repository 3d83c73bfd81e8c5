import { describe, expect, it } from 'vitest';
import { done, read, services } from './summary.js';

/** Each row: what the note says, and the services that it documents. */
type Row = readonly [title: string, note: string, expected: readonly string[]];

const check = (rows: readonly Row[]): void => {
  it.each(rows)('%s', (_title, note, expected) => {
    expect(services(note)).toEqual(expected);
  });
};

describe('A number behind a single lesion counts further ones of its kind', () => {
  const first = 'destruction x1 actinic-keratosis cryosurgery';
  check([
    [
      'others',
      'LN2 to that AK and 2 others.',
      [first, 'destruction x2 actinic-keratosis cryosurgery'],
    ],
    [
      'more, at another site',
      'LN2 to the AK plus 3 more on the scalp.',
      [first, 'destruction x3 actinic-keratosis @scalp cryosurgery'],
    ],
    [
      'joined by "as well as"',
      'Froze the AK on the left ear as well as two on the right hand.',
      [
        'destruction x1 actinic-keratosis @left ear cryosurgery',
        'destruction x2 actinic-keratosis @right hand cryosurgery',
      ],
    ],
    ['but not weeks until the recheck', 'Froze an AK; recheck in 2 more weeks.', [first]],
  ]);
});

describe('A lesion treated with a topical medicine is not destroyed', () => {
  check([
    ['by name', 'AKs x 4 treated with fluorouracil.', []],
    ['by abbreviation', 'Field treatment of AKs with 5-FU cream.', []],
    [
      'while those that were frozen are',
      'Froze 4 AKs; Rx imiquimod for the others.',
      ['destruction x4 actinic-keratosis cryosurgery'],
    ],
  ]);
});

describe('An act is read with its lesion, count and method', () => {
  check([
    ['from a plain sentence', 'We froze 12 warts today.', ['destruction x12 wart cryosurgery']],
    [
      'when the method alone tells the act',
      'LN2 to 5 AKs on the scalp.',
      ['destruction x5 actinic-keratosis @scalp cryosurgery'],
    ],
    [
      'when the verb comes last',
      'Nine plantar warts were destroyed.',
      ['destruction x9 plantar-wart'],
    ],
    [
      'when the count follows as x15',
      'Destroyed warts x 15, LN2.',
      ['destruction x15 wart cryosurgery'],
    ],
    [
      'when the count stands in brackets',
      'Cryo to AKs (7) of the face.',
      ['destruction x7 actinic-keratosis @face cryosurgery'],
    ],
    [
      'when the number is spelled and repeated',
      'Twelve (12) warts were frozen.',
      ['destruction x12 wart cryosurgery'],
    ],
    [
      'with a dozen as twelve',
      'Froze a dozen AKs.',
      ['destruction x12 actinic-keratosis cryosurgery'],
    ],
    [
      'with a total as its lower bound when a plus follows',
      '15+ AKs frozen.',
      ['destruction x15 actinic-keratosis cryosurgery'],
    ],
    [
      'with "a wart" as one',
      'Froze a wart on the left thumb.',
      ['destruction x1 wart @left thumb cryosurgery'],
    ],
    [
      'without a count when the note gives none',
      'Several warts were frozen.',
      ['destruction wart cryosurgery'],
    ],
    [
      'as skin tag removal whatever verb takes the tags off',
      'Snipped ten skin tags from the neck.',
      ['skin-tag-removal x10 skin-tag @neck surgical'],
    ],
    [
      'as skin tag removal when the tags are frozen',
      'Froze 4 skin tags.',
      ['skin-tag-removal x4 skin-tag cryosurgery'],
    ],
    [
      'as paring when corns are trimmed',
      'Trimmed 3 corns on the right foot.',
      ['paring x3 corn @right foot'],
    ],
    [
      'as a shave removal when removed by shave technique',
      'A 0.6 cm nevus of the chin was removed by shave technique.',
      ['shave-removal x1 nevus @chin 0.6 tangential'],
    ],
    [
      'with the object inside the verb',
      'Raised mole on the arm, 1.1 cm; I took it off by shave technique.',
      ['shave-removal x1 nevus @arm 1.1 tangential'],
    ],
    [
      'as a biopsy when the shave is a shave biopsy',
      'Shave biopsy of a lesion on the nose.',
      ['skin-biopsy x1 unspecified-lesion @nose tangential'],
    ],
    [
      'as an excision, not a biopsy, for a punch excision',
      'Punch excision of a 1 cm cyst on the back.',
      ['excision x1 cyst @back 1'],
    ],
    [
      'by laser, curette or acid alike',
      'Cantharidin applied to 14 molluscum.',
      ['destruction x14 molluscum chemical'],
    ],
    [
      'through one slip of the pen in a long word',
      'Froze 5 aktinic keratoses.',
      ['destruction x5 actinic-keratosis cryosurgery'],
    ],
  ]);
});

describe('Each lesion with its own particulars is a service of its own', () => {
  check([
    [
      'for a list of counts and places after a total',
      '17 warts frozen: 9 on L knee, 2 plantar under the R big toe, 6 on R hand',
      [
        'destruction x9 wart @left knee cryosurgery',
        'destruction x2 plantar-wart @sole cryosurgery',
        'destruction x6 wart @right hand cryosurgery',
      ],
    ],
    [
      'for two kinds that share a noun',
      'Froze 10 plantar and 7 flat warts.',
      ['destruction x10 plantar-wart cryosurgery', 'destruction x7 flat-wart cryosurgery'],
    ],
    [
      'for three sizes of three nevi',
      'Shaved 3 nevi on the back 0.4, 0.6, 1.2 cm',
      [
        'shave-removal x1 nevus @back 0.4 tangential',
        'shave-removal x1 nevus @back 0.6 tangential',
        'shave-removal x1 nevus @back 1.2 tangential',
      ],
    ],
    [
      'but two lesions of one size are one service',
      'Shave removal of two 0.5 cm nevi on the left arm.',
      ['shave-removal x2 nevus @left arm 0.5'],
    ],
    [
      'for places with sizes',
      'Shave removal left cheek 0.8 cm, right cheek 1.1 cm and back 2.1 cm',
      [
        'shave-removal x1 @left cheek 0.8',
        'shave-removal x1 @right cheek 1.1',
        'shave-removal x1 @back 2.1',
      ],
    ],
    [
      'for biopsies at two places',
      'Punch biopsies of the left forearm and right calf.',
      ['skin-biopsy x1 @left forearm punch', 'skin-biopsy x1 @right leg punch'],
    ],
    [
      'for different acts in one sentence',
      '12 molluscum curetted; 3 skin tags snipped; one nevus shaved off the chin, 0.6 cm',
      [
        'destruction x12 molluscum curettement',
        'skin-tag-removal x3 skin-tag surgical',
        'shave-removal x1 nevus @chin 0.6',
      ],
    ],
    [
      'for another lesion of the same place',
      'Biopsied a mole on the neck and shaved another lesion of the neck, 0.4 cm.',
      ['skin-biopsy x1 nevus @neck', 'shave-removal x1 unspecified-lesion @neck 0.4 tangential'],
    ],
    [
      'with a trailing method shared by all',
      'Destruction of 3 AKs on the face and 12 warts on the hands with LN2.',
      [
        'destruction x3 actinic-keratosis @face cryosurgery',
        'destruction x12 wart @hand cryosurgery',
      ],
    ],
    [
      'but many places of one count stay together',
      'Froze 12 AKs on the face, scalp and hands.',
      ['destruction x12 actinic-keratosis @face+scalp+hand cryosurgery'],
    ],
    [
      'for counts that follow their places',
      'Cryo: face 3, scalp 2, L hand 1 (all AKs)',
      [
        'destruction x3 actinic-keratosis @face cryosurgery',
        'destruction x2 actinic-keratosis @scalp cryosurgery',
        'destruction x1 actinic-keratosis @left hand cryosurgery',
      ],
    ],
  ]);
});

describe('Lists pass their heading on to their items', () => {
  check([
    [
      'for bullets under an act',
      'Shave removals:\n- left cheek 0.8 x 0.6 cm\n- nose, 5mm\n- back 2.2cm\n',
      [
        'shave-removal x1 @left cheek 0.8',
        'shave-removal x1 @nose 0.5',
        'shave-removal x1 @back 2.2',
      ],
    ],
    [
      'for numbered problems with their own acts',
      'A/P:\n1. AK x 7 - LN2 today\n2. SK - reassurance\n3. Nevus R shoulder - shave bx\n4. Warts: cantharidin applied to 14 lesions',
      [
        'destruction x7 actinic-keratosis cryosurgery',
        'planned skin-biopsy x1 nevus @right shoulder tangential',
        'destruction x14 wart chemical',
      ],
    ],
    [
      'for labels that give place and technique',
      'Two lesions were biopsied.\nLeft forearm: punch.\nRight forearm: shave.',
      [
        'skin-biopsy x1 unspecified-lesion @left forearm punch',
        'skin-biopsy x1 unspecified-lesion @right forearm tangential',
      ],
    ],
    [
      'for a form with one fact a line',
      'Procedure: shave biopsy\nIndication: r/o melanoma\nSite: left upper back\nSize: 0.7 cm\nAnesthesia: 1% lidocaine with epi, 2 cc\nThe lesion was removed with a #15 blade. Hemostasis with electrocautery.',
      ['skin-biopsy x1 unspecified-lesion @left back 0.7 tangential'],
    ],
  ]);
});

describe('A second telling is not a second service', () => {
  check([
    [
      'when consent and procedure name one act',
      'Consent for shave biopsy obtained. Shave biopsy of R ear.',
      ['ear-biopsy x1 @right ear tangential'],
    ],
    [
      'when findings come first',
      'Pt has 5 AKs on scalp and 3 on the face. Cryotherapy performed.',
      [
        'destruction x5 actinic-keratosis @scalp cryosurgery',
        'destruction x3 actinic-keratosis @face cryosurgery',
      ],
    ],
    [
      'when the assessment names what the examination saw',
      'Exam: papule 0.4 cm on the R index finger.\nAssessment: verruca vulgaris\nPlan: LN2 x 3 freeze cycles applied.',
      ['destruction x1 common-wart @right index-finger 0.4 cryosurgery'],
    ],
    [
      'when all of them were treated',
      'Exam: 12 warts on the hands.\n\nAll warts were frozen with LN2 today.',
      ['destruction x12 wart @hand cryosurgery'],
    ],
    [
      'but two places are two services',
      'Froze 3 AKs on the nose. Froze 2 AKs on the scalp.',
      [
        'destruction x3 actinic-keratosis @nose cryosurgery',
        'destruction x2 actinic-keratosis @scalp cryosurgery',
      ],
    ],
    [
      'and "2 more" is a further service',
      'Cryo to 3 AKs on the forehead; 2 more on the left ear.',
      [
        'destruction x3 actinic-keratosis @forehead cryosurgery',
        'destruction x2 actinic-keratosis @left ear cryosurgery',
      ],
    ],
  ]);
});

describe('Totals, ranks and references are followed through the note', () => {
  check([
    [
      'three moles told by rank, the technique told of all',
      'Removed three moles today. First was 0.5 cm on the neck, second 0.9 cm on the chest, third 1.2 cm on the cheek. All by shave technique.',
      [
        'shave-removal x1 nevus @neck 0.5 tangential',
        'shave-removal x1 nevus @chest 0.9 tangential',
        'shave-removal x1 nevus @cheek 1.2 tangential',
      ],
    ],
    [
      'a total with its parts in brackets',
      'Skin tag removal x 25 (neck 15, axillae 10).',
      ['skin-tag-removal x15 skin-tag @neck', 'skin-tag-removal x10 skin-tag @axilla'],
    ],
    [
      'a total with its places only',
      'Removed 22 skin tags: neck and axillae.',
      ['skin-tag-removal x22 skin-tag @neck+axilla'],
    ],
    [
      'a sum at the end',
      'There were 5 AKs frozen and 4 SKs frozen, 9 in total.',
      [
        'destruction x5 actinic-keratosis cryosurgery',
        'destruction x4 seborrheic-keratosis cryosurgery',
      ],
    ],
    [
      'one and one of two',
      'Punch biopsies of two lesions, one on the left forearm and one on the back.',
      [
        'skin-biopsy x1 unspecified-lesion @left forearm punch',
        'skin-biopsy x1 unspecified-lesion @back punch',
      ],
    ],
    [
      'one and the other',
      'Pt had 2 lesions. One on the nose was shave biopsied and the other on the back was punch biopsied.',
      [
        'skin-biopsy x1 unspecified-lesion @nose tangential',
        'skin-biopsy x1 unspecified-lesion @back punch',
      ],
    ],
    [
      'techniques under a heading',
      'Biopsies:\nA. Left cheek - shave\nB. Scalp - punch\nC. Back - punch',
      [
        'skin-biopsy x1 @left cheek tangential',
        'skin-biopsy x1 @scalp punch',
        'skin-biopsy x1 @back punch',
      ],
    ],
    [
      'techniques with their own counts',
      'Did 4 biopsies: 2 shave (back, chest), 1 punch (arm) and 1 incisional (thigh).',
      [
        'skin-biopsy x1 @back tangential',
        'skin-biopsy x1 @chest tangential',
        'skin-biopsy x1 @arm punch',
        'skin-biopsy x1 @thigh incisional',
      ],
    ],
    [
      'a number smaller than that of the findings',
      'Patient with 16 AKs. We froze 14 and will do the other 2 next month.',
      ['destruction x14 actinic-keratosis cryosurgery'],
    ],
    [
      'two acts on the same lesions',
      'Treated 3 warts. Each was pared, then all were frozen.',
      ['paring x3 wart', 'destruction x3 wart cryosurgery'],
    ],
    [
      'labels with places and counts under a lead',
      'Cryotherapy was used to treat the following:\nFace: 4 AKs\nScalp: 6 AKs\nHands: 5 AKs\n',
      [
        'destruction x4 actinic-keratosis @face cryosurgery',
        'destruction x6 actinic-keratosis @scalp cryosurgery',
        'destruction x5 actinic-keratosis @hand cryosurgery',
      ],
    ],
    [
      'a list named only by the sender’s request',
      'Pls advise on coding the following visit: shave biopsy nose, punch biopsy back x2, cryo 3 AKs face.',
      [
        'skin-biopsy x1 @nose tangential',
        'skin-biopsy x2 @back punch',
        'destruction x3 actinic-keratosis @face cryosurgery',
      ],
    ],
  ]);
});

describe('An act below the skin is no act on the skin', () => {
  check([
    [
      'for a lymph node biopsy',
      'Open incisional biopsy of deep axillary nodes.',
      ['other-biopsy x1 @deep-structure incisional'],
    ],
    [
      'for trimmed nails',
      'Trimmed 6 calluses and debrided 10 toenails.',
      ['paring x6 callus', 'nail-procedure x10 @nail'],
    ],
    [
      'and cautery for hemostasis is no destruction',
      'Shave removal of a 0.8 cm nevus on the nose. Hemostasis with electrocautery.',
      ['shave-removal x1 nevus @nose 0.8'],
    ],
  ]);
  it('takes "mole" for the mole that the note speaks of', () => {
    const note = read('Hydatidiform mole, 13 wk size uterus. Curettage of mole.');
    expect(
      note.services.every(
        ({ act }) =>
          act !== 'destruction' || note.conditions.every(({ concept }) => concept !== 'nevus'),
      ),
    ).toBe(true);
    expect(note.conditions.map(({ concept }) => concept)).not.toContain('nevus');
  });
});

describe('A tool is no act', () => {
  it.each([
    'The vessels were divided with electrocautery.',
    'Frozen section of the thyroid was benign.',
    'The head was shaved and prepped.',
    'The canal was cleaned with a curette.',
  ])('%s', (note) => {
    expect(done(note)).toEqual([]);
  });
});

describe('Counts and cycles beside each other', () => {
  it.each([
    [
      'Did cryo x 2 on 1 plantar wart R heel',
      ['destruction x1 plantar-wart @right foot cryosurgery'],
    ],
    [
      'Shave removals: nose 5 mm; cheek, 8mm; scalp x 2, each 4 mm',
      ['shave-removal x1 @nose 0.5', 'shave-removal x1 @cheek 0.8', 'shave-removal x2 @scalp 0.4'],
    ],
    [
      'Removed 16 skin tags. 15 by snip, 1 by cautery.',
      ['skin-tag-removal x15 skin-tag surgical', 'skin-tag-removal x1 skin-tag electrosurgery'],
    ],
    [
      '12 AKs LN2, 1 shave bx L temple (r/o SCC), 3 ISKs LN2.',
      [
        'destruction x12 actinic-keratosis cryosurgery',
        'skin-biopsy x1 @left temple tangential',
        'destruction x3 inflamed-seborrheic-keratosis cryosurgery',
      ],
    ],
    [
      'Two skin lesions removed from back. Lesion #1: 1.1 cm, shave. Lesion #2: 0.7 cm, shave.',
      [
        'shave-removal x1 unspecified-lesion @back 1.1 tangential',
        'shave-removal x1 unspecified-lesion @back 0.7 tangential',
      ],
    ],
  ])('%s', (note, expected) => {
    expect(done(note)).toEqual(expected);
  });
});

describe('The words behind a service', () => {
  it('are its own clause, and where else the note tells of it', () => {
    const service = read('Shave removal of a lesion on the neck.\n\nIt was 1.2 cm').services[0];
    expect(service?.support.excerpt).toBe('Shave removal of a lesion on the neck');
    expect(service?.alsoSupportedBy?.map(({ excerpt }) => excerpt)).toEqual(['1.2 cm']);
  });
});

describe('The subject and an addendum fill gaps', () => {
  it('takes count and lesion from the subject when the body has none', () => {
    expect(done('Froze them all with LN2.', '12 plantar warts')).toEqual([
      'destruction x12 plantar-wart cryosurgery',
    ]);
  });
  it('never counts the subject on top of the body', () => {
    expect(done('12 plantar warts frozen w/ liquid N2.', '12 plantar warts')).toEqual([
      'destruction x12 plantar-wart cryosurgery',
    ]);
    expect(done('Froze 10 plantar warts and 7 flat warts.', '17 warts frozen')).toHaveLength(2);
  });
  it('reads the act from the subject when the body gives only the particulars', () => {
    expect(done('1.4 cm lesion on the right forearm.', 'shave removal')).toEqual([
      'shave-removal x1 unspecified-lesion @right forearm 1.4',
    ]);
  });
  it('reads the subject alone when the body only greets', () => {
    expect(done('Hi team, please see above, thanks', 'cryo warts x 3 R hand')).toEqual([
      'destruction x3 wart @right hand cryosurgery',
    ]);
  });
  it('gives an answered size to the service that lacks one', () => {
    expect(
      done('Shave removal of a lesion on the neck.\n\nThanks\nDr. Smith\n\nIt was 1.2 cm'),
    ).toEqual(['shave-removal x1 unspecified-lesion @neck 1.2']);
  });
  it('gives an answered count to the service that lacks one', () => {
    expect(done('Froze warts on the hands.\n\nThere were 9.')).toEqual([
      'destruction x9 wart @hand cryosurgery',
    ]);
  });
  it('gives an answered place to both services', () => {
    expect(
      done(
        'Did a shave removal of a 0.4 cm nevus and a shave removal of a 0.8 cm nevus.\n\nboth on the left cheek',
      ),
    ).toEqual(['shave-removal x1 nevus @left cheek 0.4', 'shave-removal x1 nevus @left cheek 0.8']);
  });
});

describe('What belongs to no service is kept apart', () => {
  it('lists an orphan size as unassigned', () => {
    expect(read('The lesion is 1.2 cm.').unassigned.map(({ element }) => element)).toContain(
      'diameter',
    );
  });
  it('keeps codes that the sender names as proposals only', () => {
    const note = read('Can we bill 17000 and 17003 x 4 for cryo of 5 AKs? Dx L57.0.');
    expect(note.proposedCodes.map(({ code }) => code)).toEqual(['17000', '17003', 'L57.0']);
    expect(note.services.map(({ arguments: given }) => given['count']?.[0])).toMatchObject([
      { value: 5 },
    ]);
  });
  it('takes no record, telephone or postal number for a code or a count', () => {
    const note = read('MRN: 48213, phone 555-123-4567, zip 90210. Froze 3 warts.');
    expect(note.proposedCodes).toEqual([]);
    expect(done('MRN: 48213, phone 555-123-4567. Froze 3 warts.')).toEqual([
      'destruction x3 wart cryosurgery',
    ]);
  });
  it('reads the encounter', () => {
    const { context } = read('57 yo F, Medicare. DOS 03/12/2026. Froze 3 warts in the office.');
    expect(context).toMatchObject({
      age: [{ value: 57, unit: 'years' }],
      sex: [{ concept: 'female' }],
      payer: [{ concept: 'payer-medicare' }],
      setting: [{ concept: 'office' }],
      dateOfService: [{ value: '2026-03-12' }],
    });
  });
});
