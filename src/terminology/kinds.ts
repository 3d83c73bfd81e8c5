/** The kinds of release files that a catalog holds. */
export const KINDS = [
  'ptp',
  'mue',
  'aoc',
  'pfs',
  'gpci',
  'pos',
  'hcpcs',
  'icd10cm-order',
  'icd10cm-addenda',
  'icd10cm-tabular',
  'icd10cm-index',
  'icd10cm-external-cause',
  'icd10cm-neoplasm',
  'icd10cm-drug',
  'cpt',
  'mcd',
] as const;
export type Kind = (typeof KINDS)[number];

/** Who a table is made for: NCCI's settings, and the two conversion factors of the fee schedule. */
export const SETTINGS = ['practitioner', 'hospital', 'dme', 'qpp', 'non-qpp'] as const;
export type Setting = (typeof SETTINGS)[number];
