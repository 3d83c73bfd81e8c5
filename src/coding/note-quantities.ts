import type { DocumentedValue, Finding, Measurement } from '../documentation/types.js';
import type { ElementSpec } from '../knowledge/index.js';
import type { FindingIndex } from './note-anchors.js';
import { counts, everywhere, reached, type Told, type ValueContext } from './note-reach.js';

/** Units that an element may use for what the reader gives in another. */
const CONVERTED: Readonly<Record<string, { readonly from: string; readonly factor: number }>> = {
  g: { from: 'mg', factor: 0.001 },
  mm: { from: 'cm', factor: 10 },
};

/** "Smoking cessation counseling: 12 min": a label is a sentence of its own. */
const LONGEST_LABEL = 36;
const LABEL = /^[^.\n]{0,20}:\s*[^.\n]{0,12}$/;

/** How many words may stand between a size and the thing that it is the size of. */
const OWN_SIZE_REACH = 3;

const TOTAL_BEFORE =
  /\b(?:total(?:l?ing|ed)?|altogether|in all|combined|sum|final)\b[^.;\n]{0,20}$|=\s*$/i;
const TOTAL_AFTER = /^[^.;,\n]{0,16}\b(?:total|altogether|in all|combined)\b/i;

function quantity(
  value: number,
  unit: string,
  support: DocumentedValue['support'],
): DocumentedValue {
  return { kind: 'quantity', value, unit: unit === '' ? 'each' : unit, support };
}

/** Findings of a concept, of a kind, or of the concepts that an element takes. */
function named(what: string, { index, knowledge }: ValueContext): readonly Finding[] {
  if (knowledge.lexicon.concept(what)) return index.of(what);
  const domain = knowledge.elements.get(what)?.domain;
  return index.documentation.findings.filter(({ kind, concept: id }) =>
    domain?.kind === 'concepts' ? domain.set.has(id) : kind === what,
  );
}

/** Whether a concept is what a measure names: a concept above it, its kind, or a value of the element. */
function isNamed(id: string, what: string, { knowledge }: ValueContext): boolean {
  if (knowledge.lexicon.concept(what)) return knowledge.lexicon.isA(id, what);
  const domain = knowledge.elements.get(what)?.domain;
  return domain?.kind === 'concepts'
    ? domain.set.has(id)
    : knowledge.lexicon.concept(id)?.kind === what;
}

/** Different things named: "knee" beside "left knee joint" is one. */
function distinct(
  findings: readonly Finding[],
  { knowledge: { lexicon } }: ValueContext,
): Finding[] {
  const unique = [
    ...new Map(
      findings.map((finding) => [`${finding.concept} ${finding.text ?? ''}`, finding]),
    ).values(),
  ];
  return unique.filter(
    (finding) =>
      !unique.some(
        (other) => other.concept !== finding.concept && lexicon.isA(other.concept, finding.concept),
      ),
  );
}

function numberOfDistinct(
  spec: ElementSpec,
  what: string,
  service: Told,
  context: ValueContext,
): DocumentedValue[] {
  const places = named(what, context).filter((finding) => counts(finding, spec));
  const different = distinct(everywhere(places, service, context), context);
  const [first] = different;
  return first === undefined ? [] : [quantity(different.length, spec.unit, first.support)];
}

