import type { Token } from './tokens.js';

/** A code that the note names. */
export interface CodeMention {
  readonly code: string;
  readonly from: number;
  readonly to: number;
}

/** A calendar date, as YYYY-MM-DD. */
export interface DateMention {
  readonly iso: string;
  readonly from: number;
  readonly to: number;
  /** The words before it say that it is the date of service. */
  readonly ofService: boolean;
}

export interface Identifiers {
  readonly codes: readonly CodeMention[];
  readonly dates: readonly DateMention[];
  /** Token indexes that no quantity may use. */
  readonly taken: ReadonlySet<number>;
}

const LABELS = new Set(
  'mrn acct account id phone tel fax cell ssn zip npi lot ndc serial ref ticket claim invoice dea ext member'.split(
    ' ',
  ),
);
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const SERVICE_WORDS = new Set(
  'dos service seen visit performed procedure treated encounter'.split(' '),
);

/** Finds codes, dates, clock times, telephone numbers and labelled identifiers in one pass. */
export function readIdentifiers(tokens: readonly Token[]): Identifiers {
  const codes: CodeMention[] = [];
  const dates: DateMention[] = [];
  const taken = new Set<number>();
  const take = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) taken.add(index);
  };
  for (let index = 0; index < tokens.length; index += 1) {
    if (taken.has(index)) continue;
    const date = dateAt(tokens, index);
    if (date !== undefined) {
      dates.push(date);
      take(date.from, date.to);
      continue;
    }
    const run = digitRun(tokens, index);
    if (run > index) {
      take(index, run);
      continue;
    }
    const code = codeAt(tokens, index);
    if (code === undefined) continue;
    if (labelled(tokens, index)) {
      take(code.from, code.to);
      continue;
    }
    codes.push(code);
    take(code.from, afterUnits(tokens, code.to));
  }
  return { codes, dates, taken };
}

const text = (tokens: readonly Token[], index: number): string => tokens[index]?.text ?? '';
const glued = (tokens: readonly Token[], index: number): boolean => tokens[index]?.glued === true;

function labelled(tokens: readonly Token[], index: number): boolean {
  for (let before = index - 1; before >= index - 3; before -= 1) {
    if (LABELS.has(tokens[before]?.key ?? '')) return true;
    if (
      !/^[#:.]$/.test(text(tokens, before)) &&
      tokens[before]?.key !== 'no' &&
      tokens[before]?.key !== 'number'
    )
      return false;
  }
  return false;
}

function codeAt(tokens: readonly Token[], index: number): CodeMention | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const next = tokens[index + 1];
  if (token.kind === 'number') {
    if (/^\d{5}$/.test(token.text)) {
      // "555-12345" and "#48213" are identifiers; "-17110" after a space is a list.
      const before = text(tokens, index - 1);
      if (before === '#' || before === '$') return undefined;
      return { code: token.text, from: index, to: index + 1 };
    }
    if (/^\d{4}$/.test(token.text) && next?.glued === true && /^[FTU]$/.test(next.text)) {
      return { code: token.text + next.text, from: index, to: index + 2 };
    }
    return undefined;
  }
  if (token.kind !== 'word') return undefined;
  if (/^[A-V]\d{4}$/.test(token.text)) return { code: token.text, from: index, to: index + 1 };
  if (
    /^[A-TV-Z]\d[0-9A-Z]$/.test(token.text) &&
    text(tokens, index + 1) === '.' &&
    glued(tokens, index + 1)
  ) {
    const tail = tokens[index + 2];
    if (tail?.glued === true && /^[0-9A-Za-z]{1,4}$/.test(tail.text)) {
      const more = tokens[index + 3];
      const last =
        tail.kind === 'number' &&
        more?.glued === true &&
        more.kind === 'word' &&
        /^[A-Z]{1,3}$/.test(more.text);
      return {
        code: `${token.text}.${tail.text}${last ? more.text : ''}`,
        from: index,
        to: last ? index + 4 : index + 3,
      };
    }
  }
  return undefined;
}

/** "17003 x 4", "11102-59", "17110 units 2": numbers that belong to the code. */
function afterUnits(tokens: readonly Token[], from: number): number {
  let at = from;
  for (let turns = 0; turns < 4; turns += 1) {
    const mark = tokens[at];
    const number = tokens[at + 1];
    const modifier =
      mark?.text === '-' &&
      number?.glued === true &&
      /^\d{2}$|^[A-Z]{2}$|^X[EPSU]$/.test(number.text);
    const units =
      /^[x×*]$/i.test(mark?.text ?? '') && number?.kind === 'number' && number.text.length <= 3;
    if (!modifier && !units) break;
    at += 2;
  }
  return at;
}

