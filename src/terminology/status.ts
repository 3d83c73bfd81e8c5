import type { Catalog } from './editions/catalog.js';
import { inForce, isStale, type Edition } from './editions/edition.js';
import type { Kind, Setting } from './kinds.js';

/** What a full check of an answer needs, and what is not checked without it. */
const NEEDED: readonly { kind: Kind; setting?: Setting; without: string }[] = [
  { kind: 'ptp', setting: 'practitioner', without: 'code pairs in the practitioner setting' },
  { kind: 'ptp', setting: 'hospital', without: 'code pairs in the outpatient hospital setting' },
  { kind: 'mue', setting: 'practitioner', without: 'units in the practitioner setting' },
  { kind: 'mue', setting: 'hospital', without: 'units in the outpatient hospital setting' },
  { kind: 'mue', setting: 'dme', without: 'units of DME suppliers' },
  { kind: 'aoc', without: 'add-on codes beyond our own parents' },
  { kind: 'pfs', setting: 'non-qpp', without: 'status, global period and modifier indicators' },
  { kind: 'hcpcs', without: 'HCPCS Level II coverage and termination' },
  { kind: 'icd10cm-order', without: 'whether an ICD-10-CM code may be reported' },
  { kind: 'icd10cm-tabular', without: 'Excludes1, code first and use additional code notes' },
  { kind: 'mcd', without: 'whether a coverage article lists the diagnosis' },
];

/** An edition held, and how it stands on a day. */
export interface HeldEdition extends Edition {
  /** `in-force`, `past` (a later one counts), `future`, or `stale`: in force, but its publisher has a later one by now. */
  readonly standing: 'in-force' | 'past' | 'future' | 'stale';
}

export interface CatalogStatus {
  readonly date: string;
  readonly editions: readonly HeldEdition[];
  readonly missing: readonly {
    readonly kind: Kind;
    readonly setting?: Setting;
    /** What is not checked without it. */
    readonly without: string;
  }[];
}

/** What the catalog holds, as it stands on a day (YYYY-MM-DD). */
export function catalogStatus(catalog: Catalog, date: string): CatalogStatus {
  const editions = catalog.editions.map((edition): HeldEdition => {
    const current = inForce(catalog.editionsOf(edition.kind, edition.setting), date);
    const standing =
      edition.effective > date
        ? 'future'
        : edition !== current
          ? 'past'
          : isStale(edition, date)
            ? 'stale'
            : 'in-force';
    return { ...edition, standing };
  });
  const missing = NEEDED.filter(
    ({ kind, setting }) => catalog.editionsOf(kind, setting).length === 0,
  );
  return { date, editions, missing };
}
