import type { Documentation } from '../../documentation/types.js';
import {
  inScope,
  type Family,
  type Lexicon,
  type Limit,
  type Policies,
  type Scope,
} from '../../knowledge/index.js';
import type { DraftLine } from '../lines.js';
import { refusal, type Step } from './steps.js';

/** Limits that the sender puts to the question; what is asked for is no statement about the service. */
export function limitsSaid(
  { limits }: Policies,
  documentation: Documentation,
  lexicon: Lexicon,
): readonly Limit[] {
  const requests = documentation.findings.filter(
    ({ kind, assertion }) => kind === 'request' && assertion !== 'negated',
  );
  return limits.filter(({ request }) =>
    requests.some(({ concept }) => lexicon.isA(concept, request)),
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
