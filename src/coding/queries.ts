import type { DocumentedService } from '../documentation/types.js';
import {
  describeCell,
  describeNumbers,
  isNothing,
  meet,
  type Cell,
  type Fact,
  type Family,
  type Knowledge,
  type Possible,
} from '../knowledge/index.js';
import { fits, type UndecidedService } from './assign.js';
import type { Query } from './determination.js';
import { dedupe } from './diagnoses.js';
import { evaluateFamily, summarise, type CaseResult } from './evaluate.js';
import { readFact } from './facts.js';
import type { Overlap } from './relations.js';

/** A query before it has its number. */
export type DraftQuery = Omit<Query, 'id'>;

/** A way to answer, as a set of values. */
interface Answer {
  readonly text: string;
  readonly value: Possible;
}

const ELSEWHERE = 'belongs to codes that this edition does not hold';

const UNABLE = 'Other, or unable to determine';

/** "skin biopsy, nose": what a question is about. */
export function aboutService(service: DocumentedService, knowledge: Knowledge): string {
  const { lexicon } = knowledge;
  const details = ['laterality', 'site'].flatMap((element) => {
    const spec = knowledge.elements.get(element);
    const fact = spec ? readFact(service, spec, lexicon) : undefined;
    const stated = fact?.value.kind === 'concepts' ? fact.value.stated : undefined;
    return stated === undefined ? [] : [lexicon.label(stated)];
  });
  return [lexicon.label(service.act), details.join(' ')].filter((part) => part !== '').join(', ');
}

/** The answers that the table tells apart, within what is still possible. */
function answersFor(fact: Fact, family: Family, knowledge: Knowledge): Answer[] {
  const { element, open } = fact;
  const cells: Cell[] = [];
  for (const row of family.rows) {
    const cell = row.cells.get(element.name);
    if (cell && !cell.any && !cells.some(({ text }) => text === cell.text)) cells.push(cell);
  }
  if (cells.length === 0 && element.kind === 'quantity') return countAnswers(fact);
  return cells.flatMap((cell) => {
    const value = meet(cell.accepts, open);
    if (isNothing(value)) return [];
    const text =
      value.kind === 'numbers'
        ? describeNumbers(value.set, element.unit)
        : describeCell(cell, element, knowledge.lexicon);
    return [{ text, value }];
  });
}

/** For a number that only multiplies: one, or more than one. */
function countAnswers({ open, element }: Fact): Answer[] {
  const ways: Possible[] = [
    { kind: 'numbers', set: [{ low: 1, lowClosed: true, high: 1, highClosed: true }] },
    { kind: 'numbers', set: [{ low: 2, lowClosed: true, high: Infinity, highClosed: false }] },
  ];
  return ways.flatMap((way) => {
    const value = meet(way, open);
    if (value.kind !== 'numbers' || isNothing(value)) return [];
    return [{ text: describeNumbers(value.set, element.unit), value }];
  });
}

/** Facts of the results that a person should be asked about: missing ones, and supposed ones. */
function factsToAsk(results: readonly CaseResult[]): Fact[] {
  const all = results.flatMap(({ tableCase }) => [
    ...tableCase.facts.values(),
    ...(tableCase.times.fact ? [tableCase.times.fact] : []),
  ]);
  const wanted = results.flatMap(({ tableCase, outcome, missing }) => {
    const used = outcome.kind === 'met' ? [...outcome.row.cells.keys()] : [];
    const { fact } = tableCase.times;
    const supposed = [
      ...used.flatMap((name) => tableCase.facts.get(name) ?? []),
      ...(fact ? [fact] : []),
    ].filter(({ state, cites }) => state === 'assumed' && cites !== undefined);
    return [...missing, ...supposed];
  });
  const bySlot = new Map<string, Fact>();
  for (const { slot } of wanted) {
    // A place in the session is decided by a technique: ask for that, under the same slot.
    const fact = all.find((other) => other.slot === slot && other.element.kind !== 'choice');
    if (fact && !bySlot.has(slot)) bySlot.set(slot, fact);
  }
  return [...bySlot.values()];
}

/** What is left when nobody can answer. */
function standing(
  results: readonly CaseResult[],
  owner: DocumentedService | undefined,
  supposed: boolean,
): string {
  const firm = results.filter(
    ({ tableCase, outcome, missing }) =>
      outcome.kind === 'met' &&
      missing.length === 0 &&
      (!owner || tableCase.services.includes(owner.id)),
  );
  if (firm.length === 0) return 'no code can be supported';
  return `${summarise(firm)}, marked ${supposed ? 'as assumed' : 'for review'}`;
}

