import { below } from './cells.js';
import type { Lexicon } from './lexicon.js';

interface Members {
  readonly byKind: ReadonlyMap<string, readonly string[]>;
  /** Where each concept stands in the lexicon. */
  readonly places: ReadonlyMap<string, number>;
  /** Answers given so far: many elements hold the same kinds. */
  readonly sets: Map<string, ReadonlySet<string>>;
}

const MEMBERS = new WeakMap<Lexicon, Members>();

function membersOf(lexicon: Lexicon): Members {
  const known = MEMBERS.get(lexicon);
  if (known) return known;
  const byKind = new Map<string, string[]>();
  const places = new Map<string, number>();
  for (const { id, kind } of lexicon.concepts) {
    places.set(id, places.size);
    const group = byKind.get(kind);
    if (group) group.push(id);
    else byKind.set(kind, [id]);
  }
  const members = { byKind, places, sets: new Map<string, ReadonlySet<string>>() };
  MEMBERS.set(lexicon, members);
  return members;
}

/** The concepts of these kinds and with these ids, each with everything below it. */
export function membersOfAny(lexicon: Lexicon, of: readonly string[]): ReadonlySet<string> {
  const { byKind, places, sets } = membersOf(lexicon);
  const key = of.join(' ');
  const known = sets.get(key);
  if (known) return known;
  const ids = new Set(of.flatMap((name) => [...(byKind.get(name) ?? []), name]));
  const ordered = [...ids]
    .filter((id) => places.has(id))
    .sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const set = below(lexicon, ordered);
  sets.set(key, set);
  return set;
}
