import type { CaseScore } from './score.js';

/** `hits` of `of`; the share is absent where there is nothing to count. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share?: number;
}

/** Codes reported against codes expected, over all cases together. */
export interface Agreement {
  readonly matched: number;
  readonly reported: number;
  readonly expected: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
}

/** The figures of the scoreboard. docs/evaluation.md says what each means. */
export interface Figures {
  readonly cases: number;
  /** Of the cases with codes in the key: the same codes and total units, nothing extra. */
  readonly exact: Share;
  /** Over all cases, so that codes reported where diagnoses alone were asked for count as extra. */
  readonly codes: Agreement;
  /** Of the codes found. */
  readonly units: Share;
  /** Of the codes found for which the key states modifiers. */
  readonly modifiers: Share;
  readonly mustNot: number;
  readonly notExisting: number;
  readonly documented: {
    /** Cases with codes in the key whose lines are all `documented`. */
    readonly cases: Share;
    /** Of those. */
    readonly exact: Share;
    /** Both, of all cases with codes in the key. */
    readonly share: Share;
  };
  /** Cases with codes in the key that got no line, and of these the ones that were asked a question. */
  readonly withoutLines: Share;
  readonly withoutLinesAsked: Share;
  /** Cases with diagnoses in the key. */
  readonly diagnoses: Agreement & { readonly exact: Share; readonly first: Share };
  /** Cases that ask for diagnoses alone and got no line. */
  readonly diagnosesAlone: Share;
  readonly specialties: readonly SpecialtyFigures[];
}

export interface SpecialtyFigures {
  readonly specialty: string;
  readonly cases: number;
  readonly exact: Share;
  readonly codes: Agreement;
  readonly diagnoses: Agreement;
}

function ratio(hits: number, of: number): number | undefined {
  return of === 0 ? undefined : hits / of;
}

function shareOf<T>(all: readonly T[], holds: (entry: T) => boolean): Share {
  return share(all.filter(holds).length, all.length);
}

function share(hits: number, of: number): Share {
  const value = ratio(hits, of);
  return { hits, of, ...(value === undefined ? {} : { share: value }) };
}

function agreement(matched: number, reported: number, expected: number): Agreement {
  const precision = ratio(matched, reported);
  const recall = ratio(matched, expected);
  const f1 = ratio(2 * matched, reported + expected);
  return {
    matched,
    reported,
    expected,
    ...(precision === undefined ? {} : { precision }),
    ...(recall === undefined ? {} : { recall }),
    ...(f1 === undefined ? {} : { f1 }),
  };
}

const sum = (scores: readonly CaseScore[], count: (score: CaseScore) => number): number =>
  scores.reduce((total, score) => total + count(score), 0);

const asksCodes = ({ expected }: CaseScore): boolean => expected.size > 0;
const statesDiagnoses = (score: CaseScore): boolean => score.case.dx.length > 0;

function codeAgreement(scores: readonly CaseScore[]): Agreement {
  return agreement(
    sum(scores, ({ matched }) => matched.length),
    sum(scores, ({ reported }) => reported.size),
    sum(scores, ({ expected }) => expected.size),
  );
}

function diagnosisAgreement(scores: readonly CaseScore[]): Agreement {
  const stated = scores.filter(statesDiagnoses);
  return agreement(
    sum(stated, ({ diagnoses }) => diagnoses.matched.length),
    sum(stated, ({ answer }) => new Set(answer.diagnoses).size),
    sum(stated, (score) => new Set(score.case.dx).size),
  );
}

export function figuresOf(scores: readonly CaseScore[]): Figures {
  const coded = scores.filter(asksCodes);
  const documented = coded.filter(({ answer }) => answer.documented);
  const silent = coded.filter(({ reported }) => reported.size === 0);
  const stated = scores.filter(statesDiagnoses);
  const exact = ({ exact: same }: CaseScore) => same;
  return {
    cases: scores.length,
    exact: shareOf(coded, exact),
    codes: codeAgreement(scores),
    units: share(
      sum(coded, ({ sameUnits }) => sameUnits.length),
      sum(coded, ({ matched }) => matched.length),
    ),
    modifiers: share(
      sum(coded, ({ sameModifiers }) => sameModifiers.length),
      sum(coded, ({ withModifiers }) => withModifiers.length),
    ),
    mustNot: sum(scores, ({ mustNot }) => mustNot.length),
    notExisting: sum(scores, ({ notExisting }) => notExisting.length),
    documented: {
      cases: share(documented.length, coded.length),
      exact: shareOf(documented, exact),
      share: share(documented.filter(exact).length, coded.length),
    },
    withoutLines: share(silent.length, coded.length),
    withoutLinesAsked: shareOf(silent, ({ answer }) => answer.queries.length > 0),
    diagnoses: {
      ...diagnosisAgreement(scores),
      exact: shareOf(stated, ({ diagnoses }) => diagnoses.exact),
      first: shareOf(stated, ({ diagnoses }) => diagnoses.first),
    },
    diagnosesAlone: shareOf(
      scores.filter((score) => !asksCodes(score)),
      ({ reported }) => reported.size === 0,
    ),
    specialties: bySpecialty(scores),
  };
}

function bySpecialty(scores: readonly CaseScore[]): SpecialtyFigures[] {
  const groups = new Map<string, CaseScore[]>();
  for (const score of scores) {
    const group = groups.get(score.case.specialty);
    if (group === undefined) groups.set(score.case.specialty, [score]);
    else group.push(score);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([specialty, group]) => ({
      specialty,
      cases: group.length,
      exact: shareOf(group.filter(asksCodes), ({ exact }) => exact),
      codes: codeAgreement(group),
      diagnoses: diagnosisAgreement(group),
    }));
}
