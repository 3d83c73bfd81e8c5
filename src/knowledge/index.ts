/**
 * The coding knowledge, read and checked. Words of this module:
 *
 * - family: one decision table for one family of codes.
 * - element: a documented fact that tables ask for (count, site, diameter).
 * - cell: the test of one element in one row; `-` asks nothing.
 * - row: cells -> codes and units, with a stable id.
 * - combine mode: how several services of a family come together.
 * - slot: one fact of one case, as a query names it.
 */
export * from './cells.js';
export type * from './combine/facts.js';
export { describeNumbers, point, singleNumber } from './intervals.js';
export * from './lexicon.js';
export * from './problems.js';
export { compileKnowledge } from './compile.js';
export { codesOfPattern, codesOfTables, labelOfDiagnosis } from './diagnosis-codes.js';
export type * from './diagnosis-types.js';
export { showFamily } from './show.js';
export type { PolicyFile } from './policy-schema.js';
export type * from './policy-types.js';
export { inRanges, rangeOf, inScope, type Scope } from './scope.js';
export type { FamilyCode, WorkedCase } from './schema.js';
export type * from './types.js';
export { describeUnits, elementsOf, evaluateUnits } from './units.js';
