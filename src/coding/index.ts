/**
 * The engine: documented services in, determination out. Pure.
 * Order of work: family -> row -> line -> limits, panels, bundles, add-ons -> claim order -> modifiers -> diagnoses -> questions.
 */
export * from './determination.js';
export { determine } from './determine.js';
export { explain, type ExplainedFamily } from './explain.js';
export { determinationSchemaText } from './json-schema.js';
