import type { DocumentedService, DocumentedValue } from '../documentation/types.js';
import { singleNumber, type Family, type Lexicon, type TableCase } from '../knowledge/index.js';
import { sidesOf, sidesOfValues, type Side } from './sides.js';

/** How one code of a result stands on the claim: its units, split by the places that are reported. */
export interface Placement {
  readonly code: string;
  readonly units: number;
  readonly modifiers: readonly { readonly modifier: string; readonly reason: string }[];
  /** Why a person must look at the places. */
  readonly review?: string;
}

interface Coded {
  readonly code: string;
  readonly units: number;
}

interface Place {
  readonly modifier: string;
  readonly label: string;
}

const SIDE_MODIFIERS: Readonly<Record<Side, Place>> = {
  left: { modifier: 'LT', label: 'left side' },
  right: { modifier: 'RT', label: 'right side' },
};

const SIDES: readonly Side[] = ['left', 'right'];

const stated = ({ modifier, label }: Place) => ({ modifier, reason: `Documented: ${label}.` });

const unplaced = ({ code, units }: Coded): Placement => ({ code, units, modifiers: [] });

function bySides(
  coded: readonly Coded[],
  services: readonly DocumentedService[],
  { times }: TableCase,
  { codes }: Family,
): Placement[] {
  const named = sidesOf(services);
  const sides = SIDES.filter((side) => named.has(side));
  if (sides.length === 0) return coded.map(unplaced);
  // "Both knees, 2 injections" counts the sides; two levels on both sides do not.
  const counted = sides.length === 2 && singleNumber(times.value) === 2;
  return coded.flatMap(({ code, units }) => {
    // "A metatarsal of each foot": what is counted one by one is counted over both sides.
    const each = codes.get(code)?.sides === 'each' && sides.length === 2 && units === 2;
    return sides.map((side) => ({
      code,
      units: counted || each ? units / 2 : units,
      modifiers: [stated(SIDE_MODIFIERS[side])],
    }));
  });
}

/** The sides stated nearest before a place, else nearest after it: "L great toe, both borders R great toe". */
function sidesAt(place: DocumentedValue, service: DocumentedService): readonly Side[] {
  const stated = (service.arguments['laterality'] ?? []).filter(
    (value) => sidesOfValues([value]).size > 0,
  );
  const before = stated.filter(({ support }) => support.end <= place.support.start);
  const [after] = stated.filter(({ support }) => support.start >= place.support.end);
  const nearest = before.at(-1) ?? after ?? stated[0];
  return nearest === undefined ? [] : [...sidesOfValues([nearest])];
}

/** The modifiers that the lexicon gives with a place, or with what stands above it. */
function modifiersAt(
  value: DocumentedValue,
  service: DocumentedService,
  lexicon: Lexicon,
): Place[] {
  if (value.kind !== 'concept') return [];
  const { concept } = value;
  const label = lexicon.label(concept);
  for (const id of [concept, ...lexicon.ancestors(concept)]) {
    const traits = lexicon.concept(id)?.traits ?? {};
    const own = traits['modifier'];
    if (typeof own === 'string') return [{ modifier: own, label }];
    if (traits['modifier-left'] === undefined) continue;
    return sidesAt(value, service).flatMap((side) => {
      const modifier = traits[`modifier-${side}`];
      return typeof modifier === 'string' ? [{ modifier, label: `${side} ${label}` }] : [];
    });
  }
  return [];
}

/** The places that services name, in note order, each once. */
function placesOf(services: readonly DocumentedService[], lexicon: Lexicon): Place[] {
  const places = services.flatMap((service) =>
    Object.values(service.arguments)
      .flat()
      .sort((a, b) => a.support.start - b.support.start)
      .flatMap((value) => modifiersAt(value, service, lexicon)),
  );
  return places.filter(
    ({ modifier }, index) => places.findIndex((other) => other.modifier === modifier) === index,
  );
}

const PLACES_UNCLEAR = 'The places that the note names are not as many as the units reported.';

/** One line for each finger, toe, lid or artery. */
function byPlaces(
  coded: readonly Coded[],
  services: readonly DocumentedService[],
  lexicon: Lexicon,
): Placement[] {
  const places = placesOf(services, lexicon);
  const [only, second] = places;
  if (only === undefined) return coded.map(unplaced);
  const total = coded.reduce((sum, { units }) => sum + units, 0);
  if (second === undefined) {
    return coded.map(({ code, units }) => ({ code, units, modifiers: [stated(only)] }));
  }
  if (total === places.length) {
    let next = 0;
    return coded.flatMap(({ code, units }) => {
      const own = places.slice(next, next + units);
      next += units;
      return own.map((place) => ({ code, units: 1, modifiers: [stated(place)] }));
    });
  }
  const [first] = coded;
  if (coded.length === 1 && first?.units === 1) {
    return places.map((place) => ({ code: first.code, units: 1, modifiers: [stated(place)] }));
  }
  return coded.map((entry) => ({ ...unplaced(entry), review: PLACES_UNCLEAR }));
}

/** Splits what a result reports by the places that its family reports. */
export function placements(
  family: Family,
  coded: readonly Coded[],
  services: readonly DocumentedService[],
  tableCase: TableCase,
  lexicon: Lexicon,
): Placement[] {
  const either = coded.filter(({ code }) => family.codes.get(code)?.sides === 'either');
  if (either.length > 0) {
    const others = coded.filter((entry) => !either.includes(entry));
    return [...either.map(unplaced), ...placements(family, others, services, tableCase, lexicon)];
  }
  switch (family.reporting.laterality) {
    case 'not-reported':
      return coded.map(unplaced);
    case 'sides':
    case 'bilateral-50':
      return bySides(coded, services, tableCase, family);
    case 'digits':
    case 'eyelids':
    case 'coronary':
      return byPlaces(coded, services, lexicon);
  }
}
