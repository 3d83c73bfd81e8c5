import { dateDetectors } from './identifiers/dates.js';
import { findNames, looksLikeLastFirst } from './identifiers/names.js';
import { numberDetectors } from './identifiers/numbers.js';
import { placeDetectors } from './identifiers/places.js';
import { detect, type IdentifierKind, type IdentifierSpan } from './identifiers/span.js';

export { IDENTIFIER_KINDS, type IdentifierKind, type IdentifierSpan } from './identifiers/span.js';

/*
 * Best effort: free text stays protected health information after redaction. The point is that a
 * quotation in a reply, or its subject, repeats no identifier that can be recognised by its form, while
 * sizes, counts, levels and codes stand as written.
 */

/** Longer texts are not quoted from; the cap keeps one hostile letter from holding a worker. */
const LONGEST_TEXT = 1_000_000;

/**
 * Identifiers in a text, in order, not overlapping; where two detectors meet, the span covers both and
 * takes the kind of the one that starts first. Time is linear in the text.
 */
export function findIdentifiers(text: string): IdentifierSpan[] {
  const searched = text.slice(0, LONGEST_TEXT);
  const found = [
    // Dates first: where two detectors find the same stretch, the earlier one names it.
    ...detect(searched, dateDetectors),
    ...detect(searched, numberDetectors),
    ...detect(searched, placeDetectors),
    ...findNames(searched),
  ];
  return mergeSpans(found);
}

/** Sorted union of spans. */
export function mergeSpans(spans: readonly IdentifierSpan[]): IdentifierSpan[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: IdentifierSpan[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last && span.start < last.end) {
      if (span.end > last.end) merged[merged.length - 1] = { ...last, end: span.end };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

/** What stands in place of an identifier of a kind; the words come from templates/words.yaml. */
export type Replacement = (kind: IdentifierKind) => string;

/** Writes `text` with each span replaced; the year of a date stays, behind its replacement. */
export function replaceSpans(
  text: string,
  spans: readonly IdentifierSpan[],
  replacement: Replacement,
): string {
  let written = '';
  let at = 0;
  for (const { start, end, kind, year } of spans) {
    written += text.slice(at, start) + replacement(kind) + (year === undefined ? '' : ` ${year}`);
    at = end;
  }
  return written + text.slice(at);
}

export function redact(text: string, replacement: Replacement): string {
  return replaceSpans(text, findIdentifiers(text), replacement);
}

/**
 * Whether a subject line may not be repeated. Stricter than redaction, since a neutral subject costs
 * nothing: day/month pairs, six-digit numbers, initials and "Last, First" count too.
 */
export function subjectHoldsIdentifier(subject: string): boolean {
  return (
    findIdentifiers(subject).length > 0 ||
    looksLikeLastFirst(subject) ||
    /(?<![\w/])(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])(?![\d/]|\s?(?:inch|in\.|cm|mm|"))/.test(
      subject,
    ) ||
    /\d{6}/.test(subject) ||
    /(?<!\p{L})\p{Lu}\.\s?\p{Lu}\.?(?!\p{L})/u.test(subject) ||
    /(?<!\p{L})(?:DOB|SSN|MRN)(?!\p{L})/iu.test(subject)
  );
}
