import type { Kind } from '../kinds.js';
import { aoc } from './aoc.js';
import { cpt } from './cpt.js';
import { gpci } from './gpci.js';
import { hcpcs } from './hcpcs.js';
import { icd10cmAddenda } from './icd10cm-addenda.js';
import { icd10cmExternalCause, icd10cmIndex } from './icd10cm-index.js';
import { icd10cmOrder } from './icd10cm-order.js';
import { icd10cmDrug, icd10cmNeoplasm } from './icd10cm-tables.js';
import { icd10cmTabular } from './icd10cm-tabular.js';
import type { Importer } from './importer.js';
import { mcd } from './mcd.js';
import { mue } from './mue.js';
import { pfs } from './pfs.js';
import { pos } from './pos.js';
import { ptp } from './ptp.js';

/** Every importer by the kind that it reads. */
export const IMPORTERS: ReadonlyMap<Kind, Importer> = new Map(
  [
    ptp,
    mue,
    aoc,
    pfs,
    gpci,
    pos,
    cpt,
    mcd,
    hcpcs,
    icd10cmOrder,
    icd10cmAddenda,
    icd10cmTabular,
    icd10cmIndex,
    icd10cmExternalCause,
    icd10cmNeoplasm,
    icd10cmDrug,
  ].map((importer) => [importer.kind, importer]),
);
