import type { Token } from './tokens.js';

const TITLES = new Set(['Mr', 'Mrs', 'Ms', 'Miss', 'Dr', 'Prof']);
/** Titles that say nothing of the person's part in the care. */
const PLAIN = new Set(['Mr', 'Mrs', 'Ms', 'Miss']);

/** Tokens that name a person: "Mr K" is no potassium, "Dr Block" no nerve block. */
export function namesOfPersons(tokens: readonly Token[]): ReadonlySet<number> {
  const names = new Set<number>();
  tokens.forEach(({ text }, index) => {
    if (!TITLES.has(text)) return;
    const dot = tokens[index + 1];
    const at = dot?.text === '.' && dot.glued ? index + 2 : index + 1;
    if (!/^\p{Lu}/u.test(tokens[at]?.text ?? '')) return;
    names.add(at);
    if (PLAIN.has(text)) names.add(index);
  });
  return names;
}

/** True where one of the names stands in the stretch. */
export function coversName(
  { from, to }: { readonly from: number; readonly to: number },
  names: ReadonlySet<number>,
): boolean {
  for (let index = from; index < to; index += 1) if (names.has(index)) return true;
  return false;
}
