/**
 * The engine: documented services in, determination out. Pure.
 * Order of work: family -> row -> line -> edits -> modifiers -> claim order -> diagnoses -> questions.
 */
export * from './determination.js';
export { determine } from './determine.js';
export { determinationSchemaText } from './json-schema.js';
