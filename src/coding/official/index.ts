import type { Knowledge } from '../../knowledge/index.js';
import type { Edit } from '../determination.js';
import type { DraftLine } from '../lines.js';
import type { DraftQuery } from '../queries.js';
import type { NoteContext } from '../relations.js';
import { checkHcpcs } from './code-set.js';
import { checkCoverage } from './coverage.js';
import { checkFees } from './fees.js';
import { checkAddOns } from './add-ons.js';
import type { OfficialClaim } from './official-claim.js';
import { checkPairs } from './pairs.js';
import { checkUnits } from './units.js';

/** The official edits of CMS and NCHS on a claim, as far as their editions are in the catalog. */
export { checkDiagnoses, withReviews } from './diagnoses.js';
export { applyAbsolutePairs } from './pairs.js';
export { isHeld, officialClaim, officialEditions, type OfficialClaim } from './official-claim.js';

/** Checks a claim whose modifiers stand. May add a modifier to a line, or a reason for review; takes no line off. */
export function checkOfficially(
  lines: readonly DraftLine[],
  claim: OfficialClaim,
  note: NoteContext,
  limited: boolean,
  knowledge: Knowledge,
): { edits: Edit[]; queries: DraftQuery[] } {
  const pairs = checkPairs(lines, claim, note, knowledge);
  return {
    edits: [
      ...pairs.edits,
      ...checkUnits(lines, claim),
      ...checkAddOns(lines, limited, claim),
      ...checkFees(lines, claim, knowledge),
      ...checkHcpcs(lines, claim),
      ...checkCoverage(lines, claim),
    ],
    queries: pairs.queries,
  };
}
