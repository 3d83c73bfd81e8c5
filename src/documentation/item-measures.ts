import type { Item } from './item.js';
import type { Quantity } from './quantities.js';
import type { SentenceView } from './sentence-view.js';

/** How far "including margins" reaches back to its size, and "excised diameter" on to it, in tokens. */
const REACH = 8;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** The area of "4 x 3 cm". */
export function areaOf({ sides }: Quantity): number | undefined {
  const [length, width] = sides ?? [];
  return length === undefined || width === undefined ? undefined : rounded(length * width);
}

const DIRECTIONS = new Set(
  'medial lateral medially laterally superior inferior superiorly inferiorly sup inf anterior posterior cephalad caudal peripheral peripherally deep circumferentially'.split(
    ' ',
  ),
);
const SUMS = new Set(['=', 'total', 'totaling', 'totalling', 'equals', 'equal']);

/** "Margins 5 mm medial, 8 mm superior": a further length with a direction is a margin as well. */
export function withFurtherMargins(
  view: SentenceView,
  quantities: readonly Quantity[],
): readonly Quantity[] {
  let told = false;
  return quantities.map((quantity) => {
    told ||= quantity.lengthOf === 'margin';
    const further =
      told &&
      quantity.kind === 'length' &&
      quantity.otherLength !== true &&
      DIRECTIONS.has(view.key(quantity.to));
    return further ? { ...quantity, otherLength: true, lengthOf: 'margin' } : quantity;
  });
}

/** What a measurement tells beside the size of a lesion. */
export function measuresOf(quantity: Quantity, excised: boolean): Item[] {
  const { kind, value, sides, from, to } = quantity;
  const measure = (element: string, amount: number, unit: string): Item => ({
    kind: 'measure',
    element,
    value: amount,
    unit,
    from,
    to,
  });
  if (kind === 'area') return [measure('area', value, 'cm2')];
  if (kind !== 'length') return [];
  // Of an uneven margin the narrowest counts.
  if (quantity.lengthOf === 'margin')
    return [measure('margin', Math.min(value, ...(sides ?? [])), 'cm')];
  if (excised) return [measure('excised-diameter', value, 'cm')];
  const area = areaOf(quantity);
  return area !== undefined && quantity.otherLength === true && quantity.lengthOf === undefined
    ? [measure('area', area, 'cm2')]
    : [];
}

/** Sizes that the sentence tells to be those of the excision, margins and all. */
export function excisedSizes(
  view: SentenceView,
  quantities: readonly Quantity[],
): ReadonlySet<Quantity> {
  const sizes = quantities.filter(
    ({ kind, lengthOf }) => kind === 'length' && lengthOf !== 'margin' && lengthOf !== 'closure',
  );
  const found = new Set<Quantity>();
  // "6 mm + 2 mm margins each side = 1.0 cm"
  const margin = quantities.find(({ lengthOf }) => lengthOf === 'margin');
  for (const size of sizes) {
    const summed = [1, 2, 3].some((steps) => SUMS.has(view.key(size.from - steps)));
    if (margin !== undefined && size.from > margin.to && summed) found.add(size);
  }
  for (const { concept, from, to } of view.mentions.all) {
    const side = concept.traits['excisedSize'];
    if (typeof side !== 'string') continue;
    const before = sizes.findLast((one) => one.to <= from && from - one.to <= REACH);
    const after = sizes.find((one) => one.from >= to && one.from - to <= REACH);
    const own = side === 'after' ? (after ?? before) : (before ?? after);
    if (own !== undefined) found.add(own);
  }
  return found;
}
