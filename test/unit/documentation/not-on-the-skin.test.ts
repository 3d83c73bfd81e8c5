import { describe, expect, it } from 'vitest';
import { done, services } from './summary.js';

const SKIN_ACT = /^(?:destruction|skin-biopsy|shave-removal|skin-tag-removal|paring)\b/;
const onSkin = (note: string): string[] => done(note).filter((line) => SKIN_ACT.test(line));

describe('Work that is not on skin lesions gives no skin service', () => {
  it.each([
    // Plain English verbs.
    'He punched a wall and has 3 lacerations of the right hand, 2 cm each.',
    'Got into an argument and punched a drinking glass, lacerating his right hand. Three lacerations, 1 cm.',
    'Denies pinching or numbness of the left foot. Height 5 feet 6.5 inches, A&O x3.',
    'Finger pinched in door, 1 cm laceration L index finger.',
    'He was shaking, chest pain. Cut off the meds.',
    'Punched out ulcer L heel 2 cm, debrided.',
    'Frozen shoulder L, injected 40 mg kenalog.',
    'Ingrown hairs from shaving, 3 papules on the neck. Advised electric razor.',
    'Pt shaving his face cut a mole on the L cheek. Bleeding stopped with silver nitrate.',
    'Ear wax removal. Skin tag noted R neck, reassured.',
    // The field is prepared.
    'Scalp hair was shaved, 3 cm laceration closed with staples.',
    'Beard area was shaved, prepped and draped. 2 cm cyst excised.',
    '3 cm lipoma of the scalp. The area was shaved, prepped and draped. The lipoma was excised.',
    'The lumbosacral region was cleansed and shaved. 40-mm screws were placed bilaterally.',
    // Bone, cartilage, prostate, nose.
    'Arthroscopic shaving of 1.5 cm lesion of medial femoral condyle cartilage, left knee.',
    'Left knee arthroscopy. Shaver used to debride the medial meniscus, 1 cm flap.',
    'Osteophyte shaved down, right great toe, 1.2 cm incision.',
    'Plantar fascia release. Spur shaved.',
    'TURP, prostate shaved, 22 g.',
    'Vocal cord nodule shaved with microdebrider.',
    // Organs and instruments.
    'EGD with biopsy of the antrum x 4 and colonoscopy with cold biopsies. Two 5 mm polyps.',
    'Procedure: EGD.\nThe scope was pulled back. Biopsies were taken from the back wall.',
    'Bronchoscopy with transbronchial biopsies RUL x 6.',
    'Cystoscopy with bladder biopsies x 3 and fulguration of a 1.5 cm bladder tumor.',
    'US guided core needle biopsy of 1.2 cm left breast lesion.',
    'Prostate biopsy TRUS guided, 12 cores.',
    'Liver biopsy, US guided, right lobe lesion 2 cm.',
    'Kidney transplant biopsy, right lower quadrant, 2 cores.',
    'Bone marrow bx left hip.',
    'LEEP and cervical punch biopsy at 3 and 9 o’clock.',
    'Endometrial biopsy, pipelle, tolerated well.',
    'Left quadriceps muscle biopsy, 3 cm incision.',
    'Right inguinal lymph node biopsy, 2 cm node.',
    'Temporal artery biopsy left, 2 cm segment.',
    // Tools that stop bleeding or divide tissue.
    'The 3 cm lipoma on the back was excised. Electrocautery was used for hemostasis of the 3 cm wound.',
    'A curvilinear incision was made; electrocautery and scissors cleared Scarpa fascia, 0.3 cm to the left.',
    'Cautery of nasal septum for epistaxis, R.',
    'Curettage of bone lesion, proximal tibia, 3 cm.',
    // What an earlier biopsy left behind.
    'On the right lower back there is a 1 cm shave biopsy site, well healed.',
    'The biopsy revealed an intermediate thickness melanoma.',
    'Diagnosed in 2004 based on a biopsy of the left leg.',
    'Referred by her dermatologist who biopsied the 7 mm lesion of the back.',
    'Apparently I froze a previous wart on him in the past and it went away.',
    'Pathology: shave biopsy of right lower back, malignant melanoma.',
    'HPI: A punch biopsy was obtained from the lesions of the left arm, showing granulomas.\n\nExam: clear.',
    'Daughter had 2 warts frozen here yesterday.',
  ])('%s', (note) => {
    expect(onSkin(note)).toEqual([]);
  });
});