/** The numbers that the note gives of an element for one service: measured, counted, or the number of things named. */
export function quantityValues(
  spec: ElementSpec,
  service: Told,
  context: ValueContext,
): DocumentedValue[] {
  const { measure } = spec.note;
  if (measure === undefined) return [];
  const { index, knowledge } = context;
  if ('distinct' in measure) return numberOfDistinct(spec, measure.distinct, service, context);
  if ('trait' in measure) {
    const places = named(measure.of, context).filter((finding) => counts(finding, spec));
    return distinct(reached(places, service, context), context).flatMap((finding) => {
      const value = knowledge.lexicon.concept(finding.concept)?.traits[measure.trait];
      return typeof value === 'number' ? [quantity(value, spec.unit, finding.support)] : [];
    });
  }
  const converted = 'unit' in measure ? CONVERTED[measure.unit] : undefined;
  const fitting = index.documentation.measurements.flatMap((measurement): Measurement[] => {
    if (!counts(measurement, spec)) return [];
    if ('counts' in measure) {
      return measurement.of.some((id) => isNamed(id, measure.counts, context)) ? [measurement] : [];
    }
    const unit = converted?.from ?? measure.unit;
    if (measurement.unit !== unit || !isBeside(measurement, measure.beside, index)) return [];
    if (isOfAnother(measurement, measure['apart-from'], index)) return [];
    const value = Math.round(measurement.value * (converted?.factor ?? 1) * 1000) / 1000;
    return [{ ...measurement, value }];
  });
  const pick = 'unit' in measure ? measure.pick : undefined;
  const found = spec.note.all
    ? summed(toldOf(everywhere(fitting, service, context)), spec, index.documentation.text)
    : (pick === undefined
        ? reached(fitting, service, context)
        : picked(everywhere(fitting, service, context), pick)
      ).map(({ value, support }) => quantity(value, spec.unit, support));
  const different = 'counts' in measure ? measure['or-distinct'] : false;
  if (found.length === 0 && 'counts' in measure && different !== false) {
    const what = different === true ? measure.counts : different;
    return numberOfDistinct(spec, what, service, context);
  }
  return found;
}

function isBeside(
  measurement: Measurement,
  concepts: readonly string[] | undefined,
  index: FindingIndex,
): boolean {
  const { text } = index.documentation;
  const labels = ({ support }: Finding): boolean => {
    const gap = measurement.support.start - support.end;
    return (
      gap > 0 &&
      gap < LONGEST_LABEL &&
      LABEL.test(text.slice(support.end, measurement.support.start))
    );
  };
  return (
    concepts === undefined ||
    concepts.some((id) =>
      index.of(id).some((near) => near.sentence === measurement.sentence || labels(near)),
    )
  );
}

/** "4.3 cm Ventralex patch": the size of something else. */
function isOfAnother(
  { clause, token, support }: Measurement,
  concepts: readonly string[] | undefined,
  index: FindingIndex,
): boolean {
  if (concepts === undefined) return false;
  return concepts
    .flatMap((id) => index.of(id))
    .some((other) => {
      if (other.clause !== clause) return false;
      const [first, second] =
        other.token < token ? [other.support, support] : [support, other.support];
      const between = index.documentation.text.slice(first.end, second.start);
      return between.trim().split(/\s+/).filter(Boolean).length <= OWN_SIZE_REACH;
    });
}

/** The one that counts of several ("tumors of 3.4, 1 and 0.8 cm"). */
function picked(
  measurements: readonly Measurement[],
  pick: 'largest' | 'smallest',
): readonly Measurement[] {
  const sign = pick === 'largest' ? -1 : 1;
  return [...measurements].sort((a, b) => sign * (a.value - b.value)).slice(0, 1);
}

/** What the subject says again is not added to what the letter tells. */
function toldOf(measurements: readonly Measurement[]): readonly Measurement[] {
  const told = measurements.filter(({ place, asked }) => place === 'body' && !asked);
  return told.length > 0 ? told : measurements;
}

/** The measurement that the writer gives as the sum of the others, by its words or because it is their sum. */
function statedTotal(measurements: readonly Measurement[], text: string): Measurement | undefined {
  const all = measurements.reduce((sum, { value }) => sum + value, 0);
  return measurements.find(
    ({ value, support }) =>
      TOTAL_BEFORE.test(text.slice(Math.max(0, support.start - 40), support.start)) ||
      TOTAL_AFTER.test(text.slice(support.end, support.end + 30)) ||
      (measurements.length > 2 && Math.abs(all - 2 * value) < 0.001),
  );
}

function summed(
  measurements: readonly Measurement[],
  spec: ElementSpec,
  text: string,
): DocumentedValue[] {
  const stated = statedTotal(measurements, text);
  const first = stated ?? measurements[0];
  if (first === undefined) return [];
  const total = stated?.value ?? measurements.reduce((sum, { value }) => sum + value, 0);
  return [quantity(Math.round(total * 1000) / 1000, spec.unit, first.support)];
}
