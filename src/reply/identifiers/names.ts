import type { IdentifierSpan } from './span.js';

/*
 * Names cannot be known; they can be announced: by a title, a label, a kinship word or a degree. A name
 * so found is then looked for in the rest of the text.
 */

/** Capitalised words that stand where a name could and are none. Lower case. */
const NOT_NAMES = new Set(
  `abdomen acne actinic adult after age aged all an and ankle arm as at back basal been before
  benign biopsied biopsy both by came case cheek chest child code coded codes coding complains consent
  consented cpt cryo cryotherapy ct cyst date denied denies derm dermatology destruction did diagnosis
  discharged dob dos md mrn pa rn sex ssn discussed doctor does done each ear elbow em established exam excision face
  female five follow followed followup foot for forearm forehead four from gave given going had hand has have
  he head help her here hip his history hpi i icd id if in info information injection is keratosis knee
  lab laceration last left leg lesion lesions lip location lower male man melanoma modifier mole mri
  name neck new no nose not note notes number office on one op or pain paring path pathology patient patients per
  physician post pre presented presenting presents procedure pt question re received referred repair reported
  reports request requested returned returning returns right same scalp screening seborrheic seen self shave
  she shin shoulder since site six skin still surgery surgical tag tags ten the their they this three to today
  tolerated toe total trunk two under undergoes underwent upper urgent us visit wants wart warts was
  were when who will with without woman wound wrist xray yo you`.split(/\s+/),
);

/** Surnames that are also words of the trade are not looked for elsewhere in the text. */
const ALSO_WORDS = new Set(
  'april art august banks bill black bowen brown burns case cotton cross dawn field foot frank grace grant gray green grey hand head hope june large long mark may miles moles mohs paget park rose short small stone summer sue back white will wood young'.split(
    ' ',
  ),
);

const CAPITALISED = String.raw`\p{Lu}[\p{L}'’-]{1,24}`;
const GIVEN = String.raw`(?:${CAPITALISED}|\p{Lu}\.?)`;
const NAME = String.raw`(?<id>${CAPITALISED}(?:[^\S\n]{1,2}${GIVEN}){0,3})(?![\p{L}\d])`;
const TITLED = String.raw`(?<id>${GIVEN}(?:[^\S\n]{1,2}${GIVEN}){0,3})(?![\p{L}\d])`;
const LAST_FIRST = String.raw`(?<id>${CAPITALISED},[^\S\n]{0,2}${CAPITALISED}(?:[^\S\n]\p{Lu}\.?)?)(?![\p{L}\d])`;

const NAME_PATTERNS: readonly { pattern: RegExp; atLeast: number }[] = [
  // Titles. "MR" and "MS" in capitals also mean imaging and sclerosis: those need their full stop.
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sr|Sra|MRS|(?:MR|MS|DR|PROF)(?=\.))\.?[^\S\n]{1,2}${TITLED}`,
      'gu',
    ),
    atLeast: 1,
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?:[Pp]atient(?:'s)?(?:[^\S\n][Nn]ame)?|PATIENT(?: NAME)?|[Pp]t\.?(?: [Nn]ame)?|PT(?: NAME)?|[Nn]ame|NAME|[Ss]ubject)[^\S\n]?[:=][^\S\n]{0,3}(?:${LAST_FIRST}|${NAME.replace('<id>', '<full>')})`,
      'gu',
    ),
    atLeast: 1,
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?:[Pp]atient|[Pp]t\.?|[Pp]atient [Nn]ame(?: is)?|[Pp]t [Nn]ame(?: is)?|named|known as)[^\S\n]{1,2}(?:is[^\S\n])?(?:${LAST_FIRST}|${NAME.replace('<id>', '<full>')})`,
      'gu',
    ),
    atLeast: 2,
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?:[Pp]t\.?|[Pp]t\.? [Nn]ame|[Pp]atient [Nn]ame(?: is)?)[^\S\n]{1,2}${NAME}`,
      'gu',
    ),
    atLeast: 1,
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?:wife|husband|son|daughter|mother|father|mom|dad|sister|brother|spouse|guardian|caregiver)[^\S\n]?[,:(]?[^\S\n]{1,2}${NAME}`,
      'gu',
    ),
    atLeast: 1,
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d])(?<id>${CAPITALISED}[^\S\n](?:\p{Lu}\.?[^\S\n])?${CAPITALISED}),?[^\S\n](?:M\.?D|D\.?O|RN|NP|PA-C|FNP|DPM|DMD|DDS|CRNA)(?![\p{L}\d])`,
      'gu',
    ),
    atLeast: 2,
  },
];