describe('Work on skin lesions is read beside all that', () => {
  it.each([
    [
      'Lesion on back punched, 4 mm, sent to path.',
      ['skin-biopsy x1 unspecified-lesion @back 0.4 punch'],
    ],
    ['4 mm punch left forearm for rash.', ['skin-biopsy x1 @left forearm punch']],
    [
      'Bx L forearm and R cheek, both shave.',
      ['skin-biopsy x1 @left forearm tangential', 'skin-biopsy x1 @right cheek tangential'],
    ],
    [
      'shaved 0.9cm irritated mole L flank, base cauterized w hyfrecator',
      ['shave-removal x1 nevus @left back 0.9 tangential'],
    ],
    [
      'Froze 4 warts on R hand with liquid nitrogen; he had punched the wall with it.',
      ['destruction x4 wart @right hand cryosurgery'],
    ],
    [
      'Colposcopy w cervical bx x2, ECC. Also froze 3 warts on R hand in same visit.',
      ['destruction x3 wart @right hand cryosurgery'],
    ],
    ['Molluscum on trunk, 22 lesions curetted.', ['destruction x22 molluscum @trunk curettement']],
    [
      'Site: L cheek. Size: 0.8 cm. Area prepped, draped, shaved flush with dermablade. Dx nevus.',
      ['shave-removal x1 nevus @left cheek 0.8 tangential'],
    ],
    [
      'Biopsy of lesion near temporal artery, R temple, shave.',
      ['skin-biopsy x1 unspecified-lesion @right temple tangential'],
    ],
    [
      'Had colonoscopy this morning. In office: shave bx of 4 mm lesion L cheek.',
      ['skin-biopsy x1 unspecified-lesion @left cheek 0.4 tangential'],
    ],
    [
      'Bx nodule scalp, incisional, subcutaneous fat visible.',
      ['skin-biopsy x1 unspecified-lesion @scalp incisional'],
    ],
    ['Umbilical wart treated with silver nitrate.', ['destruction x1 wart chemical']],
    [
      'Irritated, bleeding SK on back x1 frozen.',
      ['destruction x1 seborrheic-keratosis @back cryosurgery'],
    ],
  ])('%s', (note, expected) => {
    expect(onSkin(note)).toEqual(expected);
  });
});

describe('A number belongs to what it counts', () => {
  it.each([
    [
      'Froze 8 AKs and SKs today.',
      ['destruction actinic-keratosis cryosurgery', 'destruction seborrheic-keratosis cryosurgery'],
    ],
    ['Froze 12 warts and mollusca today.', ['destruction x12 wart+molluscum cryosurgery']],
    [
      'LN2 to 4 AKs, and an ISK on back.',
      [
        'destruction x4 actinic-keratosis @back cryosurgery',
        'destruction x1 inflamed-seborrheic-keratosis @back cryosurgery',
      ],
    ],
    [
      'Pt has 10 AKs; 3 were frozen with liquid nitrogen, remaining to be treated w efudex',
      ['destruction x3 actinic-keratosis cryosurgery'],
    ],
    [
      'Shave removals: 0.4cm L arm nevus, 0.6cm R arm nevus; both benign on path.',
      ['shave-removal x1 nevus @left arm 0.4', 'shave-removal x1 nevus @right arm 0.6'],
    ],
    ['Froze 6-7 warts on the hands.', ['destruction wart @hand cryosurgery']],
    ['Froze 15 or so AKs.', ['destruction actinic-keratosis cryosurgery']],
    ['LN2 to approx 14 AKs.', ['destruction actinic-keratosis cryosurgery']],
    ['Froze more than a dozen warts.', ['destruction wart cryosurgery']],
    ['Question about 12 plantar warts frozen today.', ['destruction x12 plantar-wart cryosurgery']],
  ])('%s', (note, expected) => {
    expect(onSkin(note)).toEqual(expected);
  });
});

describe('A summary and the description of the procedure tell one service', () => {
  it('for lesions listed and then described one after the other', () => {
    expect(
      done(
        'Procedures performed:\n1. Shave removal of 0.8 cm nevus, left cheek\n2. Shave removal of 0.5 cm nevus, back\n\nDESCRIPTION OF PROCEDURE: The left cheek nevus was shaved with a dermablade. Next the 0.5 cm lesion of the back was shaved in the same manner.',
      ),
    ).toEqual([
      'shave-removal x1 nevus @left cheek 0.8 tangential',
      'shave-removal x1 nevus @back 0.5 tangential',
    ]);
  });

  it('for items numbered within a line', () => {
    expect(
      done(
        'PROCEDURES PERFORMED: 1. Cryotherapy of 4 plantar warts, left foot. 2. Paring of 2 calluses.\nDESCRIPTION: The four warts on the left foot were treated with liquid nitrogen. Two calluses on the right foot were pared.',
      ),
    ).toEqual([
      'destruction x4 plantar-wart @left foot cryosurgery',
      'paring x2 callus @right foot',
    ]);
  });

  it('where one says neoplasm and the other nevus', () => {
    expect(
      done(
        'Procedure: Shave excision of right nasal ala 0.5 x 1 cm skin neoplasm.\n\nDescription: The right nasal ala nevus was superficially shaved.',
      ),
    ).toHaveLength(1);
  });
});

describe('A plan without tense is a plan until something shows it done', () => {
  it.each([
    ['A/P:\n1. Wart x2 L hand - LN2', ['planned destruction x2 wart @left hand cryosurgery']],
    ['Plan: LN2 to AKs x 5', ['planned destruction x5 actinic-keratosis cryosurgery']],
    ['A/P: 1. AK x5 scalp - LN2 today', ['destruction x5 actinic-keratosis @scalp cryosurgery']],
    ['Plan: LN2 to AKs x 5. Tolerated well.', ['destruction x5 actinic-keratosis cryosurgery']],
    ['Plan: LN2 to AKs x 5, x 2 cycles', ['destruction x5 actinic-keratosis cryosurgery']],
    [
      'A/P: AKs. LN2 x 5 lesions. Consent obtained.',
      ['destruction x5 actinic-keratosis cryosurgery'],
    ],
    [
      'A/P:\n1. AK x5 scalp - LN2, tolerated well\n2. Wart x2 L hand - LN2',
      [
        'destruction x5 actinic-keratosis @scalp cryosurgery',
        'planned destruction x2 wart @left hand cryosurgery',
      ],
    ],
  ])('%s', (note, expected) => {
    expect(services(note)).toEqual(expected);
  });
});