/** Questions of one family, with the outcome of every answer read from its table. */
export function familyQueries(
  family: Family,
  services: readonly DocumentedService[],
  results: readonly CaseResult[],
  knowledge: Knowledge,
): DraftQuery[] {
  return factsToAsk(results).map((fact) => {
    const owner = services.find(({ id }) => fact.slot.startsWith(`${id}:`));
    const concerned = owner && family.combine.independent ? [owner] : services;
    const outcomes = answersFor(fact, family, knowledge).map(({ text, value }) => {
      const tried = evaluateFamily(
        family,
        concerned,
        knowledge.lexicon,
        new Map([[fact.slot, value]]),
      );
      return { answer: text, result: summarise(tried) };
    });
    const supposed = fact.state === 'assumed';
    return {
      element: fact.element.name,
      about: owner ? aboutService(owner, knowledge) : family.title,
      question: fact.element.ask ?? `What was the ${fact.element.label}?`,
      indicators: dedupe([...fact.support, ...concerned.map(({ support }) => support)]),
      outcomes: [
        ...outcomes,
        {
          answer: UNABLE,
          // The line of another service stands whatever becomes of this one.
          result: standing(results, family.combine.highestOnly ? undefined : owner, supposed),
        },
      ],
    };
  });
}

/** Question for a service whose family is still open, with what each family would report. */
export function undecidedQuery(
  { service, families, notCovered }: UndecidedService,
  knowledge: Knowledge,
): DraftQuery[] {
  const { lexicon, elements } = knowledge;
  const names = [...new Set(families.flatMap(({ cells }) => [...cells.keys()]))];
  const name = names.find((candidate) =>
    families.some(({ cells }) => {
      const cell = cells.get(candidate);
      return (
        cell !== undefined &&
        fits(service, new Map([[candidate, cell]]), knowledge) === 'not-documented'
      );
    }),
  );
  const spec = name === undefined ? undefined : elements.get(name);
  if (name === undefined || !spec) return [];
  const coded = families.flatMap(({ family, cells }) => {
    const cell = cells.get(name);
    if (!cell) return [];
    const results = evaluateFamily(family, [service], lexicon, new Map());
    return [{ answer: describeCell(cell, spec, lexicon), result: summarise(results) }];
  });
  const several = readFact(service, spec, lexicon).state === 'conflicting';
  const mixed = several
    ? [
        {
          answer: 'Several kinds, with the number of each',
          result: 'each kind with its own number',
        },
      ]
    : [];
  const elsewhere = notCovered.flatMap(({ cells }) => {
    const cell = cells.get(name);
    const others = new Map([...cells].filter(([element]) => element !== name));
    // An entry that also needs a site says nothing while the site is unknown.
    if (!cell || cell.absent || fits(service, others, knowledge) !== 'met') return [];
    return [{ answer: describeCell(cell, spec, lexicon), result: ELSEWHERE }];
  });
  return [
    {
      element: name,
      about: aboutService(service, knowledge),
      question: spec.ask ?? `What was the ${spec.label}?`,
      indicators: [service.support],
      outcomes: [
        ...coded,
        ...elsewhere,
        ...mixed,
        { answer: UNABLE, result: 'no code can be supported' },
      ],
    },
  ];
}

/** Question whether two services concern one lesion. */
export function overlapQuery(
  overlap: Overlap,
  codes: { readonly integral: string; readonly within: string },
  knowledge: Knowledge,
): DraftQuery {
  const { policy, integral, within } = overlap;
  const fill = (text: string) =>
    text
      .replaceAll('{integral}', knowledge.lexicon.label(integral.act))
      .replaceAll('{within}', knowledge.lexicon.label(within.act))
      .replaceAll('{integral-codes}', codes.integral)
      .replaceAll('{within-codes}', codes.within);
  return {
    element: 'relation',
    about: `${aboutService(integral, knowledge)}; ${aboutService(within, knowledge)}`,
    question: fill(policy.ask),
    indicators: dedupe([integral.support, within.support]),
    outcomes: [
      { answer: 'The same lesion', result: fill(policy.same) },
      { answer: 'A separate lesion', result: fill(policy.separate) },
      { answer: UNABLE, result: 'the lines stay marked for review' },
    ],
  };
}
