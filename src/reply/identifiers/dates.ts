import type { Detector } from './span.js';

/*
 * Dates more exact than a year, and ages over 89.
 *
 * What looks like a date in a note often is not: "3/4 inch", "5/5 strength", "levels 3-4", "L4-5". A day
 * and month without a year therefore count as a date only behind a word that announces one.
 */

const MONTH = String.raw`(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)`;
const CAPITAL_MONTH = MONTH.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?<year>(?:19|20)\d{2})`;
const NUMERIC_DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const NUMERIC_MONTH = String.raw`(?:0?[1-9]|1[0-2])`;

const exact = (source: string): RegExp =>
  new RegExp(String.raw`(?<![\w/.-])${source}(?![\w/-])(?!\.\d)`, 'g');

/** "on 3/4 of the scalp", "on 1/2 inch": a share or a measure. */
const isFraction = ({ after }: { after: string }): boolean =>
  /^\s?(?:of\b|inch|in\.|"|cm|mm|strength|thickness|pain|scale|power)/i.test(after);

export const dateDetectors: readonly Detector[] = [
  {
    // The whole date of birth goes, its year too: with the year an age over 89 could be worked out.
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<!\w)(?:DOB|D\.O\.B\.?|date of birth|birth ?date|born(?: on)?)\s{0,2}[:=-]?\s{0,2}(?<id>\d{1,4}[/. -]\d{1,2}[/. -]\d{1,4}|\d{6,8}|(?:19|20)\d{2}|${MONTH}\.?\s{1,2}\d{1,2}(?:st|nd|rd|th)?,?\s{1,2}\d{4}|\d{1,2}\s{1,2}${MONTH}\.?,?\s{1,2}\d{4})(?!\d)`,
      'gi',
    ),
  },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<![\w/.-])${YEAR}[-/.]${NUMERIC_MONTH}[-/.]${NUMERIC_DAY}(?:T[\d:.]{4,12}Z?)?(?![\w/-])`,
      'g',
    ),
  },
  { kind: 'date', pattern: exact(`${NUMERIC_MONTH}/${NUMERIC_DAY}/${YEAR}`) },
  { kind: 'date', pattern: exact(`${NUMERIC_DAY}[-/.]${NUMERIC_MONTH}[-/.]${YEAR}`) },
  { kind: 'date', pattern: exact(`${NUMERIC_MONTH}[-.]${NUMERIC_DAY}[-.]${YEAR}`) },
  {
    kind: 'date',
    pattern: exact(
      String.raw`(?:${NUMERIC_MONTH}/${NUMERIC_DAY}|${NUMERIC_DAY}/${NUMERIC_MONTH})/\d{2}`,
    ),
    unless: isFraction,
  },
  { kind: 'date', pattern: exact(String.raw`(?:0\d|1[0-2])-(?:0[1-9]|[12]\d|3[01])-\d{2}`) },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<!\w)(?:on|dated?|since|until|till|through|seen|visit|DOS|service|scheduled(?: for)?|appointment|f\/u|follow[- ]?up)[:\s]{1,3}(?<id>${NUMERIC_MONTH}/${NUMERIC_DAY})(?![\w/]|\.\d)`,
      'gi',
    ),
    unless: isFraction,
  },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<!\w)${MONTH}\.?\s{1,2}${DAY}(?:\s{0,2},?\s{1,2}${YEAR}|,\s{0,2}'?\d{2})?(?![\w.]\d|\w|\s?(?:cm|mm|mg|lesions?|of\b))`,
      'g',
    ),
  },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<![\w.])${DAY}[\s-]{1,2}(?:of\s)?${MONTH}\.?(?:[\s,-]{1,3}${YEAR}|[\s,-]{1,3}'?\d{2}(?!\d|\.\d))?(?!\w)`,
      'g',
    ),
    // "take 2 May repeat": the auxiliary verb opens a sentence.
    unless: ({ id, after }) => /May$/.test(id) && /^\s[a-z]/.test(after),
  },
  {
    kind: 'date',
    pattern: new RegExp(String.raw`(?<!\w)${MONTH}\.?(?:,|\s)\s{0,2}(?:of\s)?${YEAR}(?!\w)`, 'g'),
  },
  {
    // In capitals a month is also OCT (imaging), MAR (medication record)...: only with its year.
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<!\w)(?:${CAPITAL_MONTH}\.?\s{1,2}(?:\d{1,2}(?:ST|ND|RD|TH)?,?\s{1,2})?|\d{1,2}[\s-]${CAPITAL_MONTH}[\s,-]{1,3})${YEAR}(?!\w)`,
      'g',
    ),
  },
  {
    kind: 'age',
    pattern:
      /(?<![\w.-])(?<id>(?:9\d|1[0-3]\d))(?=[ -]?(?:years?|yrs?|y\/o|y\.o|yo|y)(?![A-Za-z]))/gi,
  },
  {
    kind: 'age',
    pattern:
      /(?<!\w)(?:aged?|turns|turned)(?:\s{0,2}[:=]|\s{1,2}(?:of\s|is\s)?)\s{0,2}(?<id>9\d|1[0-3]\d)(?![\w.%])/gi,
  },
];
