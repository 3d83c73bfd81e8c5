import type { Lexicon } from '../knowledge/lexicon.js';
import type { DocumentedValue } from './types.js';

type Arguments = Record<string, DocumentedValue[]>;
type Quantity = DocumentedValue & { kind: 'quantity' };

/** Measurements that the trait `sizeIs` of an act turns into what its codes are chosen by. */
const RAW = [
  'margin',
  'excised-diameter',
  'length',
  'area',
  'closure',
  'stages',
  'blocks',
] as const;

/** Stages with more blocks than these count the further ones. */
const BLOCKS_OF_A_STAGE = 5;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function quantities(found: Arguments, element: string): Quantity[] {
  return (found[element] ?? []).filter((value): value is Quantity => value.kind === 'quantity');
}

/**
 * Sizes as the act counts them: an excision by its excised diameter (the lesion and twice its narrowest margin), a
 * repair by the length closed, a flap, graft or debridement by the area of all its parts.
 */
export function withMeasures(found: Arguments, sizeIs: unknown): Arguments {
  const kept = Object.fromEntries(
    Object.entries(found).filter(([element]) => !RAW.some((raw) => raw === element)),
  );
  switch (sizeIs) {
    case 'excision':
      return { ...kept, ...excised(found) };
    case 'length':
      return { ...without(kept, 'diameter'), ...closed(found) };
    case 'area':
      return { ...without(kept, 'diameter'), ...covered(found), ...deepest(found) };
    case 'mohs':
      return { ...without(kept, 'count'), ...staged(found) };
    default:
      return kept;
  }
}

function without(found: Arguments, element: string): Arguments {
  return Object.fromEntries(Object.entries(found).filter(([name]) => name !== element));
}

function excised(found: Arguments): Arguments {
  const stated = quantities(found, 'excised-diameter');
  const [lesion] = quantities(found, 'diameter');
  const margins = quantities(found, 'margin');
  if (stated.length > 0) return { 'excised-diameter': stated };
  if (lesion === undefined) return {};
  const margin = margins.length === 0 ? 0 : Math.min(...margins.map(({ value }) => value));
  return { 'excised-diameter': [{ ...lesion, value: rounded(lesion.value + 2 * margin) }] };
}

function closed(found: Arguments): Arguments {
  const { closure } = found;
  const [own] = quantities(found, 'length');
  const [length] = own === undefined ? quantities(found, 'diameter') : [own];
  const [count] = quantities(found, 'count');
  return {
    ...(closure === undefined ? {} : { closure }),
    ...(length === undefined
      ? {}
      : { length: [{ ...length, value: rounded(length.value * (count?.value ?? 1)) }] }),
  };
}

function covered(found: Arguments): Arguments {
  const parts = quantities(found, 'area');
  const [first] = parts;
  if (first === undefined) return {};
  const sum = parts.reduce((all, { value }) => all + value, 0);
  return { area: [{ ...first, value: rounded(sum) }] };
}

const DEPTHS = [
  'epidermal',
  'epidermis-word',
  'dermal',
  'dermis-word',
  'full-thickness',
  'subcutaneous-layer',
  'muscle-layer',
  'muscle-word',
  'bone-layer',
  'bone-word',
];

/** Work through several layers counts by the deepest of them. */
function deepest(found: Arguments): Arguments {
  const depths = (found['depth'] ?? []).filter((value) => value.kind === 'concept');
  const [first, ...rest] = depths;
  if (first === undefined) return {};
  const rank = (value: DocumentedValue): number =>
    value.kind === 'concept' ? DEPTHS.indexOf(value.concept) : -1;
  return { depth: [rest.reduce((best, one) => (rank(one) > rank(best) ? one : best), first)] };
}

function staged(found: Arguments): Arguments {
  const stages = quantities(found, 'stages');
  const blocks = quantities(found, 'blocks');
  const [first] = stages;
  if (first === undefined) return {};
  const last = stages.reduce((best, one) => (one.value > best.value ? one : best), first);
  const further = blocks.reduce(
    (sum, { value }) => sum + Math.max(0, value - BLOCKS_OF_A_STAGE),
    0,
  );
  return { stages: [last], 'extra-blocks': [{ ...(blocks[0] ?? last), value: further }] };
}

const CLASSES: Readonly<Record<string, string>> = {
  malignant: 'malignant-lesion',
  premalignant: 'premalignant-lesion',
  benign: 'benign-lesion',
  uncertain: 'neoplasm-uncertain-behavior',
};

/** What pathology found stands over what was seen: "nevus", read as melanoma, is a malignant lesion. */
export function withPathology(found: Arguments, lexicon: Lexicon): Arguments {
  const reported = (found['pathology'] ?? []).flatMap((value) =>
    value.kind === 'concept' && CLASSES[value.concept] !== undefined ? [value] : [],
  );
  const lesions = found['lesion'] ?? [];
  const [first] = reported;
  if (first === undefined) return { ...found, ...withoutScars(lesions, lexicon) };
  const worst =
    reported.find(({ concept }) => concept === 'malignant') ??
    reported.find(({ concept }) => concept === 'uncertain') ??
    first;
  const kind = CLASSES[worst.concept] ?? '';
  const fitting = lesions.filter(
    (value) => value.kind === 'concept' && lexicon.isA(value.concept, kind),
  );
  if (fitting.length > 0) return { ...found, lesion: fitting };
  return { ...found, lesion: [{ kind: 'concept', concept: kind, support: worst.support }] };
}

/** "Melanoma, re-excision of the scar": the scar stands for the tumor. */
function withoutScars(lesions: readonly DocumentedValue[], lexicon: Lexicon): Arguments {
  const loose = (value: DocumentedValue): boolean =>
    value.kind === 'concept' && lexicon.concept(value.concept)?.traits['loose'] === true;
  const named = lesions.filter((value) => !loose(value));
  return named.length === 0 || named.length === lesions.length ? {} : { lesion: named };
}
