/**
 * How well the answers are, against cases with an answer key. Pure. Words of this module:
 *
 * - case: a mailed question with its key: codes with total units, diagnoses, codes that must not be reported.
 * - answer: what the engine, or the baseline, reports for a case.
 * - exact: the same codes with the same total units, and nothing extra.
 * - baseline: the same catalogue searched as text, the top hit of each sentence.
 * - floor: figures that a change may not fall below.
 */
export { answerOf, type Answer } from './answer.js';
export { openBaseline } from './baseline.js';
export { readCases, type EvaluationCase } from './cases.js';
export { catalogueOf, type Catalogue } from './catalogue.js';
export { evaluate, type Evaluation } from './evaluate.js';
export type { Agreement, Figures, Share } from './figures.js';
export { belowFloor, floorSchema, raiseFloor, type CaseFile, type Floor } from './floor.js';
export { scoreCase, type CaseScore } from './score.js';