/** End of a clock time, a telephone number or a long digit group; `index` itself where there is none. */
function digitRun(tokens: readonly Token[], index: number): number {
  const token = tokens[index];
  if (token?.kind !== 'number') return index;
  if (/^\d{6,}$/.test(token.text)) return index + 1;
  if (
    text(tokens, index + 1) === ':' &&
    glued(tokens, index + 1) &&
    glued(tokens, index + 2) &&
    /^\d{2}$/.test(text(tokens, index + 2))
  ) {
    return index + 3;
  }
  if (labelled(tokens, index)) {
    let end = index + 1;
    while (
      /^[-.]$/.test(text(tokens, end)) &&
      glued(tokens, end) &&
      tokens[end + 1]?.kind === 'number' &&
      glued(tokens, end + 1)
    )
      end += 2;
    return end;
  }
  if (
    /^\d{3}$/.test(token.text) &&
    /^[-.)]$/.test(text(tokens, index + 1)) &&
    /^\d{3}$/.test(text(tokens, index + 2)) &&
    /^[-.]$/.test(text(tokens, index + 3))
  ) {
    return index + 5;
  }
  if (
    /^\d{3}$/.test(token.text) &&
    text(tokens, index + 1) === '-' &&
    glued(tokens, index + 1) &&
    /^\d{4}$/.test(text(tokens, index + 2))
  ) {
    return index + 3;
  }
  return index;
}

function dateAt(tokens: readonly Token[], index: number): DateMention | undefined {
  const found = numericDate(tokens, index) ?? namedDate(tokens, index);
  if (found === undefined) return undefined;
  let ofService = false;
  for (let before = index - 1; before >= Math.max(0, index - 4); before -= 1) {
    const key = tokens[before]?.key ?? '';
    if (key === 'birth' || key === 'dob' || key === 'born') return { ...found, ofService: false };
    if (SERVICE_WORDS.has(key)) ofService = true;
  }
  return { ...found, ofService };
}

function dated(
  year: number,
  month: number,
  day: number,
  from: number,
  to: number,
): DateMention | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const full = year < 100 ? 2000 + year : year;
  if (full < 1900 || full > 2100) return undefined;
  const iso = `${full}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return { iso, from, to, ofService: false };
}

/** 03/12/2026, 3-12-26, 2026-03-12. */
function numericDate(tokens: readonly Token[], index: number): DateMention | undefined {
  const [a, mark, b, again, c] = tokens.slice(index, index + 5);
  if (a?.kind !== 'number' || b?.kind !== 'number' || c?.kind !== 'number') return undefined;
  if (!/^[/-]$/.test(mark?.text ?? '') || mark?.text !== again?.text) return undefined;
  if (!b.glued || !c.glued || mark?.glued !== true) return undefined;
  const [first, second, third] = [a.text, b.text, c.text].map(Number);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  if (/^\d{4}$/.test(a.text)) return dated(first, second, third, index, index + 5);
  if (!/^\d{1,2}$/.test(a.text) || !/^\d{1,2}$/.test(b.text) || !/^(?:\d{2}|\d{4})$/.test(c.text))
    return undefined;
  return dated(third, first, second, index, index + 5);
}

/** March 3, 2026; 3 March 2026. */
function namedDate(tokens: readonly Token[], index: number): DateMention | undefined {
  const first = tokens[index];
  const second = tokens[index + 1];
  if (first === undefined || second === undefined) return undefined;
  const month = (token: Token): number =>
    token.kind === 'word' && token.text.length >= 3 && /^\p{Lu}/u.test(token.text)
      ? MONTHS.indexOf(token.key.slice(0, 3)) + 1
      : 0;
  const skip = text(tokens, index + 2) === ',' ? index + 3 : index + 2;
  const year = Number(text(tokens, skip));
  if (!Number.isInteger(year) || year < 1900 || year > 2100) return undefined;
  if (month(first) > 0 && second.kind === 'number')
    return dated(year, month(first), Number(second.text), index, skip + 1);
  if (first.kind === 'number' && month(second) > 0)
    return dated(year, month(second), Number(first.text), index, skip + 1);
  return undefined;
}
