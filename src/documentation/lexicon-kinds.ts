import type { Concept } from '../knowledge/lexicon.js';

/* What the reader takes the kinds of the lexicon for. */

const INFLECTED_AS_VERB = new Set(['procedure', 'method']);
/** Words of the reader itself: no facts of the case. */
const READER_KINDS = new Set(['cue', 'section', 'ignored', 'below-skin', 'number', 'unit']);
/** Reader words that are inflected all the same: "dozens", "minutes". */
const INFLECTED_READER_KINDS = new Set(['number', 'unit']);

/** Kinds with short or everyday words, which a misspelling could reach too easily. */
const EXACT_KINDS = new Set([
  'laterality',
  'depth',
  'pathology',
  'relation',
  'payer',
  'setting',
  'sex',
  'request',
  'role',
  'circumstance',
]);

export function isReaderKind(kind: string): boolean {
  return READER_KINDS.has(kind);
}

/** True for kinds of the lexicon that tell facts of the case. */
export function isClinicalKind(kind: string): boolean {
  return !isReaderKind(kind);
}

/**
 * Diagnoses, and what tells them apart, are matched in a pass of their own: "knee pain" must not hide the knee
 * from an injection, nor "hernia repair" the hernia from the diagnosis.
 */
export function isDiagnosticKind(kind: string): boolean {
  return kind === 'diagnosis' || kind.startsWith('dx-');
}

/** Does the concept name something done? Terms of a chapter's own kinds say so by a trait. */
export function isAct({ kind, traits }: Concept): boolean {
  return INFLECTED_AS_VERB.has(kind) || traits['act'] === true;
}

/** Is the last word of a term of the concept read in the plural as well? */
export function hasPlural({ kind }: Concept): boolean {
  return isClinicalKind(kind) || INFLECTED_READER_KINDS.has(kind);
}

/** Is the first word of a term of the concept read in all verb forms? */
export function hasVerbForms({ kind, traits }: Concept): boolean {
  return INFLECTED_AS_VERB.has(kind) && traits['inflected'] !== false;
}

/**
 * May a long word of the concept be read through a misspelling? "Shaking" and "flipped" are words of their own; they
 * misspell no "shaving" and no "clipped".
 */
export function isCorrectable({ kind, traits }: Concept): boolean {
  return isClinicalKind(kind) && !EXACT_KINDS.has(kind) && traits['everyday'] !== true;
}
