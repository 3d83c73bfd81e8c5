import type { DocumentedService } from '../documentation/types.js';
import type { Fact, Family, FamilyCode, Knowledge, Row } from '../knowledge/index.js';
import type { FoundDiagnosis } from './found-diagnosis.js';
import { touches } from './assign.js';
import type { CaseResult } from './evaluate.js';
import { readFact } from './facts.js';
import { placements } from './reporting.js';

/** A line on its way: what a row reports for some services. */
export interface DraftLine {
  readonly family: Family;
  readonly code: FamilyCode;
  units: number;
  readonly rows: Row[];
  readonly services: DocumentedService[];
  readonly facts: Fact[];
  readonly dx: readonly FoundDiagnosis[];
  readonly modifiers: { modifier: string; reason: string }[];
  readonly assumptions: string[];
  readonly reviews: string[];
  readonly payerNotes: string[];
}

/** Facts that the result rests on: the row's cells, the number, and what chose the family. */
function factsUsed(
  { tableCase, outcome }: CaseResult,
  family: Family,
  services: readonly DocumentedService[],
  knowledge: Knowledge,
): Fact[] {
  const row = outcome.kind === 'met' ? outcome.row : undefined;
  const named = [...(row?.cells.keys() ?? [])].flatMap((name) => tableCase.facts.get(name) ?? []);
  const chosen = services.flatMap((service) =>
    family.answers
      .filter(({ act }) => act === service.act)
      .flatMap(({ when }) => [...when.keys()])
      .flatMap((name) => {
        const spec = knowledge.elements.get(name);
        return spec ? [readFact(service, spec, knowledge.lexicon)] : [];
      }),
  );
  const times = tableCase.times.fact ? [tableCase.times.fact] : [];
  return [...chosen, ...named, ...times].filter(({ element }) => element.kind !== 'choice');
}

function reviewReasons(
  family: Family,
  services: readonly DocumentedService[],
  facts: readonly Fact[],
  knowledge: Knowledge,
): string[] {
  const conditions = family.review
    .filter(({ cells }) => services.some((service) => touches(service, cells, knowledge)))
    .map(({ because }) => because);
  const elsewhere = knowledge.policies.notCovered
    .filter(({ act, cells }) =>
      services.some((service) => service.act === act && touches(service, cells, knowledge)),
    )
    .map(({ because }) => `Part of what is documented may belong elsewhere. ${because}`);
  const unclear = facts
    .filter(({ state, element }) => state === 'conflicting' && element.kind === 'quantity')
    .map(({ element }) => `The note gives more than one ${element.label}.`);
  return [...conditions, ...elsewhere, ...unclear];
}

const STILL_OPEN = 'A question about another lesion of the same code family is still open.';

const sameDx = (a: readonly FoundDiagnosis[], b: readonly FoundDiagnosis[]) =>
  a.map(({ code }) => code).join() === b.map(({ code }) => code).join();

const samePlace = (
  { modifiers }: Pick<DraftLine, 'modifiers'>,
  place: readonly { readonly modifier: string }[],
) =>
  modifiers.map(({ modifier }) => modifier).join() === place.map(({ modifier }) => modifier).join();

