import { isNoName } from './names.js';
import type { Detector } from './span.js';

/** Places below the state: street addresses, ZIP codes, a stated home town. */
const STREET = String.raw`St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Ln|Lane|Dr|Drive|Court|Pl|Place|Way|Hwy|Highway|Pkwy|Parkway|Terrace|Cir|Circle|Sq|Square|Trail`;
const STATE = String.raw`A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]`;

export const placeDetectors: readonly Detector[] = [
  {
    kind: 'place',
    pattern: new RegExp(
      String.raw`(?<![\w.])\d{1,6}[^\S\n]{1,2}(?:[NSEW]{1,2}\.?[^\S\n])?(?:[A-Z][A-Za-z'.]{1,20}[^\S\n]|\d{1,3}(?:st|nd|rd|th)[^\S\n]){1,3}(?:${STREET})\b\.?(?:,?[^\S\n]{1,2}(?:Apt|Unit|Suite|Ste|#)\.?[^\S\n]{0,2}\w{1,6})?(?:,[^\S\n]{0,2}[A-Z][A-Za-z. ]{1,30})?(?:,[^\S\n]{0,2}(?:${STATE})[^\S\n]{1,2}\d{5}(?:-\d{4})?)?(?![\w-])`,
      'g',
    ),
  },
  { kind: 'place', pattern: /(?<!\w)P\.?\s?O\.?\s?Box\s{1,2}\d{1,8}/gi },
  {
    kind: 'place',
    pattern: new RegExp(
      String.raw`(?<![\w])(?<id>[A-Z][a-z]{2,20}(?:[^\S\n][A-Z][a-z]{2,20})?,[^\S\n]{0,2}(?:${STATE})[^\S\n]{1,2}\d{5}(?:-\d{4})?)(?![\w-])`,
      'g',
    ),
    // "Chest, CT 71250" and "Destruction, PA 17000": imaging or a role, then a code.
    unless: ({ id }) => !zipFitsState(id),
  },
  { kind: 'place', pattern: /(?<![\w-])\d{5}-\d{4}(?![\w-])/g },
  {
    kind: 'place',
    pattern: /(?<!\w)zip(?:\s?code)?\s{0,2}[:#]?\s{0,2}(?<id>\d{5}(?:-\d{4})?)(?!\w)/gi,
  },
  {
    kind: 'place',
    pattern:
      /(?<!\w)(?:lives|living|resides|residing|resident)\s(?:in|of|at)\s(?<id>[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20}){0,2})/g,
  },
];

/** First digits of each state's ZIP codes (USPS Publication 65). */
const ZIP_FIRST_DIGIT: Readonly<Record<string, string>> = {
  0: 'CT MA ME NH NJ RI VT',
  1: 'DE NY PA',
  2: 'DC MD NC SC VA WV',
  3: 'AL FL GA MS TN',
  4: 'IN KY MI OH',
  5: 'IA MN MT ND SD WI',
  6: 'IL KS MO NE',
  7: 'AR LA OK TX',
  8: 'AZ CO ID NM NV UT WY',
  9: 'AK CA HI OR WA',
};

function zipFitsState(place: string): boolean {
  const match = /,\s{0,2}([A-Z]{2})\s{1,2}(\d)(\d{4})/.exec(place);
  if (!match) return false;
  const [, state = '', first = ''] = match;
  const head = place.split(/[\s,]/)[0] ?? '';
  if (isNoName(head)) return false;
  return (ZIP_FIRST_DIGIT[first] ?? '').split(' ').includes(state);
}
