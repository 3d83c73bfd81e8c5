import type { Token } from './tokens.js';

/** A stretch of the spine as the note names it: one vertebra, or one interspace between two. */
export interface SpinePlace {
  readonly concept: string;
  /** "L4-L5" or "L4". */
  readonly text: string;
  readonly kind: 'interspace' | 'vertebra';
  readonly from: number;
  readonly to: number;
}

const REGIONS = [
  { letter: 'C', name: 'cervical', count: 7 },
  { letter: 'T', name: 'thoracic', count: 12 },
  { letter: 'L', name: 'lumbar', count: 5 },
  { letter: 'S', name: 'sacral', count: 5 },
] as const;

/** All vertebrae from the head down, as "C1" to "S5". */
const VERTEBRAE = REGIONS.flatMap(({ letter, count }) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
);
const RANK = new Map(VERTEBRAE.map((name, index) => [name, index]));
const JOINTS = new Set(['-', '–', '—', '‑', '/', 'to', 'through', 'thru']);

/** "T" also numbers MRI weightings and tumour stages, "S" heart sounds; those words stand beside it. */
const OTHER_MEANING = /^(?:weighted|weighting|n\d|s\d|murmur|stage)$/;

const regionOf = (name: string): string =>
  REGIONS.find(({ letter }) => letter === name[0])?.name ?? '';

/** An interspace takes the region of its upper vertebra; L5-S1 is lumbar. */
function interspace(upper: number): { concept: string; text: string } {
  const [above, below] = [VERTEBRAE[upper] ?? '', VERTEBRAE[upper + 1] ?? ''];
  return { concept: `${regionOf(above)}-interspace`, text: `${above}-${below}` };
}

function named(token: Token | undefined): number | undefined {
  return token?.kind === 'word' ? RANK.get(token.text.toUpperCase()) : undefined;
}

/** The vertebra after a joint: "L5" in full, or the number alone ("L4-5"), read downward in the same region. */
function lowerEnd(token: Token | undefined, upper: number): number | undefined {
  const full = named(token);
  if (full !== undefined) return full;
  if (token?.kind !== 'number') return undefined;
  const letter = VERTEBRAE[upper]?.[0] ?? '';
  // "L5-1" is written for L5-S1.
  if (VERTEBRAE[upper] === 'L5' && token.text === '1') return RANK.get('S1');
  return RANK.get(letter + token.text);
}

/** Vertebrae and interspaces named by tokens `from` to `limit`. */
export function readSpine(tokens: readonly Token[], from: number, limit: number): SpinePlace[] {
  const places: SpinePlace[] = [];
  for (let index = from; index < limit; index += 1) {
    const first = named(tokens[index]);
    if (first === undefined || OTHER_MEANING.test(tokens[index + 1]?.key ?? '')) continue;
    let upper = first;
    let to = index + 1;
    let spans = 0;
    while (to + 1 < limit && JOINTS.has(tokens[to]?.key ?? '')) {
      const lower = lowerEnd(tokens[to + 1], upper);
      if (lower === undefined || lower <= upper) break;
      for (let rank = upper; rank < lower; rank += 1)
        places.push({ ...interspace(rank), kind: 'interspace', from: index, to: to + 2 });
      spans += 1;
      upper = lower;
      to += 2;
    }
    if (spans === 0) {
      const name = VERTEBRAE[first] ?? '';
      places.push({
        concept: `${regionOf(name)}-vertebra`,
        text: name,
        kind: 'vertebra',
        from: index,
        to,
      });
    }
    index = to - 1;
  }
  return places;
}
