/** Code systems and their published files. Words: order file, header (a code that may not be reported), edition. */
export { formatIcd10cm } from './codes.js';
export { Catalog, type Held } from './editions/catalog.js';
export type { PairRule, PairTable } from './editions/pairs.js';
export type { MueRecord } from './importers/mue.js';
export { isDate, isStale, type Edition } from './editions/edition.js';
export type { Kind, Setting } from './kinds.js';
export {
  officialTables,
  type EditSetting,
  type OfficialDay,
  type OfficialTables,
} from './official-tables.js';
export { catalogStatus } from './status.js';
export { importRelease, type Imported } from './import-release.js';
export { IMPORTERS } from './importers/index.js';
export { excludes1Between, notesFor, seventhFor } from './icd10cm-notes.js';
export { pfsRow } from './importers/pfs.js';
export { NOTE_KINDS, type NoteKind } from './importers/icd10cm-tabular.js';
export { support, type ArticleRecord, type ArticlesOfCode } from './importers/mcd.js';
export { readReleases } from './update/releases.js';
export { updateReleases, type Updated } from './update/update-releases.js';
