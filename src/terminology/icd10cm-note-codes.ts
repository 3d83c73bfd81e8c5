/*
 * The codes that a note of the Tabular List names: "(E11.-)", "(I10-I1A)", "(S00.- to S09.-)", "(T36-T50 with fifth or sixth
 * character 5)". They are kept as "E11", "I10-I1A", "S00-S09" and "T36-T50 with fifth or sixth character 5".
 */

const CODE = String.raw`[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?`;
/** A code or a range; ".-", "-" and "." behind a code stand for all that is below it. */
const ITEM = String.raw`(${CODE})(?:\.?-?\s*(?:-|to)\s*(${CODE}))?(?:\.?-|\.)?`;
const LIST = String.raw`${ITEM}(?:\s*(?:[,;.]|and|or)\s*${ITEM})*`.replaceAll(
  '(' + CODE,
  '(?:' + CODE,
);
/** What a code must have besides: "with .51-.52", "with 7th character B". */
const LIMIT = String.raw`(?:,?\s*with\s+(.+?))`;
const ITEMS = new RegExp(ITEM, 'g');
const WITHIN = new RegExp(String.raw`^\s*(?:i\.e\.\s*)?(${LIST})[,;]?${LIMIT}?\s*$`);
/** Some notes lack a parenthesis, or both: "jaw pain R68.84". */
const AT_END = new RegExp(
  String.raw`(?:^|[\s(])(${LIST})(?:\s+with\s+(\S+ (?:\S+ )*characters? \S+))?[\s).]*$`,
);

/** The codes and ranges that a note names. Other text in parentheses gives none. */
export function codesOfNote(text: string): string[] {
  const listed = (list: string, limit: string | undefined) =>
    [...list.matchAll(ITEMS)].map(
      ([, from = '', to]) =>
        `${from}${to === undefined ? '' : `-${to}`}${limit === undefined ? '' : ` with ${limit}`}`,
    );
  const named = [...text.matchAll(/\(([^()]*)\)/g)].flatMap(([, inner = '']) => {
    const [, list, limit] = WITHIN.exec(inner) ?? [];
    return list === undefined ? [] : listed(list, limit);
  });
  if (named.length > 0) return named;
  const [, list = '', limit] = AT_END.exec(text.replaceAll(/\([^()]*\)/g, '')) ?? [];
  // A bare "B12" or "A15" may be a vitamin, or a word of the condition itself.
  return /[.-]/.test(list) ? listed(list, limit) : [];
}

/** Categories that end in a letter and do not stand behind those in digits, with the one behind which they stand. */
const STANDS_BEHIND: Readonly<Record<string, string>> = {
  C4A: 'C43',
  C7A: 'C75',
  C7B: 'C75',
  D3A: 'D36',
  M1A: 'M09',
  Z3A: 'Z36',
};

/** A code written so that the order of letters is the order of the Tabular List. */
function place(code: string): string {
  const category = code.slice(0, 3);
  const behind = STANDS_BEHIND[category];
  const rest = code.slice(3).replace('.', '');
  return behind === undefined ? `${category} ${rest}` : `${behind}${category.slice(2)}${rest}`;
}

const POSITIONS: Readonly<Record<string, number>> = {
  fourth: 3,
  fifth: 4,
  six: 5,
  sixth: 5,
  seventh: 6,
  '4th': 3,
  '5th': 4,
  '6th': 5,
  '7th': 6,
};
const AT_POSITION = /^(\w+)(?: (or|to) (\w+))?[ -]characters? (.+)$/i;

/** Whether "A", "1-4 or 6" or "B or C" lists a character. */
function lists(words: string, character: string): boolean {
  return words.split(/,|\bor\b/).some((word) => {
    const [, from = '', to = from] = /^\s*\.?([0-9A-Z])(?:-([0-9A-Z]))?\s*$/.exec(word) ?? [];
    return from !== '' && character !== '' && from <= character && character <= to;
  });
}

/**
 * Whether a code has what a note asks for besides. What the wording does not settle ("with ketoacidosis") is not fulfilled, so
 * that a note never speaks of more codes than it names.
 * @param own the code without its dot
 * @param length of the code that the note names, behind which ".51" stands
 */
function fulfils(own: string, length: number, limit: string): boolean {
  const final = /^final characters? -?([0-9A-Z]+)$/.exec(limit);
  if (final !== null) return own.endsWith(final[1] ?? '-');
  const [, first = '', link, second = '', words = ''] = AT_POSITION.exec(limit) ?? [];
  const at = POSITIONS[first];
  if (at !== undefined) {
    const then = POSITIONS[second];
    if (link === undefined) return lists(words, own.charAt(at));
    if (then === undefined) return false;
    if (link === 'to') return own.slice(at, then + 1) === words;
    // "Fifth or sixth": the last that is there and no placeholder.
    const sixth = own.charAt(then);
    return lists(words, sixth === '' || sixth === 'X' ? own.charAt(at) : sixth);
  }
  if (!/^[\d.,\s-]+$/.test(limit)) return false;
  const behind = own.slice(length);
  return limit.split(/[,\s]+/).some((each) => {
    const [from = '', to = ''] = each.replaceAll('.', '').split('-');
    if (from === '') return false;
    if (to === '') return behind.startsWith(from);
    return (
      behind.slice(0, from.length) >= from && behind.slice(0, to.length) <= to && behind !== ''
    );
  });
}

/**
 * Whether a code or range of a note takes in a code and all below it: "E08-E13" and "E11" take in E11.9; "T36-T50 with fifth or
 * sixth character 5" takes in T36.0X5A.
 */
export function covers(named: string, code: string): boolean {
  const [range = '', limit] = named.split(' with ');
  const [from = '', to] = range.split('-');
  const own = place(code);
  const first = place(from);
  const last = place(to ?? from);
  const below = own.length < last.length && last.startsWith(own);
  const within = own.slice(0, first.length) >= first && own.slice(0, last.length) <= last && !below;
  return (
    within &&
    (limit === undefined || fulfils(code.replace('.', ''), from.replace('.', '').length, limit))
  );
}
