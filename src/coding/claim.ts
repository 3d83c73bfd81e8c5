import type { DocumentedService } from '../documentation/types.js';
import type { Knowledge, Limit } from '../knowledge/index.js';
import type { Edit, NotSelected } from './determination.js';
import { applyAddOnEdit, applyDistinctServices, markFurtherLesions } from './edits.js';
import { applyAbsolutePairs, checkOfficially, type OfficialClaim } from './official/index.js';
import { inReportingOrder, type DraftLine } from './lines.js';
import {
  applyBundles,
  applyLimits,
  applyModifiers,
  applyPanels,
  orderModifiers,
  type Situation,
  type Step,
} from './policies/index.js';
import type { DraftQuery } from './queries.js';

/** The lines of a claim in their order, and what the rules over them did. */
export interface Claim {
  readonly lines: readonly DraftLine[];
  readonly notSelected: readonly NotSelected[];
  readonly edits: readonly Edit[];
  readonly queries: readonly DraftQuery[];
}

/** A step that did nothing. */
const nothing = (kept: readonly DraftLine[]): Step => ({
  kept,
  notSelected: [],
  edits: [],
  queries: [],
});

/**
 * From draft lines to a claim. The steps stand in the order in which they depend on each other: what was not asked
 * for goes first, tests become panels before anything is part of anything, an add-on loses its parent only after
 * that, and modifiers look at the lines that are left.
 * @param limited the sender limits the question to some of the services
 * @param official the official tables in force on the date of service
 */
export function assembleClaim(
  drafts: readonly DraftLine[],
  situation: Situation,
  performed: readonly DocumentedService[],
  limits: readonly Limit[],
  limited: boolean,
  knowledge: Knowledge,
  official: OfficialClaim | undefined,
): Claim {
  const asked = applyLimits(drafts, limits);
  const panelled = applyPanels(asked.kept, knowledge);
  const bundled = applyBundles(panelled.kept, situation, knowledge);
  const excluded =
    official === undefined ? nothing(bundled.kept) : applyAbsolutePairs(bundled.kept, official);
  const addOns = applyAddOnEdit(excluded.kept, limited, knowledge);
  const lines = inReportingOrder(addOns.kept);
  const pairs = applyDistinctServices(lines, { lexicon: knowledge.lexicon, performed }, knowledge);
  markFurtherLesions(lines, knowledge);
  const queries = applyModifiers(lines, situation, knowledge);
  const checked =
    official === undefined
      ? nothing(lines)
      : checkOfficially(
          lines,
          official,
          { lexicon: knowledge.lexicon, performed },
          limited,
          knowledge,
        );
  orderModifiers(lines);
  return {
    lines,
    notSelected: [asked, panelled, bundled, excluded].flatMap((step) => step.notSelected),
    edits: [
      ...panelled.edits,
      ...bundled.edits,
      ...addOns.edits,
      ...pairs,
      ...excluded.edits,
      ...checked.edits,
    ],
    queries: [...queries, ...checked.queries],
  };
}
