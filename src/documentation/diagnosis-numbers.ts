import type { Token } from './tokens.js';

/** A number that diagnosis codes are told apart by. */
export interface DiagnosisNumber {
  readonly element: 'weeks' | 'bmi' | 'percent';
  readonly value: number;
  readonly unit: string;
  readonly from: number;
  readonly to: number;
}

const WEEK = /^(?:w|wk|wks|week|weeks|w\d(?:d|\/\d)?|wga|weeker)$/;
/** "5 weeks ago" and "6 weeks postpartum" are no weeks of gestation. */
const OTHER_WEEKS =
  /^(?:ago|later|postpartum|post|after|prior|before|old|history|duration|since|from)$/;
const GAP = /^(?:\d|\/|-|completed)$/;

function weeksAt(
  tokens: readonly Token[],
  index: number,
  limit: number,
): DiagnosisNumber | undefined {
  const value = Number(tokens[index]?.text);
  for (let at = index + 1; at < Math.min(limit, index + 6); at += 1) {
    const key = tokens[at]?.key ?? '';
    if (WEEK.test(key)) {
      const other = [1, 2].some((step) => OTHER_WEEKS.test(tokens[at + step]?.key ?? ''));
      const possible = Number.isInteger(value) && value > 0 && value < 46;
      return possible && !other
        ? { element: 'weeks', value, unit: 'weeks', from: index, to: at + 1 }
        : undefined;
    }
    if (!GAP.test(key)) return undefined;
  }
  return undefined;
}

/** Weeks of gestation, body mass index, and share of the body surface in the tokens `from` to `limit`. */
export function readDiagnosisNumbers(
  tokens: readonly Token[],
  from: number,
  limit: number,
): DiagnosisNumber[] {
  const found: DiagnosisNumber[] = [];
  for (let index = from; index < limit; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'number') continue;
    const weeks = weeksAt(tokens, index, limit);
    if (weeks !== undefined) {
      found.push(weeks);
      // "21 2/7 weeks": the days belong to the same number.
      index = weeks.to - 1;
      continue;
    }
    const value = Number(token.text);
    if (Number.isNaN(value)) continue;
    const before = [1, 2, 3].map((step) => tokens[index - step]?.key ?? '');
    if (before.includes('bmi') || (before.includes('index') && before.includes('mass')))
      found.push({ element: 'bmi', value, unit: '', from: index, to: index + 1 });
    else if (tokens[index + 1]?.text === '%' || tokens[index + 1]?.key === 'percent')
      found.push({ element: 'percent', value, unit: 'percent', from: index, to: index + 2 });
  }
  return found;
}
