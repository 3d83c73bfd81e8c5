import type { Documentation } from '../../documentation/types.js';
import {
  inScope,
  type Family,
  type Lexicon,
  type Limit,
  type Policies,
  type Scope,
} from '../../knowledge/index.js';
import { focusSpans, isInFocus } from '../focus.js';
import type { DraftLine } from '../lines.js';
import { refusal, type Step } from './steps.js';

/**
 * Limits that the sender puts to the question; what is asked for is no statement about the service. A limit is said
 * by its request, or by its topic where the question is limited to it ("only the E/M code").
 */
export function limitsSaid(
  { limits }: Policies,
  documentation: Documentation,
  lexicon: Lexicon,
): readonly Limit[] {
  const spans = focusSpans(documentation);
  const said = documentation.findings.filter(
    (finding) =>
      (finding.kind === 'request' && finding.assertion !== 'negated') ||
      (finding.kind === 'topic' && isInFocus(finding, spans)),
  );
  const named = new Set(documentation.findings.map(({ concept }) => concept));
  return limits.filter(
    ({ request, topic, unless }) =>
      said.some(
        ({ concept }) =>
          lexicon.isA(concept, request) || (topic !== undefined && concept === topic),
      ) && !unless.some((concept) => named.has(concept)),
  );
}

function outside({ only, drop }: Limit, holds: (scope: Scope) => boolean): boolean {
  return (only !== undefined && !holds(only)) || (drop !== undefined && holds(drop));
}

/** True where no code of the family can be part of the answer. */
export function isOutside(family: Family, limits: readonly Limit[]): boolean {
  return limits.some((limit) =>
    [...family.codes.keys()].every((code) =>
      outside(limit, (scope) => inScope(scope, code, family)),
    ),
  );
}

/** "Diagnoses only": no line can be part of the answer. */
export function leavesNoLine({ only }: Limit): boolean {
  return (
    only !== undefined &&
    only.parts.every(
      ({ ranges, families, chapters }) => ranges.length + families.size + chapters.size === 0,
    )
  );
}

/** Takes off lines that the sender did not ask for. */
export function applyLimits(drafts: readonly DraftLine[], limits: readonly Limit[]): Step {
  const refused = drafts.flatMap((draft) => {
    const limit = limits.find((entry) =>
      outside(entry, (scope) => inScope(scope, draft.code.code, draft.family)),
    );
    return limit ? [{ draft, limit }] : [];
  });
  return {
    kept: drafts.filter((draft) => !refused.some((entry) => entry.draft === draft)),
    notSelected: refused.map(({ draft, limit }) => refusal(draft, limit.because, limit.id)),
    edits: [],
    queries: [],
  };
}