/** Endings of procedures and conditions ("Colonoscopy", "Carcinoma"). */
const CLINICAL_ENDING =
  /.{3}(?:scopy|ectomy|plasty|otomy|ostomy|graphy|osis|itis|noma|therapy|desis|centesis|tion)$/;

/** Words that stand capitalised in a note and name nobody. */
export function isNoName(word: string): boolean {
  const lower = word.toLowerCase();
  return NOT_NAMES.has(lower) || CLINICAL_ENDING.test(lower);
}

/** The leading words that can be part of a name: stops at the first that cannot. */
function nameWords(found: string): string[] {
  const words: string[] = [];
  for (const word of found.split(/[^\S\n]+/)) {
    if (isNoName(word.replace(/[.,]$/, '').replace(/['’]s$/i, ''))) break;
    words.push(word);
  }
  return words;
}

function announcedNames(text: string): (IdentifierSpan & { readonly words: readonly string[] })[] {
  const spans: (IdentifierSpan & { words: readonly string[] })[] = [];
  for (const { pattern, atLeast } of NAME_PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const found = match.groups?.['id'] ?? match.groups?.['full'] ?? '';
      const words = nameWords(found);
      if (words.length < atLeast) continue;
      const start = match.index + match[0].lastIndexOf(found);
      const last = words.at(-1) ?? '';
      const end = start + found.indexOf(last, words.slice(0, -1).join(' ').length) + last.length;
      const possessive = /['’]s$/.exec(text.slice(start, end))?.[0].length ?? 0;
      spans.push({ start, end: end - possessive, kind: 'name', words });
    }
  }
  return spans;
}

/** Every place where a word of an announced name stands again, as written. */
function repeatedNames(
  text: string,
  announced: readonly { readonly words: readonly string[] }[],
): IdentifierSpan[] {
  const known = new Set<string>();
  for (const { words } of announced) {
    for (const raw of words) {
      const word = raw.replaceAll(/[.,]|['’]s$/g, '');
      if (word.length >= 3 && !ALSO_WORDS.has(word.toLowerCase())) known.add(word.toLowerCase());
    }
  }
  if (known.size === 0) return [];
  const spans: IdentifierSpan[] = [];
  for (const match of text.matchAll(/(?<![\p{L}\d])\p{Lu}[\p{L}'’-]{1,40}/gu)) {
    const word = match[0].replace(/['’]s$/, '');
    if (known.has(word.toLowerCase())) {
      spans.push({ start: match.index, end: match.index + word.length, kind: 'name' });
    }
  }
  return spans;
}

export function findNames(text: string): IdentifierSpan[] {
  const announced = announcedNames(text);
  return [
    ...announced.map(({ start, end, kind }) => ({ start, end, kind })),
    ...repeatedNames(text, announced),
  ];
}

/** In a subject, "Smith, John" or "SMITH, JOHN" opens the line more often than two findings do. */
export function looksLikeLastFirst(subject: string): boolean {
  const match = /(?<!\p{L})(\p{Lu}[\p{L}'’-]{1,30}),\s?(\p{Lu}[\p{L}'’-]{1,30})(?!\p{L})/u.exec(
    subject,
  );
  if (!match) return false;
  return [match[1], match[2]].every((word) => !isNoName(word ?? ''));
}
