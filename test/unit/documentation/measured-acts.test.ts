import { describe, expect, it } from 'vitest';
import type { DocumentedService } from '../../../src/documentation/index.js';
import { read } from './summary.js';

/** The values of an element, in note order: "2", "closure-simple". */
function told(service: DocumentedService, element: string): string {
  return (service.arguments[element] ?? [])
    .map((value) =>
      value.kind === 'concept' ? value.concept : String('value' in value ? value.value : ''),
    )
    .join('+');
}

/** Every act done with some of its elements: "excision excised-diameter=2 site=back". */
function acts(note: string, ...elements: string[]): string[] {
  return read(note)
    .services.filter(({ assertion }) => assertion === 'performed')
    .map((service) =>
      [service.act, ...elements.map((element) => `${element}=${told(service, element)}`)].join(' '),
    );
}

describe('An excision is measured with its margins', () => {
  const rows: [string, string, string[]][] = [
    [
      'twice the margin is added',
      'Excised a 1.2 cm BCC on the back with 0.4 cm margins.',
      ['excision excised-diameter=2'],
    ],
    [
      'of uneven margins the narrowest',
      'Excised a 5 mm BCC of the chest, margins 7 mm x 17 mm.',
      ['excision excised-diameter=1.9'],
    ],
    [
      'margins told in a list',
      'Excised a 1.5 cm SCC of the shin. Margins 5 mm medial, 8 mm superior.',
      ['excision excised-diameter=2.5'],
    ],
    [
      'a stated excised diameter stands',
      'Nevus of the cheek excised, 8 mm including margins.',
      ['excision excised-diameter=0.8'],
    ],
    [
      'a sum behind the margins',
      'Excised a nevus of the neck, 6 mm + 2 mm margins = 1.0 cm.',
      ['excision excised-diameter=1'],
    ],
    [
      'the lesion alone without margins',
      'Excised a 2.4 cm pilar cyst of the scalp.',
      ['excision excised-diameter=2.4'],
    ],
  ];
  it.each(rows)('%s', (_title, note, expected) => {
    expect(acts(note, 'excised-diameter')).toEqual(expected);
  });

  it('what pathology found stands over what was seen', () => {
    expect(acts('Excised a 0.9 cm nevus from the cheek. Pathology: malignant.', 'lesion')).toEqual([
      'excision lesion=malignant-lesion',
    ]);
  });
});

describe('A closure is told by its depth and its length', () => {
  const rows: [string, string, string[]][] = [
    [
      'one layer beside an excision is part of it',
      'Excised a 1.0 cm nevus of the back. Simple closure.',
      ['excision closure= length=', 'simple-closure closure= length='],
    ],
    [
      'layers are a repair with a length of their own',
      'Excised a 1.0 cm nevus of the back. Layered closure, 3 cm.',
      ['excision closure= length=', 'wound-repair closure=closure-intermediate length=3'],
    ],
    [
      'a wound that was only sutured is closed in one layer',
      'Sutured a 3 cm laceration of the scalp.',
      ['wound-repair closure=closure-simple length=3'],
    ],
    [
      'several lengths of one wound list',
      'Three lacerations of the forearm, 2 cm, 3 cm and 4 cm, repaired in one layer.',
      [
        'wound-repair closure=closure-simple length=2',
        'wound-repair closure=closure-simple length=3',
        'wound-repair closure=closure-simple length=4',
      ],
    ],
    ['no closure without a wound', 'The skin was closed with staples.', []],
  ];
  it.each(rows)('%s', (_title, note, expected) => {
    expect(acts(note, 'closure', 'length')).toEqual(expected);
  });
});

describe('Flaps, grafts and debridements are measured by area', () => {
  const rows: [string, string, string[]][] = [
    [
      'both defects of a flap',
      'Bilobed flap of the nose. Primary defect 1.5 x 1.5 cm, secondary defect 2 x 2 cm.',
      ['adjacent-tissue-transfer area=6.25 site=nose'],
    ],
    [
      'the excision that a flap closes is part of it',
      'Scar of the forearm excised, defect 14 sq cm, closed with a Z-plasty.',
      ['part-of-flap area= site=forearm', 'adjacent-tissue-transfer area=14 site=forearm'],
    ],
    [
      'not the donor site',
      'Split thickness skin graft, 60 sq cm, to the right hand, harvested from the left thigh.',
      ['split-graft area=60 site=hand'],
    ],
    [
      'a scar excised for a graft prepares the bed',
      'Scar of the knee excised, then STSG 90 sq cm from the thigh.',
      ['site-preparation area=90 site=knee', 'split-graft area=90 site=knee'],
    ],
  ];
  it.each(rows)('%s', (_title, note, expected) => {
    expect(acts(note, 'area', 'site')).toEqual(expected);
  });

  it('the deepest tissue debrided counts', () => {
    expect(
      acts(
        'Debridement of a heel ulcer through skin, subcutaneous tissue and muscle, 4 x 5 cm.',
        'depth',
        'area',
      ),
    ).toEqual(['debridement depth=muscle-word area=20']);
  });
});

describe('Staged excisions', () => {
  const rows: [string, string, string[]][] = [
    [
      'a number of stages',
      'Mohs surgery of the nose, 2 stages.',
      ['mohs-surgery stages=2 extra-blocks=0'],
    ],
    [
      'blocks of each stage',
      'Mohs surgery of the nose. Stage I: 7 blocks. Stage II: 6 blocks.',
      ['mohs-surgery stages=2 extra-blocks=3'],
    ],
  ];
  it.each(rows)('%s', (_title, note, expected) => {
    expect(acts(note, 'stages', 'extra-blocks')).toEqual(expected);
  });
});
