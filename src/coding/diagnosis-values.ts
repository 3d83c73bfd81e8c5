import type {
  DocumentedArguments,
  DocumentedDiagnosis,
  DocumentedValue,
} from '../documentation/types.js';
import type { DiagnosisEntry, Knowledge } from '../knowledge/index.js';

/** A value's neighbours stand within this many characters before it ("left distal radius"). */
const BESIDE = 30;

/** Facts of one place of several: "right wrist and left ankle" gives each joint its own side. */
function besideValue(
  values: DocumentedArguments,
  element: string,
  value: DocumentedValue,
): DocumentedArguments {
  const narrowed = Object.entries(values).map(([name, all]) => {
    if (name === element || all.length < 2)
      return [name, name === element ? [value] : all] as const;
    const near = all.filter(
      ({ support }) =>
        support.end <= value.support.start && value.support.start - support.end <= BESIDE,
    );
    const closest = near.reduce<DocumentedValue | undefined>(
      (best, one) => (best === undefined || one.support.end > best.support.end ? one : best),
      undefined,
    );
    return [name, closest === undefined ? all : [closest]] as const;
  });
  return Object.fromEntries(narrowed);
}

/** The facts of a diagnosis, once for each bone, organ or part that its table codes by itself. */
export function split(
  diagnosis: DocumentedDiagnosis,
  entry: DiagnosisEntry,
  { lexicon }: Knowledge,
): DocumentedArguments[] {
  const [element] = entry.per.filter((name) => (diagnosis.arguments[name]?.length ?? 0) > 1);
  if (element === undefined) return [diagnosis.arguments];
  const values = diagnosis.arguments[element] ?? [];
  const finest = values.filter(
    (value, index) =>
      !values.some(
        (other, at) =>
          other.kind === 'concept' &&
          value.kind === 'concept' &&
          (other.concept === value.concept
            ? at < index
            : lexicon.isA(other.concept, value.concept)),
      ),
  );
  return finest.length < 2
    ? [{ ...diagnosis.arguments, [element]: finest }]
    : finest.map((value) => besideValue(diagnosis.arguments, element, value));
}

/** True when one of the values is the concept. */
export const says = (values: readonly DocumentedValue[] | undefined, concept: string): boolean =>
  (values ?? []).some((value) => value.kind === 'concept' && value.concept === concept);

/** Facts of several statements, each value once. */
export function joined(all: readonly DocumentedArguments[]): DocumentedArguments {
  const values: Record<string, DocumentedValue[]> = {};
  for (const [element, given] of all.flatMap((one) => Object.entries(one))) {
    const known = (values[element] ??= []);
    for (const value of given) {
      const repeated = known.some(
        (old) =>
          old.support.start === value.support.start ||
          (old.kind === 'concept' && value.kind === 'concept' && old.concept === value.concept),
      );
      if (!repeated) known.push(value);
    }
  }
  return values;
}
