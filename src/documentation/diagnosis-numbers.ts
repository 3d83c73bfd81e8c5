import type { Token } from './tokens.js';

/**
 * A number that diagnosis codes are told apart by: weeks of gestation, body mass index, body surface that is burned in
 * all and to the third degree (percent), time without consciousness (minutes), weight at birth
 * (grams), points of the stroke scale.
 */
export interface DiagnosisNumber {
  readonly element:
    | 'weeks'
    | 'bmi'
    | 'percent'
    | 'surface'
    | 'surface-third'
    | 'unconscious'
    | 'birth-weight'
    | 'nihss';
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

const SURFACE = /^(?:tbsa|bsa|total|surface|body)$/;
const DEEPEST = /^(?:third|3rd|iii|full)$/;

/** "15% TBSA with 6% third degree", "TBSA 12 %, third degree 4 %": what a share of the body surface is of. */
function shareAt(
  tokens: readonly Token[],
  index: number,
  limit: number,
): DiagnosisNumber['element'] {
  const after = keysUntilNumber(tokens, index + 2, Math.min(limit, index + 7), 1);
  const before = keysUntilNumber(tokens, index - 1, index - 6, -1);
  // The nearer words speak of it; those behind go first, because shares are named after their number.
  for (const keys of [after, before]) {
    const deep = keys.findIndex((key) => DEEPEST.test(key));
    const whole = keys.findIndex((key) => SURFACE.test(key));
    if (deep !== -1 && (whole === -1 || deep < whole)) return 'surface-third';
    if (whole !== -1) return 'surface';
  }
  return 'percent';
}

function keysUntilNumber(
  tokens: readonly Token[],
  from: number,
  to: number,
  step: 1 | -1,
): string[] {
  const keys: string[] = [];
  for (let at = from; at !== to; at += step) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'number' || /^[,.;]$/.test(token.text)) break;
    keys.push(token.key);
  }
  return keys;
}

const MINUTES: Readonly<Record<string, number>> = {
  ...{ s: 1 / 60, sec: 1 / 60, secs: 1 / 60, second: 1 / 60, seconds: 1 / 60 },
  ...{ min: 1, mins: 1, minute: 1, minutes: 1 },
  ...{ h: 60, hr: 60, hrs: 60, hour: 60, hours: 60 },
};
const UNCONSCIOUS = /^(?:loc|unconscious|unconsciousness|consciousness|unresponsive|out)$/;
const GRAMS: Readonly<Record<string, number>> = {
  ...{ g: 1, gm: 1, gms: 1, gram: 1, grams: 1 },
  ...{ kg: 1000, kgs: 1000, kilogram: 1000, kilograms: 1000 },
};
const NEWBORN =
  /^(?:birth|birthweight|bw|weight|weighing|weighed|newborn|infant|baby|neonate|preterm|premature|preemie)$/;

/** "LOC of 10 minutes", "unconscious for 2 hours"; "birth weight 1800 g", "a 1.2 kg preemie". */
function measuredAt(
  tokens: readonly Token[],
  index: number,
  value: number,
): DiagnosisNumber | undefined {
  const unit = tokens[index + 1]?.key ?? '';
  const near = (steps: readonly number[], words: RegExp) =>
    steps.some((step) => words.test(tokens[index + step]?.key ?? ''));
  const place = { from: index, to: index + 2 };
  const minutes = MINUTES[unit];
  if (minutes !== undefined && near([-1, -2, -3, -4, 2, 3, 4, 5], UNCONSCIOUS))
    return { element: 'unconscious', value: value * minutes, unit: 'min', ...place };
  const grams = GRAMS[unit];
  if (grams !== undefined && near([-1, -2, -3, -4, -5, 2, 3, 4], NEWBORN))
    return { element: 'birth-weight', value: value * grams, unit: 'g', ...place };
  return undefined;
}

/** Numbers of diagnoses in the tokens `from` to `limit`. */
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
    const value = Number(token.text.replace(/,(?=\d{3}\b)/, ''));
    if (Number.isNaN(value)) continue;
    const measured = measuredAt(tokens, index, value);
    if (measured !== undefined) {
      found.push(measured);
      continue;
    }
    const before = [1, 2, 3].map((step) => tokens[index - step]?.key ?? '');
    if (before.includes('nihss') && value <= 42)
      found.push({ element: 'nihss', value, unit: '', from: index, to: index + 1 });
    else if (before.includes('bmi') || (before.includes('index') && before.includes('mass')))
      found.push({ element: 'bmi', value, unit: '', from: index, to: index + 1 });
    else if (tokens[index + 1]?.text === '%' || tokens[index + 1]?.key === 'percent')
      found.push({
        element: shareAt(tokens, index, limit),
        value,
        unit: 'percent',
        from: index,
        to: index + 2,
      });
  }
  return found;
}
