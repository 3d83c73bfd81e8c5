import type { Citation } from '../coding/determination.js';
import { clean } from './quotation.js';

/** A cited source under its number in this reply. Absent facts are empty. */
export interface SourceView {
  readonly number: number;
  readonly title: string;
  readonly section: string;
  readonly edition: string;
  readonly effective: string;
  /** An https address from our own knowledge, never from the mail; empty otherwise. */
  readonly url: string;
}

export interface Sources {
  readonly all: readonly SourceView[];
  /** The sources of these citations, each once, in the order cited. */
  of(citations: readonly Citation[]): SourceView[];
}

const keyOf = ({ id, section }: Citation): string => `${id}\n${section ?? ''}`;

const isWebAddress = (url: string): boolean => /^https:\/\/[\w.-]+(?:[/?#][^\s<>"']*)?$/.test(url);

/** Numbers the sources of a reply from 1, in the order of first citation. */
export function numberSources(citations: readonly Citation[]): Sources {
  const byKey = new Map<string, SourceView>();
  for (const citation of citations) {
    const key = keyOf(citation);
    if (byKey.has(key)) continue;
    byKey.set(key, {
      number: byKey.size + 1,
      title: clean(citation.title),
      section: clean(citation.section ?? ''),
      edition: clean(citation.edition ?? ''),
      // Files named by their date carry it as edition already.
      effective: citation.effective === citation.edition ? '' : clean(citation.effective ?? ''),
      url: isWebAddress(citation.url ?? '') ? (citation.url ?? '') : '',
    });
  }
  return {
    all: [...byKey.values()],
    of: (cited) =>
      [...new Set(cited.map(keyOf))].flatMap((key) => {
        const source = byKey.get(key);
        return source ? [source] : [];
      }),
  };
}
