import { codesOfPattern, codesOfTables, type Knowledge } from '../knowledge/index.js';
import { formatIcd10cm } from '../terminology/index.js';

/** One code that the loaded knowledge can report, with the words that stand for it. */
export interface CatalogueEntry {
  readonly code: string;
  readonly kind: 'service' | 'diagnosis';
  readonly label: string;
  /** Lexicon words of the acts, or of the conditions, that reach the code. */
  readonly words: readonly string[];
}

/** Every code of every family and of the diagnosis tables, each once. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** False for a code that no loaded table holds, or that has not the shape of a code. */
  has(code: string): boolean;
}

const SERVICE = /^(?:\d{4}[0-9A-Z]|[A-Z]\d{4})$/;

const wellFormed = ({ code, kind }: CatalogueEntry): boolean =>
  kind === 'service' ? SERVICE.test(code) : formatIcd10cm(code) === code;

export function catalogueOf(knowledge: Knowledge): Catalogue {
  const { lexicon } = knowledge;
  const wordsOf = (ids: readonly string[]): string[] =>
    ids.flatMap((id) => {
      const concept = lexicon.concept(id);
      return concept === undefined
        ? []
        : [concept.label, ...concept.words, ...concept.abbreviations];
    });
  const byCode = new Map<string, CatalogueEntry>();
  const add = (entry: CatalogueEntry) => {
    const known = byCode.get(entry.code);
    const words = [...new Set([...(known?.words ?? []), ...entry.words])];
    byCode.set(entry.code, { ...entry, label: known?.label ?? entry.label, words });
  };
  for (const { codes, answers } of knowledge.families.values()) {
    const words = wordsOf(answers.flatMap((answer) => [answer.act, ...answer.with]));
    for (const { code, label } of codes.values()) add({ code, kind: 'service', label, words });
  }
  const { diagnoses } = knowledge;
  for (const { concepts, rows, historical, relative } of diagnoses.entries) {
    const words = wordsOf(concepts);
    for (const { pattern, label } of [...rows, ...historical, ...relative]) {
      for (const code of pattern === undefined ? [] : codesOfPattern(pattern))
        add({ code, kind: 'diagnosis', label, words });
    }
  }
  // Codes that only come along with others (external causes, weeks of gestation) have no words of their own.
  for (const code of codesOfTables(diagnoses))
    add({ code, kind: 'diagnosis', label: '', words: [] });
  const entries = [...byCode.values()];
  const usable = new Set(entries.filter(wellFormed).map(({ code }) => code));
  return { entries, has: (code) => usable.has(code) };
}
