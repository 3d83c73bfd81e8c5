import MiniSearch from 'minisearch';
import type { Answer } from './answer.js';
import type { Catalogue, CatalogueEntry } from './catalogue.js';

/** Words of English and of letters that tell no code from another. */
const COMMON = new Set(
  (
    'a an and any are as at be been by can code codes coded coding do does for from had has have her him his how i if in ' +
    'is it its me my no not of off on one or our out patient please pt she so thanks that the their them there they this ' +
    'to today under up us was we were what which who will with would you your he bill billed billing cpt icd visit'
  ).split(' '),
);

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

function sentences(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter((sentence) => sentence !== '');
}

/**
 * What a good full-text search makes of the same catalogue: BM25 over labels and lexicon words, the top hit of each
 * sentence with one unit. It reads nothing: no assertion, no size, no count.
 */
export function openBaseline(
  catalogue: Catalogue,
): (note: { readonly title?: string; readonly body: string }) => Answer {
  const index = new MiniSearch<CatalogueEntry>({
    idField: 'code',
    fields: ['label', 'words'],
    storeFields: ['kind'],
    extractField: (entry, field) =>
      field === 'words' ? entry.words.join('\n') : entry[field as 'code' | 'label' | 'kind'],
    processTerm: (term) => {
      const word = term.toLowerCase();
      return COMMON.has(word) ? null : word;
    },
  });
  index.addAll(catalogue.entries);
  return ({ title = '', body }) => {
    const services = new Set<string>();
    const diagnoses = new Set<string>();
    for (const sentence of sentences(`${title}\n${body}`)) {
      const [top] = index.search(sentence);
      if (top === undefined) continue;
      (top['kind'] === 'service' ? services : diagnoses).add(String(top.id));
    }
    return {
      lines: [...services].map((code) => ({ code, units: 1, modifiers: [] })),
      diagnoses: [...diagnoses],
      documented: false,
      queries: [],
    };
  };
}
