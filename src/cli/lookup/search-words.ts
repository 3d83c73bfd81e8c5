import type { Catalogue } from '../../evaluation/index.js';
import type { OfficialDay } from '../../terminology/index.js';

/** A code that words lead to. */
export interface WordHit {
  readonly code: string;
  readonly title: string;
  readonly source: 'our tables' | 'HCPCS' | 'ICD-10-CM';
}

/** Words as they are compared: lower case, without punctuation. */
const wordsOf = (text: string) => text.toLowerCase().match(/[a-z0-9.]+/g) ?? [];

/** True when each word asked for begins a word of the text. */
function answers(asked: readonly string[], text: string): boolean {
  const words = wordsOf(text);
  return asked.every((word) => words.some((own) => own.startsWith(word)));
}

/** Shorter titles say less besides what was asked for, so they come first. */
const byTitle = (a: WordHit, b: WordHit) =>
  a.title.length - b.title.length || (a.code < b.code ? -1 : 1);

/** Codes whose title, or a word that leads to them in our tables, has all words of the question. */
export function searchWords(
  question: string,
  catalogue: Catalogue,
  day: OfficialDay,
): readonly WordHit[] {
  const asked = wordsOf(question);
  if (asked.length === 0) return [];
  const own = catalogue.entries
    .filter(
      ({ label, words }) => answers(asked, label) || words.some((word) => answers(asked, word)),
    )
    .map(({ code, label }): WordHit => ({ code, title: label, source: 'our tables' }));
  const known = new Set(own.map(({ code }) => code));
  const official: WordHit[] = [];
  for (const [code, { long }] of day.hcpcs()?.table.entries() ?? [])
    if (!known.has(code) && answers(asked, long))
      official.push({ code, title: long, source: 'HCPCS' });
  for (const [code, { long, reportable }] of day.icd10cm()?.table.entries() ?? [])
    if (reportable && !known.has(code) && answers(asked, long))
      official.push({ code, title: long, source: 'ICD-10-CM' });
  return [...own.sort(byTitle), ...official.sort(byTitle)];
}
