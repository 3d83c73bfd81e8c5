import type { Catalog, Held } from './editions/catalog.js';
import type { PairTable } from './editions/pairs.js';
import type { Records } from './editions/records.js';
import type { AddOnRecord } from './importers/aoc.js';
import type { CptRecord } from './importers/cpt.js';
import type { HcpcsRecord } from './importers/hcpcs.js';
import type { Icd10cmEntry } from './importers/icd10cm-order.js';
import type { TabularEntry } from './importers/icd10cm-tabular.js';
import type { PfsRecord } from './importers/pfs.js';
import type { ArticleRecord, ArticlesOfCode } from './importers/mcd.js';
import type { MueRecord } from './importers/mue.js';
import type { Kind, Setting } from './kinds.js';

/** For whom NCCI's tables are made. */
export type EditSetting = Extract<Setting, 'practitioner' | 'hospital' | 'dme'>;

/** The official tables in force on one day. A table that is not held is undefined: its check did not run. */
export interface OfficialDay {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** True when no date of service is known and the day is today's. */
  readonly supposed: boolean;
  pairs(setting: EditSetting): Held<PairTable> | undefined;
  mue(setting: EditSetting): Held<Records<MueRecord>> | undefined;
  addOns(): Held<Records<AddOnRecord>> | undefined;
  /** The fee schedule of those who are not in the Quality Payment Program's bonus; its indicators are the same for all. */
  fees(): Held<Records<PfsRecord>> | undefined;
  hcpcs(): Held<Records<HcpcsRecord>> | undefined;
  icd10cm(): Held<Records<Icd10cmEntry>> | undefined;
  /** Coverage articles by their id, and the articles of a code by "code 11055". */
  coverage(): Held<Records<ArticleRecord | ArticlesOfCode>> | undefined;
  /** A licensee's own descriptors. */
  descriptors(): Held<Records<CptRecord>> | undefined;
  tabular(): Held<Records<TabularEntry>> | undefined;
}

/** The official tables by date of service. */
export interface OfficialTables {
  /** @param dateOfService YYYY-MM-DD; without one, the tables in force today */
  on(dateOfService: string | undefined): OfficialDay;
}

/** The editions of a catalog as the engine asks for them. `today` gives YYYY-MM-DD. */
export function officialTables(catalog: Catalog, today: () => string): OfficialTables {
  return {
    on: (dateOfService) => {
      const date = dateOfService ?? today();
      const records = <T>(kind: Kind, setting?: Setting) => catalog.records<T>(kind, date, setting);
      return {
        date,
        supposed: dateOfService === undefined,
        pairs: (setting) => catalog.pairs(date, setting),
        mue: (setting) => records<MueRecord>('mue', setting),
        addOns: () => records<AddOnRecord>('aoc'),
        fees: () => records<PfsRecord>('pfs', 'non-qpp') ?? records<PfsRecord>('pfs', 'qpp'),
        hcpcs: () => records<HcpcsRecord>('hcpcs'),
        icd10cm: () => records<Icd10cmEntry>('icd10cm-order'),
        coverage: () => records<ArticleRecord | ArticlesOfCode>('mcd'),
        descriptors: () => records<CptRecord>('cpt'),
        tabular: () => records<TabularEntry>('icd10cm-tabular'),
      };
    },
  };
}
