import type { NumberPhrase } from './numbers.js';
import type { Token } from './tokens.js';

const PERSONS = new Set(
  'pt patient male female man woman boy girl gentleman lady child'.split(' '),
);
const INSTRUMENTS = new Set(
  'foley catheter sheath stent sound sounds scope tube resectoscope cystoscope ureteroscope drain dilator bougie introducer nephrostomy pigtail coude amplatz'.split(
    ' ',
  ),
);

/** Tells ages that carry no unit of time: "57F", "age 57", "DOL 4". */
export class AgeMarks {
  constructor(private readonly tokens: readonly Token[]) {}

  /** "age 57", "57F", "57 y.o.". */
  isAge(number: NumberPhrase): boolean {
    const before = this.tokens[number.from - 1]?.key;
    if (before === 'age' || before === 'aged' || before === 'turned' || before === 'turning')
      return true;
    const after = this.tokens[number.to];
    if (after?.glued === true && /^[MFmf]$/.test(after.text)) return !this.isFrench(number);
    if (this.followsPerson(number, after)) return true;
    return (
      after?.key === 'y' &&
      this.tokens[number.to + 1]?.text === '.' &&
      this.tokens[number.to + 2]?.key === 'o'
    );
  }

  /** "Dilated to 22F", "18F Foley": the caliber of an instrument. */
  private isFrench({ from, to }: NumberPhrase): boolean {
    if (/^(?:to|size|a|an)$/.test(this.tokens[from - 1]?.key ?? '')) return true;
    return [1, 2, 3].some((step) => INSTRUMENTS.has(this.tokens[to + step]?.key ?? ''));
  }

  /** "Day of life 4", "DOL 4". */
  isDayOfLife({ from }: NumberPhrase): boolean {
    const [third, second, last] = [3, 2, 1].map((step) => this.tokens[from - step]?.key);
    return last === 'dol' || (third === 'day' && second === 'of' && last === 'life');
  }

  /** "Established male pt, 30.", "pt (58)", "Female, 41,": a bare number right after the person. */
  private followsPerson({ from, value }: NumberPhrase, after: Token | undefined): boolean {
    const mark = this.tokens[from - 1]?.text;
    if (mark !== ',' && mark !== '(') return false;
    const closed =
      after === undefined || (mark === '(' ? after.text === ')' : /^[.,;]$/.test(after.text));
    return closed && Number.isInteger(value) && PERSONS.has(this.tokens[from - 2]?.key ?? '');
  }
}
