import type { Item } from './item.js';
import type { SentenceView } from './sentence-view.js';

const RANKS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];
const ORDINALS = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th', '8th'];
const ROMANS = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii'];

/** Words counted in staged surgery, with the element that each fills. */
const COUNTED: Readonly<Record<string, string>> = {
  stage: 'stages',
  stages: 'stages',
  layer: 'stages',
  layers: 'stages',
  block: 'blocks',
  blocks: 'blocks',
  piece: 'blocks',
  pieces: 'blocks',
  sections: 'blocks',
};

/** "2 stages", "stage II: 3 blocks", "second stage". Only a staged excision takes them. */
export function talliesOf(view: SentenceView): Item[] {
  const found: Item[] = [];
  for (let index = view.sentence.from; index < view.sentence.to; index += 1) {
    const element = COUNTED[view.key(index)];
    if (element === undefined) continue;
    const before = numberBefore(view, index);
    const after = before === undefined ? numberAfter(view, index, element) : undefined;
    const told = before ?? after;
    if (told === undefined) continue;
    found.push({
      kind: 'measure',
      element,
      value: told.value,
      unit: 'each',
      from: Math.min(index, told.at),
      to: Math.max(index, told.at) + 1,
    });
  }
  return found;
}

interface Told {
  readonly value: number;
  readonly at: number;
}

/** "2 stages", "two tissue blocks", "second stage". */
function numberBefore(view: SentenceView, index: number): Told | undefined {
  for (let at = index - 1; at >= index - 3; at -= 1) {
    const key = view.key(at);
    const rank = Math.max(RANKS.indexOf(key), ORDINALS.indexOf(key));
    const value = rank >= 0 ? rank + 1 : numberAt(view, at);
    if (value !== undefined) return { value, at };
    if (key === '' || /^[.,;:()]$/.test(key) || key in COUNTED) return undefined;
  }
  return undefined;
}

/** "stage 2", "stage II", "stages: 3", "blocks: 4". */
function numberAfter(view: SentenceView, index: number, element: string): Told | undefined {
  for (let at = index + 1; at <= index + 2; at += 1) {
    const key = view.key(at);
    const roman = element === 'stages' ? ROMANS.indexOf(key) : -1;
    const value = roman >= 0 ? roman + 1 : numberAt(view, at);
    if (value !== undefined) return { value, at };
    if (!/^[:#=]$/.test(key)) return undefined;
  }
  return undefined;
}

function numberAt(view: SentenceView, index: number): number | undefined {
  const key = view.key(index);
  if (/^\d{1,2}$/.test(key)) return Number(key);
  const word = view.mentions.at.get(index)?.find(({ concept }) => concept.kind === 'number');
  const value = word?.concept.traits['value'];
  return typeof value === 'number' ? value : undefined;
}
