import type { Edit, NotSelected } from '../determination.js';
import type { DraftQuery } from '../queries.js';
import type { DraftLine } from '../lines.js';

/** What one policy step makes of the draft lines. */
export interface Step {
  readonly kept: readonly DraftLine[];
  readonly notSelected: readonly NotSelected[];
  readonly edits: readonly Edit[];
  readonly queries: readonly DraftQuery[];
}

/** The refusal of a line by a rule. */
export function refusal(draft: DraftLine, reason: string, rule: string): NotSelected {
  return { code: draft.code.code, label: draft.code.label, reason, rule, proposed: false };
}
