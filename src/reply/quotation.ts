import type { Support } from '../coding/determination.js';
import {
  findIdentifiers,
  mergeSpans,
  replaceSpans,
  type IdentifierSpan,
  type Replacement,
} from './redact.js';

/** The longest quotation shown whole; a reader needs the clause, not the page. */
const LONGEST_QUOTATION = 600;

/**
 * White space of any kind as one blank; control, bidirectional-override and invisible characters gone,
 * so that what a reader sees is what the note says.
 */
export function clean(text: string): string {
  return text
    .replaceAll(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
}

function shorten(text: string): string {
  const points = Array.from(text);
  if (points.length <= LONGEST_QUOTATION) return text;
  const half = Math.floor(LONGEST_QUOTATION / 2);
  return `${points.slice(0, half).join('').trimEnd()} [...] ${points.slice(-half).join('').trimStart()}`;
}

/** Words this close belong to one clause, and are quoted with what stands between them. */
const LONGEST_GAP = 40;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Quotations from one note, ready to be shown: cleaned, identifiers replaced. */
export interface Quoter {
  /**
   * The excerpts in note order, each word once: one that lies inside another is left out, and neighbours
   * in the same sentence are quoted as the one stretch that they are in the note.
   */
  quotes(support: readonly Support[]): string[];
  /** Words that may have come from the note without offsets (a value, what a question is about). */
  words(text: string): string;
}

const standsAt = (note: string, shift: number, { excerpt, start, end }: Support): boolean =>
  note.slice(start + shift, end + shift) === excerpt;

/**
 * How far the text that was coded starts behind the start of `note`: it is the letter's own text, or its
 * subject less "Re:" and the text. 0 when no shift fits every excerpt.
 */
export function shiftOf(note: string, longest: number, support: readonly Support[]): number {
  for (let shift = 0; shift <= longest; shift += 1) {
    if (support.every((item) => standsAt(note, shift, item))) return shift;
  }
  return 0;
}

/**
 * Quotes from `note`, whose first `shift` characters were not part of the text that was coded.
 *
 * An identifier is often announced outside the excerpt ("Patient: ..." two lines above), so the whole
 * note is searched once and its findings are laid over each excerpt by offset.
 */
export function createQuoter(note: string, shift: number, replacement: Replacement): Quoter {
  const inNote = findIdentifiers(note);
  const names = new Set(
    inNote.filter((span) => span.kind === 'name').map((span) => note.slice(span.start, span.end)),
  );

  const namesIn = (text: string): IdentifierSpan[] => {
    const spans: IdentifierSpan[] = [];
    for (const name of names) {
      for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
        spans.push({ start: at, end: at + name.length, kind: 'name' });
      }
    }
    return spans;
  };

  const show = (text: string, known: readonly IdentifierSpan[]): string =>
    clean(replaceSpans(text, mergeSpans([...known, ...findIdentifiers(text)]), replacement));

  const showStretch = ({ start, end }: Stretch): string => {
    const known = inNote
      .filter((span) => span.start < end && span.end > start)
      .map((span) => ({
        ...span,
        start: Math.max(start, span.start) - start,
        end: Math.min(end, span.end) - start,
      }));
    return show(note.slice(start, end), known);
  };

  const placeOf = (support: Support): Stretch | undefined => {
    const { excerpt, start } = support;
    const at = standsAt(note, shift, support) ? start + shift : note.indexOf(excerpt);
    return at < 0 ? undefined : { start: at, end: at + excerpt.length };
  };

  const sameClause = (before: Stretch, after: Stretch): boolean => {
    if (after.start <= before.end) return true;
    const gap = note.slice(before.end, after.start);
    return gap.length <= LONGEST_GAP && !/[.;:!?](?=\s|$)|\n\s*\n|\n\s*[-*\d]/.test(gap);
  };

  return {
    quotes(support) {
      const said = support.filter(({ excerpt }) => excerpt.trim() !== '');
      const elsewhere = said.filter((item) => placeOf(item) === undefined);
      const inOrder = said
        .flatMap((item) => placeOf(item) ?? [])
        .sort((a, b) => a.start - b.start || b.end - a.end);
      const stretches: Stretch[] = [];
      for (const next of inOrder) {
        const last = stretches.at(-1);
        if (last && sameClause(last, next)) {
          stretches[stretches.length - 1] = { ...last, end: Math.max(last.end, next.end) };
        } else {
          stretches.push(next);
        }
      }
      return [
        ...stretches.map(showStretch),
        ...elsewhere.map(({ excerpt }) => show(excerpt, namesIn(excerpt))),
      ].map(shorten);
    },
    words: (text) => show(text, namesIn(text)),
  };
}