/** Draft lines of one family. Results that lack a fact make no line: they make a query. */
export function draftLines(
  family: Family,
  services: readonly DocumentedService[],
  results: readonly CaseResult[],
  dxOf: (service: DocumentedService) => readonly FoundDiagnosis[],
  knowledge: Knowledge,
): DraftLine[] {
  const drafts: DraftLine[] = [];
  const incomplete =
    !family.combine.independent && results.some(({ missing }) => missing.length > 0);
  for (const result of results) {
    const { outcome, tableCase, missing } = result;
    if (outcome.kind !== 'met' || missing.length > 0) continue;
    const own = services.filter(({ id }) => tableCase.services.includes(id));
    const facts = factsUsed(result, family, own, knowledge);
    const dx = own.flatMap((service) => dxOf(service));
    const distinctDx = dx.filter(
      (entry, index) => dx.findIndex(({ code }) => code === entry.code) === index,
    );
    const assumptions = facts.flatMap(({ state, remark, element }) =>
      state === 'assumed' ? [`${element.label} is not documented. ${remark ?? ''}`.trim()] : [],
    );
    const coded = outcome.reported.flatMap(({ code, units }) =>
      units === undefined || units <= 0 ? [] : [{ code, units }],
    );
    for (const place of placements(family, coded, own, tableCase, knowledge.lexicon)) {
      const entry = family.codes.get(place.code);
      if (!entry) continue;
      // Further lesions under one code are units of one line, unless their diagnoses or their places differ.
      const known = drafts.find(
        (draft) =>
          draft.code.code === place.code &&
          sameDx(draft.dx, distinctDx) &&
          samePlace(draft, place.modifiers),
      );
      const reviews = reviewReasons(family, own, facts, knowledge);
      if (incomplete) reviews.push(STILL_OPEN);
      if (place.review !== undefined) reviews.push(place.review);
      if (known) {
        // A code for one side or both counts once, on whichever sides it was done.
        if (entry.sides === 'either') known.units = Math.max(known.units, place.units);
        else known.units += place.units;
        known.rows.push(outcome.row);
        known.services.push(...own);
        known.facts.push(...facts);
        known.assumptions.push(...assumptions);
        known.reviews.push(...reviews);
        continue;
      }
      drafts.push({
        family,
        code: entry,
        units: place.units,
        rows: [outcome.row],
        services: [...own],
        facts: [...facts],
        dx: distinctDx,
        modifiers: [...place.modifiers],
        assumptions: [...assumptions],
        reviews,
        payerNotes: [...family.payerNotes, ...entry.payerNotes],
      });
    }
  }
  return family.reporting.laterality === 'bilateral-50' ? bilateral(drafts) : drafts;
}

const BILATERAL = { modifier: '50', reason: 'Documented: both sides, one line for the two.' };

/** What services name besides their sides: a knee and a shoulder are no two sides of one thing. */
function placesApartFromSide({ services }: DraftLine): string {
  const named = services.flatMap((service) =>
    Object.entries(service.arguments).flatMap(([name, values]) =>
      name === 'laterality'
        ? []
        : values.flatMap((value) => (value.kind === 'concept' ? [`${name} ${value.concept}`] : [])),
    ),
  );
  return [...new Set(named)].sort().join();
}

/** A left and a right line of one code, alike but for their sides, become one bilateral line. */
function bilateral(drafts: readonly DraftLine[]): DraftLine[] {
  const gone = new Set<DraftLine>();
  return drafts.flatMap((draft) => {
    if (gone.has(draft)) return [];
    const side = draft.modifiers[0]?.modifier;
    const other = drafts.find(
      (one) =>
        one !== draft &&
        one.code === draft.code &&
        one.code.sides !== 'each' &&
        one.units === draft.units &&
        placesApartFromSide(one) === placesApartFromSide(draft) &&
        [side, one.modifiers[0]?.modifier].sort().join() === 'LT,RT',
    );
    if (!other) return [draft];
    gone.add(other);
    const dx = [
      ...draft.dx,
      ...other.dx.filter(({ code }) => !draft.dx.some((one) => one.code === code)),
    ];
    return [
      {
        ...draft,
        dx,
        modifiers: [BILATERAL],
        rows: [...draft.rows, ...other.rows],
        services: [...new Set([...draft.services, ...other.services])],
        facts: [...draft.facts, ...other.facts],
        assumptions: [...draft.assumptions, ...other.assumptions],
        reviews: [...draft.reviews, ...other.reviews],
      },
    ];
  });
}

/** Claim order: heavier primaries first, each followed by its add-ons. */
export function inReportingOrder(drafts: readonly DraftLine[]): DraftLine[] {
  const heavier = (a: DraftLine, b: DraftLine) =>
    b.code.weight - a.code.weight ||
    (a.code.code < b.code.code ? -1 : a.code.code > b.code.code ? 1 : 0);
  const primaries = drafts.filter(({ code }) => !code.addOn).sort(heavier);
  const addOns = drafts.filter(({ code }) => code.addOn).sort(heavier);
  const placed = new Set<DraftLine>();
  const ordered = primaries.flatMap((primary) => {
    const own = addOns.filter(
      (addOn) => !placed.has(addOn) && addOn.code.addOn?.parents.includes(primary.code.code),
    );
    own.forEach((addOn) => placed.add(addOn));
    return [primary, ...own];
  });
  return [...ordered, ...addOns.filter((addOn) => !placed.has(addOn))];
}
