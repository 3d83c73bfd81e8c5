import type { Kind } from '../kinds.js';
import { aoc } from './aoc.js';
import type { Importer } from './importer.js';
import { mue } from './mue.js';
import { ptp } from './ptp.js';

/** Every importer by the kind that it reads. */
export const IMPORTERS: ReadonlyMap<Kind, Importer> = new Map(
  [ptp, mue, aoc].map((importer) => [importer.kind, importer]),
);
