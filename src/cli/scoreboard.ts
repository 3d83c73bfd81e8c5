import type {
  Agreement,
  Answer,
  CaseScore,
  Evaluation,
  Figures,
  Share,
} from '../evaluation/index.js';
import { table } from './table.js';

/* The scoreboard as people read it. What each figure means: docs/evaluation.md. */

const percent = (value: number | undefined): string =>
  value === undefined ? '-' : `${(value * 100).toFixed(1)} %`;

const shown = ({ hits, of, share }: Share): string =>
  share === undefined ? '-' : `${percent(share)} (${hits}/${of})`;

const threeOf = ({ precision, recall, f1 }: Agreement): string =>
  [precision, recall, f1].map(percent).join(' / ');

const ROWS: readonly [label: string, read: (figures: Figures) => string][] = [
  ['exact cases', ({ exact }) => shown(exact)],
  ['code precision', ({ codes }) => percent(codes.precision)],
  ['code recall', ({ codes }) => percent(codes.recall)],
  ['code F1', ({ codes }) => percent(codes.f1)],
  ['units agree', ({ units }) => shown(units)],
  ['modifiers agree', ({ modifiers }) => shown(modifiers)],
  ['must-not violations', ({ mustNot }) => String(mustNot)],
  ['codes that do not exist', ({ notExisting }) => String(notExisting)],
  ['all lines documented', ({ documented }) => shown(documented.cases)],
  ['  exact among these', ({ documented }) => shown(documented.exact)],
  ['no line', ({ withoutLines }) => shown(withoutLines)],
  ['  asked about instead', ({ withoutLinesAsked }) => shown(withoutLinesAsked)],
  ['diagnoses: exact set', ({ diagnoses }) => shown(diagnoses.exact)],
  ['diagnoses: first-listed', ({ diagnoses }) => shown(diagnoses.first)],
  ['diagnoses: precision', ({ diagnoses }) => percent(diagnoses.precision)],
  ['diagnoses: recall', ({ diagnoses }) => percent(diagnoses.recall)],
  ['diagnoses: F1', ({ diagnoses }) => percent(diagnoses.f1)],
  ['diagnoses alone, no line', ({ diagnosesAlone }) => shown(diagnosesAlone)],
];

export function scoreboard(file: string, engine: Evaluation, baseline: Evaluation): string {
  const { figures } = engine;
  const rate = ({ casesPerSecond }: Evaluation) => casesPerSecond.toFixed(0);
  return [
    `${figures.cases} cases of ${file}: ${figures.exact.of} with codes, ${figures.diagnoses.exact.of} with diagnoses, ` +
      `${figures.diagnosesAlone.of} that ask for diagnoses alone.\n\n`,
    table(
      ['', 'CaseConsultant', 'text search'],
      [
        ...ROWS.map(([label, read]) => [label, read(figures), read(baseline.figures)]),
        ['cases per second', rate(engine), rate(baseline)],
      ],
    ),
    '\n',
    table(
      ['specialty', 'cases', 'exact', 'codes: P / R / F1', 'diagnoses: P / R / F1'],
      figures.specialties.map(({ specialty, cases, exact, codes, diagnoses }) => [
        specialty,
        String(cases),
        shown(exact),
        exact.of === 0 ? '-' : threeOf(codes),
        diagnoses.expected === 0 ? '-' : threeOf(diagnoses),
      ]),
    ),
  ].join('');
}

function linesOf(lines: Answer['lines']): string {
  return (
    lines
      .map(
        ({ code, units, modifiers }) =>
          [code, ...modifiers].join('-') + (units > 1 ? ` x ${units}` : ''),
      )
      .join(', ') || 'none'
  );
}

/** What a case got that its key does not have, or undefined when the two agree. */
export function missOf(score: CaseScore): string | undefined {
  const { case: entry, answer, exact, diagnoses, mustNot, notExisting } = score;
  const wrongDiagnoses = entry.dx.length > 0 && !diagnoses.exact;
  if (exact && !wrongDiagnoses && mustNot.length === 0 && notExisting.length === 0)
    return undefined;
  const rows: [label: string, text: string][] = [
    ['expected', linesOf(entry.gold)],
    ['reported', linesOf(answer.lines)],
    ...(wrongDiagnoses
      ? ([
          ['expected diagnoses', entry.dx.join(', ')],
          ['reported diagnoses', answer.diagnoses.join(', ') || 'none'],
        ] as [string, string][])
      : []),
    ['must not', mustNot.join(', ')],
    ['do not exist', notExisting.join(', ')],
    ['asked', answer.queries.join('; ')],
  ];
  const said = rows.filter(([, text]) => text !== '');
  return `${entry.id}, ${entry.specialty}\n${said.map(([label, text]) => `  ${label.padEnd(18)}  ${text}\n`).join('')}`;
}
