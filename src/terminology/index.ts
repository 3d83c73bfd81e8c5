/** Code systems and their published files. Words: order file, header (a code that may not be reported), edition. */
export { formatIcd10cm } from './codes.js';
export { Icd10cmOrderError, readIcd10cmOrder } from './icd10cm-order.js';
export { Catalog, editionName, type Held } from './editions/catalog.js';
export { CatalogError } from './editions/edition-file.js';
export { KINDS, SETTINGS, type Edition, type Kind, type Setting } from './editions/edition.js';
export { importRelease, type Imported } from './import-release.js';
export { IMPORTERS } from './importers/index.js';
export { ImportError } from './sources/import-error.js';
