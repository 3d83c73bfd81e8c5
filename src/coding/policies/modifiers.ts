import type { SupportingDocumentation } from '../../documentation/types.js';
import { inScope, type Knowledge, type ModifierRule } from '../../knowledge/index.js';
import { dedupe } from '../diagnoses.js';
import type { DraftLine } from '../lines.js';
import type { DraftQuery } from '../queries.js';
import { whatShows, type Situation } from './circumstances.js';

function distance(a: SupportingDocumentation, b: SupportingDocumentation): number {
  if (a.start < b.end && b.start < a.end) return 0;
  return a.start >= b.end ? a.start - b.end : b.start - a.end;
}

/** The lines whose words stand nearest to what the rule found. */
function nearest(
  candidates: readonly DraftLine[],
  shown: readonly SupportingDocumentation[],
): readonly DraftLine[] {
  const away = candidates.map((draft) =>
    Math.min(
      ...shown.flatMap((support) =>
        [
          ...draft.services,
          ...draft.facts.flatMap((fact) => fact.support.map((s) => ({ support: s }))),
        ].map((entry) => distance(entry.support, support)),
      ),
    ),
  );
  const least = Math.min(...away);
  return candidates.filter((_, index) => away[index] === least);
}

function chosen(
  rule: ModifierRule,
  candidates: readonly DraftLine[],
  shown: readonly SupportingDocumentation[],
): readonly DraftLine[] {
  switch (rule.lines) {
    case 'all':
      return candidates;
    case 'first':
      return candidates.slice(0, 1);
    case 'not-first':
      return candidates.slice(1);
    case 'further-units':
      return candidates.filter(({ units }) => units > 1);
    case 'nearest':
      return shown.length === 0 ? candidates : nearest(candidates, shown);
  }
}

/** Other lines of the claim that the rule wants beside this one. */
function company(
  rule: ModifierRule,
  draft: DraftLine,
  drafts: readonly DraftLine[],
): readonly DraftLine[] | undefined {
  const { beside } = rule;
  if (beside === undefined) return [];
  const found = drafts.filter(
    (other) => other !== draft && inScope(beside, other.code.code, other.family),
  );
  return found.length > 0 ? found : undefined;
}

function hasOwnDiagnosis(draft: DraftLine, others: readonly DraftLine[]): boolean {
  const theirs = new Set(others.flatMap(({ dx }) => dx.map(({ code }) => code)));
  return theirs.size > 0 && draft.dx.some(({ code }) => !theirs.has(code));
}

function setOn(draft: DraftLine, rule: ModifierRule): void {
  if (draft.modifiers.some(({ modifier }) => modifier === rule.modifier)) return;
  draft.modifiers.push({ modifier: rule.modifier, reason: rule.because });
  draft.payerNotes.push(...rule.payerNotes);
  if (rule.review !== undefined) draft.reviews.push(rule.review);
}

function asks(
  rule: ModifierRule,
  draft: DraftLine,
  others: readonly DraftLine[],
): DraftQuery | undefined {
  const { otherwise } = rule;
  if (!otherwise) return undefined;
  const fill = (text: string) =>
    text
      .replaceAll('{code}', draft.code.code)
      .replaceAll('{beside}', others.map(({ code }) => code.code).join(', '));
  return {
    element: otherwise.element,
    about: draft.code.label,
    question: fill(otherwise.ask),
    indicators: dedupe(
      [...draft.services, ...others.flatMap(({ services }) => services)].map(
        ({ support }) => support,
      ),
    ),
    outcomes: otherwise.outcomes.map(({ answer, result }) => ({
      answer: fill(answer),
      result: fill(result),
    })),
  };
}

/** The units after the first, on a line of their own behind the first. */
function furtherUnits(drafts: DraftLine[], draft: DraftLine): DraftLine {
  const further = { ...draft, units: draft.units - 1, modifiers: [...draft.modifiers] };
  draft.units = 1;
  drafts.splice(drafts.indexOf(draft) + 1, 0, further);
  return further;
}

/**
 * General modifiers by their stated rules, in the order of the policy files. Modifies the lines, and the list where
 * repeated units need a line of their own; gives the questions of rules whose condition the note leaves open.
 */
export function applyModifiers(
  drafts: DraftLine[],
  situation: Situation,
  knowledge: Knowledge,
): DraftQuery[] {
  const queries: DraftQuery[] = [];
  for (const rule of knowledge.policies.modifiers) {
    const candidates = drafts.filter(
      (draft) =>
        inScope(rule.on, draft.code.code, draft.family) &&
        company(rule, draft, drafts) !== undefined &&
        !draft.modifiers.some(({ modifier }) => rule['not-with'].includes(modifier)) &&
        // Each of `unless` bars the rule by itself.
        !rule.unless.some((one) => whatShows([one], draft, situation) !== undefined),
    );
    const fitting: DraftLine[] = [];
    const shown: SupportingDocumentation[] = [];
    for (const draft of candidates) {
      const others = company(rule, draft, drafts) ?? [];
      const words = whatShows(rule.when, draft, situation);
      if (words !== undefined) shown.push(...words);
      if (words !== undefined || (rule['or-own-diagnosis'] && hasOwnDiagnosis(draft, others))) {
        fitting.push(draft);
        continue;
      }
      const question = asks(rule, draft, others);
      if (!rule.otherwise || !question) continue;
      draft.reviews.push(rule.otherwise.review);
      queries.push(question);
      if (rule.otherwise.set) setOn(draft, rule);
    }
    for (const draft of chosen(rule, fitting, shown)) {
      setOn(rule.lines === 'further-units' ? furtherUnits(drafts, draft) : draft, rule);
    }
  }
  return queries;
}

/** Modifiers that change what is paid stand first, those that tell place or circumstance after them. */
const ORDER: readonly string[] = [
  ...['26', 'TC', '22', '52', '53', '54', '55', '56', '62', '66', '80', '81', '82', 'AS'],
  ...[
    '50',
    '57',
    '25',
    '24',
    '58',
    '78',
    '79',
    '76',
    '77',
    '91',
    '59',
    'XE',
    'XP',
    'XS',
    'XU',
    '51',
  ],
];

/** Sorts the modifiers of every line into the order in which claims carry them. */
export function orderModifiers(drafts: readonly DraftLine[]): void {
  const rank = (modifier: string) => {
    const place = ORDER.indexOf(modifier);
    return place < 0 ? ORDER.length : place;
  };
  for (const { modifiers } of drafts) {
    modifiers.sort((a, b) => rank(a.modifier) - rank(b.modifier));
  }
}
