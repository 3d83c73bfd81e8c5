import { describe, expect, it } from 'vitest';
import { done, read } from './summary.js';

const sizes = (note: string): (number | undefined)[] =>
  read(note).services.map(({ arguments: given }) => {
    const value = given['diameter']?.[0];
    return value?.kind === 'quantity' ? value.value : undefined;
  });

const counts = (note: string): (number | undefined)[] =>
  read(note).services.map(({ arguments: given }) => {
    const value = given['count']?.[0];
    return value?.kind === 'quantity' ? value.value : undefined;
  });

describe('A lesion size is read in centimetres', () => {
  it.each([
    ['Shave removal of a 5mm nevus, nose', 0.5],
    ['Shave removal of a 2.2cm nevus, back', 2.2],
    ['Shave removal, nose, 0.8 x 0.6 cm', 0.8],
    ['Shave removal, nose, 6x8 mm', 0.8],
    ['Shave removal, nose, 0.4 cm x 0.9 cm x 0.2 cm', 0.9],
    ['Shave removal of a half-centimetre mole on the arm', 0.5],
    ['Shave removal of a 1/2 inch mole on the arm', 1.27],
    ['Shave removal of a two and a half cm mole on the arm', 2.5],
    ['Shave removal of a .7 cm mole on the arm', 0.7],
    ['Shave removal of a 1½ cm mole on the arm', 1.5],
    ['Shave removal of a 0,8 cm mole on the arm', 0.8],
  ])('%s', (note, expected) => {
    expect(sizes(note)).toEqual([expected]);
  });
});

describe('Other lengths are no lesion size', () => {
  it.each([
    'Shave removal of nevus on the back with 5 mm margins.',
    '4 mm punch biopsy from the left calf.',
    'Shave removal of nevus to a depth of 1 mm.',
    'Punch biopsy of the calf with a 3 mm punch.',
    'Shave removal of nevi of the back, the largest 1.2 cm.',
  ])('%s', (note) => {
    expect(sizes(note)).toEqual([undefined]);
  });
});

describe('Not every number counts lesions', () => {
  it.each([
    ['Froze warts, 10 seconds x2', undefined],
    ['Froze warts with 3 freeze-thaw cycles', undefined],
    ['LN2 to warts, freeze-thaw x 2', undefined],
    ['Froze warts. Return in 3 months.', undefined],
    ['Froze warts for 2 weeks', undefined],
    ['Froze 15-29 warts', undefined],
    ['Froze several warts', undefined],
    ['57 yo with warts, froze them', undefined],
    ['Froze 3 warts, 2 cycles each', 3],
    ['Froze 3 warts for 10 seconds', 3],
    ['AK x 7 frozen', 7],
    ['Number of lesions treated: 12. Froze warts.', 12],
    ['Froze warts, total of 9', 9],
    ['Froze warts #12', 12],
    ['Froze twenty-two warts', 22],
    ['Froze half a dozen warts', 6],
    ['Removed 22 skin tags with 1% lidocaine, 2 cc', 22],
  ])('%s', (note, expected) => {
    expect(counts(note)).toEqual([expected]);
  });
  it('reads no count from a blade, a needle or a suture', () => {
    expect(
      done('Shave removal of nevus of the back with #15 blade, 30 gauge needle, 4-0 nylon.'),
    ).toEqual(['shave-removal x1 nevus @back']);
  });
});
