import type { Detector } from './span.js';

/*
 * Numbers and addresses of the wire: phone, fax, e-mail, URL, IP, SSN, record, plan, account, licence,
 * vehicle and device numbers.
 *
 * Clinical numbers must survive: a CPT code has five digits, HCPCS a letter and four, ICD-10-CM at most
 * seven characters, sizes and doses carry a unit. A weak label ("chart", "case", "id") therefore needs
 * a number sign or at least six digits behind it; a strong one ("MRN") takes any number.
 */

const countDigits = (text: string): number => text.replaceAll(/\D/g, '').length;

const MARK = String.raw`\s{0,2}(?:(?:numbers?|num|no|nr|id)\b\.?|#)?\s{0,2}[:#=-]?\s{0,2}`;
const NUMBER = String.raw`(?<id>(?=[A-Za-z-]{0,8}\d)[A-Za-z0-9](?:[A-Za-z0-9/-]{0,24}[A-Za-z0-9]))(?![A-Za-z0-9])`;

const strong = (labels: string): RegExp =>
  new RegExp(String.raw`(?<![A-Za-z0-9])(?:${labels})${MARK}${NUMBER}`, 'gi');

const weak = (labels: string): RegExp =>
  new RegExp(
    String.raw`(?<![A-Za-z0-9])(?:${labels})\s{0,2}(?:(?:number|num|no|nr|id)\b\.?\s{0,2}[:#=]?|#|:)\s{0,2}${NUMBER}`,
    'gi',
  );

const tooShort = ({ id }: { id: string }): boolean => countDigits(id) < 3;
/** Behind a weak label, what looks like a procedure code is one, unless a number sign says otherwise. */
const codeLike = ({ id, text }: { id: string; text: string }): boolean =>
  countDigits(id) < 4 ||
  (/^(?:[A-Za-z]\d{4}|\d{5}|\d{4}[A-Za-z])$/.test(id) && !text.includes('#'));

const UNIT =
  /^\s?(?:units?|iu|u\b|mg|mcg|ug|µg|ng|g\b|kg|ml|mL|l\b|cc|cm|mm|m\b|copies|cells|colony|cfu|\/|%|x\b)/i;

export const numberDetectors: readonly Detector[] = [
  {
    kind: 'email',
    pattern:
      /(?<![\w.%+-])[\w.%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63}){1,6}/g,
  },
  { kind: 'url', pattern: /(?<!\w)(?:https?:\/\/|www\.)[^\s<>"']{1,2000}/gi },
  {
    kind: 'ip-address',
    pattern:
      /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\w)/g,
  },
  {
    kind: 'ip-address',
    pattern:
      /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4})(?![\w:])/gi,
  },
  { kind: 'ssn', pattern: /(?<![\w-])\d{3}[- ]\d{2}[- ]\d{4}(?![\w-])/g },
  {
    kind: 'ssn',
    pattern:
      /(?<!\w)(?:SSN|social security)(?:\s{1,2}(?:number|no\.?|#))?\s{0,2}[:#]?\s{0,2}(?:ending(?: in)?\s{1,2})?(?<id>[\dXx*-]{0,8}\d{4})(?!\d)/gi,
  },
  {
    kind: 'fax',
    pattern:
      /(?<!\w)(?:fax|facsimile)(?:\s{1,2}(?:number|no\.?|#))?\s{0,2}[.:#]?\s{0,2}(?<id>[+(]?\d[\d ().-]{5,18}\d)/gi,
    unless: ({ id }) => countDigits(id) < 7,
  },
  {
    kind: 'phone',
    pattern:
      /(?<!\w)(?:phone|telephone|tel|ph|mobile|pager|cell(?= ?(?:phone|#|:))|call(?:ed|back)?(?: at)?)(?:\s{1,2}(?:phone|number|no\.?|#|at))?\s{0,2}[.:#]?\s{0,2}(?<id>[+(]?\d[\d ().-]{5,18}\d)/gi,
    unless: ({ id }) => countDigits(id) < 7,
  },
  {
    kind: 'phone',
    pattern:
      /(?<![\w.+-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?:\s{0,2}(?:x|ext\.?)\s{0,2}\d{1,6})?(?![\w-])/g,
  },
  { kind: 'phone', pattern: /(?<![\w+])\+\d{1,3}(?:[ .-]?\(?\d{2,4}\)?){2,5}(?!\w)/g },
  {
    kind: 'record-number',
    pattern: strong(
      String.raw`MRN|MR ?#|med(?:ical)? rec(?:ord)?|hospital (?:number|no\.?|id)|accession|(?:patient|pt|chart|record) (?:id|number|no\.?|#)`,
    ),
    unless: tooShort,
  },
  {
    kind: 'record-number',
    pattern: weak('chart|record|encounter|visit|case|specimen|patient|pt|order|FIN|CSN|HAR|ID'),
    unless: codeLike,
  },
  {
    kind: 'plan-number',
    pattern: strong(
      String.raw`(?:member|subscriber|policy|group|beneficiary|health plan|insurance|medicaid|medicare) (?:id|number|no\.?|#)|MBI|HICN`,
    ),
    unless: tooShort,
  },
  {
    // The Medicare beneficiary identifier has a shape of its own: CMS, "Understanding the MBI".
    kind: 'plan-number',
    pattern:
      /(?<!\w)[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?!\w)/g,
  },
  { kind: 'account-number', pattern: weak('account|acct|a/c|invoice|claim'), unless: codeLike },
  {
    kind: 'account-number',
    pattern: /(?<!\w)(?:account|acct|claim|invoice)\s{1,2}(?<id>[A-Za-z]{0,3}\d{6,20})(?!\w)/gi,
  },
  {
    kind: 'licence-number',
    pattern: strong(
      String.raw`(?:driver'?s? )?licen[cs]e(?: (?:number|no\.?|#))?|certificate (?:number|no\.?|#)|NPI|DEA`,
    ),
    unless: tooShort,
  },
  {
    kind: 'vehicle-number',
    pattern: strong(String.raw`VIN|licen[cs]e plate|number plate|plate (?:number|no\.?|#)`),
    unless: tooShort,
  },
  {
    kind: 'vehicle-number',
    pattern: /(?<!\w)(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)/g,
  },
  {
    kind: 'device-number',
    pattern: strong(String.raw`serial|S\/N|UDI|device (?:id|identifier|number|no\.?|#)`),
    unless: tooShort,
  },
  {
    kind: 'other-number',
    pattern: /(?<![\w.,/-])(?<id>\d{7,40})(?![\w-])(?![.,/]\d)/g,
    unless: ({ before, after }) => UNIT.test(after) || /NDC\W{0,3}$/i.test(before),
  },
  { kind: 'other-number', pattern: /(?<![\w.-])[A-Z]{1,4}-?\d{7,20}(?!\w)/g },
];
