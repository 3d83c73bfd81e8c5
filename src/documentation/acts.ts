import type { Concept, Lexicon } from '../knowledge/lexicon.js';

/** Facts of a service that decide how a broad act word is read. */
export interface ActFacts {
  readonly act: string;
  /** Concepts that the note gives for an element of the act. */
  readonly given: (element: string) => readonly string[];
}

interface Reading {
  readonly concept: Concept;
  readonly rule: Readonly<Record<string, string>>;
}

const readings = new WeakMap<Lexicon, readonly Reading[]>();

/** The rules under which a broad act is read as a narrower one, the most demanding first. */
function readingsOf(lexicon: Lexicon): readonly Reading[] {
  const known = readings.get(lexicon);
  if (known !== undefined) return known;
  const found = lexicon.concepts
    .filter(({ kind }) => kind === 'procedure')
    .flatMap((concept) => concept.when.map((rule) => ({ concept, rule })))
    .sort((a, b) => Object.keys(b.rule).length - Object.keys(a.rule).length);
  readings.set(lexicon, found);
  return found;
}

function holds(lexicon: Lexicon, rule: Readonly<Record<string, string>>, facts: ActFacts): boolean {
  return Object.entries(rule).every(([element, wanted]) => {
    if (element === 'act') return lexicon.isA(facts.act, wanted);
    return facts.given(element).some((concept) => lexicon.isA(concept, wanted));
  });
}

/** The act as its arguments make it: "removal" of a "skin-tag" is "skin-tag-removal". */
export function readAct(lexicon: Lexicon, facts: ActFacts): string {
  let act = facts.act;
  // Two steps are the longest chain that makes sense ("shave" -> "shave-removal" -> "skin-tag-removal").
  for (let step = 0; step < 2; step += 1) {
    const reading = readingsOf(lexicon).find(
      ({ concept, rule }) => concept.id !== act && holds(lexicon, rule, { ...facts, act }),
    );
    if (reading === undefined) return act;
    act = reading.concept.id;
  }
  return act;
}

/** True when `broad` may be a second telling of `narrow`, or some facts would turn it into that. */
export function mayBeReadAs(lexicon: Lexicon, broad: string, narrow: string): boolean {
  if (broad === narrow || retells(lexicon, broad, narrow)) return true;
  return readingsOf(lexicon).some(
    ({ concept, rule }) => concept.id === narrow && rule['act'] === broad,
  );
}

/** "shaved" in a note about a biopsy. */
export function retells(lexicon: Lexicon, broad: string, narrow: string): boolean {
  const told = lexicon.concept(broad)?.traits['retells'];
  return typeof told === 'string' && told.split(' ').includes(narrow);
}
