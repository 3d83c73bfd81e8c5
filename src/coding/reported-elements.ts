import type {
  Documentation,
  DocumentedArguments,
  Finding,
  Placed,
} from '../documentation/types.js';
import {
  below,
  type ElementSpec,
  type Family,
  type Knowledge,
  type Lexicon,
} from '../knowledge/index.js';

/** Concepts whose parts carry digit or lid modifiers. */
const DIGITS = ['finger', 'toe'];
const LIDS = ['eyelid'];

function placeElement(name: string, above: readonly string[], knowledge: Knowledge): ElementSpec[] {
  const site = knowledge.elements.get('site');
  const set = below(knowledge.lexicon, above);
  return site === undefined || set.size === 0
    ? []
    : [{ ...site, name, domain: { kind: 'concepts', set }, note: { ...site.note, all: true } }];
}

/**
 * Elements that the lines of a family need beside those of its table, because it reports sides, digits or lids.
 * An element that the table names itself is read as the table says.
 */
export function reportedElements(family: Family, knowledge: Knowledge): [string, ElementSpec][] {
  const side = knowledge.elements.get('laterality');
  const sides = side ? [side] : [];
  const everySide = sides.map((spec) => ({ ...spec, note: { ...spec.note, all: true } }));
  const specs = {
    'not-reported': () => [],
    coronary: () => [],
    sides: () => sides,
    'bilateral-50': () => sides,
    digits: () => [...everySide, ...placeElement('digit', DIGITS, knowledge)],
    eyelids: () => [...everySide, ...placeElement('lid', LIDS, knowledge)],
  }[family.reporting.laterality]();
  return specs
    .filter(({ name }) => !family.elements.has(name))
    .map((spec) => [spec.name, spec] as const)
    .map(([name, spec]) => [name, spec]);
}

/** Joints and places of the body surface: of these "both" means the two sides ("both bones" does not). */
function isPaired(concept: string, lexicon: Lexicon): boolean {
  const kind = lexicon.concept(concept)?.kind;
  return kind === 'joint' || (kind === 'site' && !lexicon.isA(concept, 'deep-structure'));
}

/** "Both knees" names two sides as well as a number: it is the side where the note gives no other. */
export function withBothSides(
  details: DocumentedArguments,
  family: Family,
  points: readonly Placed[],
  { measurements }: Documentation,
  lexicon: Lexicon,
): DocumentedArguments {
  const { laterality } = family.reporting;
  if (laterality !== 'sides' && laterality !== 'bilateral-50') return details;
  if ((details['laterality'] ?? []).length > 0) return details;
  const both = measurements.find(
    ({ value, support, sentence, assertion, of }) =>
      value === 2 &&
      assertion === 'performed' &&
      /^both\b/i.test(support.excerpt) &&
      of.some((id) => isPaired(id, lexicon)) &&
      points.some((point) => point.sentence === sentence),
  );
  if (!both) return details;
  return {
    ...details,
    laterality: [{ kind: 'concept', concept: 'bilateral', support: both.support }],
  };
}

/** A service that was begun and not finished carries that as a circumstance, for the rules of modifiers. */
export function withBeginning(
  details: DocumentedArguments,
  { cue, support }: Finding,
): DocumentedArguments {
  return {
    ...details,
    circumstance: [{ kind: 'concept', concept: 'discontinued-service', support: cue ?? support }],
  };
}
