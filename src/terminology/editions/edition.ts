import type { Kind, Setting } from '../kinds.js';

/** What is known of an edition without reading its rows. */
export interface Edition {
  readonly kind: Kind;
  readonly setting?: Setting;
  /** First date of service for which it counts, YYYY-MM-DD. */
  readonly effective: string;
  readonly rows: number;
  /** The files that it was read from, with their SHA-256, in the order of their names. */
  readonly sources: readonly { readonly name: string; readonly sha256: string }[];
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day of the calendar written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** "20260401" -> "2026-04-01"; undefined when it is no day of the calendar. */
export function fromCompactDate(text: string): string | undefined {
  if (!/^\d{8}$/.test(text)) return undefined;
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  return isDate(date) ? date : undefined;
}

/** "2026091" (year and day of the year) -> "2026-04-01"; undefined when there is no such day. */
export function fromOrdinalDate(text: string): string | undefined {
  const match = /^(\d{4})(\d{3})$/.exec(text);
  if (match === null) return undefined;
  const date = new Date(Date.UTC(Number(match[1]), 0, Number(match[2])));
  const [iso = ''] = date.toISOString().split('T');
  return Number(match[2]) > 0 && iso.startsWith(match[1] ?? '-') ? iso : undefined;
}

/** The edition of those given that is in force on a date: the last that began by then. */
export function inForce<T extends { readonly effective: string }>(
  editions: readonly T[],
  date: string,
): T | undefined {
  let best: T | undefined;
  for (const edition of editions)
    if (edition.effective <= date && (best === undefined || edition.effective > best.effective))
      best = edition;
  return best;
}

/** How often a publisher replaces a release, in days, with the weeks that a new one may be late. */
const LASTS: Readonly<Partial<Record<Kind, number>>> = {
  ptp: 92,
  mue: 92,
  aoc: 366,
  pfs: 366,
  gpci: 366,
  hcpcs: 92,
  'icd10cm-order': 366,
  'icd10cm-tabular': 366,
  cpt: 366,
  mcd: 92,
};

const days = (from: string, to: string) =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;

/** Whether the publisher has a later edition by a date, as often as it publishes. */
export function isStale({ kind, effective }: Edition, date: string): boolean {
  const lasts = LASTS[kind];
  return lasts !== undefined && days(effective, date) >= lasts;
}
