/**
 * The identifier kinds that free text can hold, after the Safe Harbor list (45 CFR 164.514(b)(2)).
 * Biometrics and photographs are on that list too and never stand in text.
 */
export const IDENTIFIER_KINDS = [
  'name',
  'place',
  'date',
  'age',
  'phone',
  'fax',
  'email',
  'ssn',
  'record-number',
  'plan-number',
  'account-number',
  'licence-number',
  'vehicle-number',
  'device-number',
  'url',
  'ip-address',
  'other-number',
] as const;

export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** An identifier at `text.slice(start, end)`, in UTF-16 code units. */
export interface IdentifierSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: IdentifierKind;
  /** The year of a date, which Safe Harbor lets stand. */
  readonly year?: string;
}

/**
 * One way to recognise a kind. The pattern is global; its group `id`, or the whole match, is the
 * identifier. `unless` looks at the match and at the characters around it and may let it stand.
 *
 * Every quantifier in a pattern is bounded, so that a search takes time linear in the text.
 */
export interface Detector {
  readonly kind: IdentifierKind;
  readonly pattern: RegExp;
  readonly unless?: (found: {
    readonly text: string;
    readonly before: string;
    readonly after: string;
    readonly id: string;
  }) => boolean;
}

const AROUND = 24;

export function detect(text: string, detectors: readonly Detector[]): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const { kind, pattern, unless } of detectors) {
    for (const match of text.matchAll(pattern)) {
      const id = match.groups?.['id'] ?? match[0];
      const start = match.index + match[0].lastIndexOf(id);
      const end = start + id.length;
      const before = text.slice(Math.max(0, start - AROUND), start);
      const after = text.slice(end, end + AROUND);
      if (unless?.({ text: match[0], before, after, id })) continue;
      const year = kind === 'date' ? match.groups?.['year'] : undefined;
      spans.push({ start, end, kind, ...(year !== undefined && { year }) });
    }
  }
  return spans;
}
