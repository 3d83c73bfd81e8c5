/** Code systems and their published files. Words: order file, header (a code that may not be reported). */
export { formatIcd10cm } from './codes.js';
export { Icd10cmOrderError, readIcd10cmOrder } from './icd10cm-order.js';
